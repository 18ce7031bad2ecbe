"""How this person likes to be dealt with: declared in their profile, or else as memory has it."""

from __future__ import annotations

from empathkit.models import Preference, Remembered, Requester


def preferences(person: Requester, remembered: Remembered) -> tuple[Preference, ...]:
    """Declared preferences first; a remembered one only where nothing is declared."""
    fields = ("channel", "detail", "hours")
    declared = [
        Preference(name=name, value=value, source="profile")
        for name in fields
        if (value := getattr(person.preferences, name))
    ]
    names = {one.name for one in declared}
    return (*declared, *(one for one in remembered.preferences if one.name not in names))
