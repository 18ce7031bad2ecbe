"""A desk's own directory fills gaps and overrules nothing."""

from empathkit.context.sources import completed
from empathkit.models import Requester


class Directory:
    def __init__(self, **known):
        self.known = known

    def lookup(self, requester):
        return Requester(id=requester.id, **self.known) if requester.id == "u1" else None


def test_gaps_are_filled_by_the_first_directory_that_can():
    found = completed(Requester(id="u1"), [Directory(site="Porto"), Directory(site="Lyon", role="Buyer")])
    assert (found.site, found.role) == ("Porto", "Buyer")


def test_what_the_platform_says_stays():
    assert completed(Requester(id="u1", site="Leeds"), [Directory(site="Porto")]).site == "Leeds"


def test_devices_and_preferences_are_filled_too():
    found = completed(Requester(id="u1"), [Directory(devices=({"name": "LT-1"},), preferences={"channel": "phone"})])
    assert (found.devices[0].name, found.preferences.channel) == ("LT-1", "phone")


def test_somebody_the_directory_does_not_know_stays_as_they_are():
    assert completed(Requester(id="u2"), [Directory(site="Porto")]) == Requester(id="u2")
