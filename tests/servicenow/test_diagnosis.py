"""What doctor says of ServiceNow: the first thing that is wrong, and what to do about it."""

import pytest
from servicenow.world import World, ticket

from empathkit.ports import Check
from empathkit_servicenow import platform


def failing(world: World, **changed: str) -> list[Check]:
    return [check for check in platform.diagnose(world.settings(**changed)) if not check.ok]


def names(world: World, **changed: str) -> list[str]:
    return [check.name.removeprefix("servicenow: ") for check in platform.diagnose(world.settings(**changed))]


def test_all_is_well_on_an_instance_that_lets_us_read(world: World) -> None:
    world.say(world.post(ticket()), "agent", "hello")
    assert failing(world) == []
    assert names(world) == [
        "address", "account", "reachable", "authenticated", "read incident", "read sys_user",
        "read sys_journal_field", "webhook secret",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"URL": ""}, "address"),
        ({"URL": "http://desk.example"}, "address"),
        ({"USER": ""}, "account"),
        ({"PASSWORD": ""}, "account"),
        ({"URL": "http://127.0.0.1:9"}, "reachable"),
        ({"WEBHOOK_SECRET": ""}, "webhook secret"),
    ],
    ids=["no-url", "bad-url", "no-user", "no-password", "down", "no-secret"],
)
def test_what_is_wrong_comes_with_a_hint(world: World, changed: dict[str, str], name: str) -> None:
    (check,) = failing(world, **changed)
    assert check.name == f"servicenow: {name}"
    assert check.hint
    assert next(iter(changed)) in check.hint + check.detail


def test_checks_that_need_what_failed_are_left_out(world: World) -> None:
    assert names(world, URL="http://127.0.0.1:9") == ["address", "account", "reachable", "webhook secret"]


def test_wrong_credentials_are_told_from_an_instance_that_is_away(world: World) -> None:
    world.fail("expired", times=9)
    assert [check.name for check in failing(world)] == ["servicenow: authenticated"]


@pytest.mark.parametrize("how", ["denied", "hidden"])
@pytest.mark.parametrize("table", ["incident", "sys_user", "sys_journal_field"])
def test_a_missing_right_is_named(world: World, table: str, how: str) -> None:
    world.say(world.post(ticket()), "agent", "hello")
    getattr(world.sandbox.rights, how).add(table)
    (check,) = failing(world)
    assert check.name == f"servicenow: read {table}"
    assert table in check.hint


def test_a_sleeping_instance_is_not_called_reachable(world: World) -> None:
    world.fail("html", times=9)
    (check,) = failing(world)
    assert (check.name, "awake" in check.hint) == ("servicenow: reachable", True)


def test_no_check_shows_a_secret(world: World) -> None:
    shown = str(list(platform.diagnose(world.settings(PASSWORD="hunter2", WEBHOOK_SECRET="topsecret"))))
    assert "hunter2" not in shown
    assert "topsecret" not in shown
