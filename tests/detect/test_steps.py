import pytest

from empathkit.detect.found import FoundStep
from empathkit.detect.steps import find_steps, same_step
from empathkit.text.pack import load_pack


def steps(text: str) -> list[FoundStep]:
    return find_steps(text, load_pack("en"))


@pytest.mark.parametrize(
    ("text", "action", "thing", "form"),
    [
        ("I rebooted the router", "restart", "router", "done"),
        ("Please restart your laptop", "restart", "laptop", "told"),
        ("try reinstalling Outlook", "reinstall", "outlook", "doing"),
        ("I cleared the cache", "clear cache", None, "done"),
        ("please sign out and in", "sign out and in", None, "told"),
        ("I unplugged the dock", "unplug", "dock", "done"),
        ("we called the hotline", "ask support", "hotline", "done"),
        ("the same over mobile data", "use hotspot", None, "named"),
        ("white in an incognito tab too", "use private window", None, "named"),
        ("even by cable", "use cable", None, "named"),
        ("only safe mode is quiet", "use safe mode", None, "named"),
        ("another browser shows it as well", "use another browser", None, "named"),
        ("webmail opens", "use the web version", None, "named"),
    ],
)
def test_a_step_has_a_normal_action_and_a_thing(text: str, action: str, thing: str | None, form: str) -> None:
    assert (action, thing, form) in [(step.action, step.thing, step.form) for step in steps(text)]


@pytest.mark.parametrize(
    ("tried", "suggested", "same"),
    [
        ("I rebooted my laptop twice", "Please restart the laptop", True),
        ("I rebooted it", "Please restart the laptop", True),
        ("I restarted the router", "Please restart the laptop", False),
        ("I cleared the cache", "Please restart the laptop", False),
    ],
    ids=["same thing", "thing left unsaid", "other thing", "other action"],
)
def test_a_suggested_step_is_known_again(tried: str, suggested: str, same: bool) -> None:
    assert same_step(steps(tried)[0], steps(suggested)[0]) is same
