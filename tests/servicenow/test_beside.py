"""What a ticket has beside words and people: approvals, watchers, articles, how often its requester wrote lately."""

from typing import Any

import pytest
from servicenow.world import World, ticket

from empathkit.errors import PlatformUnavailable
from empathkit_servicenow.beside import Beside, approvals
from empathkit_servicenow.knowledge import best

TWO_TRIPS = ["/api/now/v2/table/incident", "/api/now/v1/batch"]
MORE: dict[str, Any] = {
    "participants": ["Bo Lee", "Cy Orr"],
    "approvals": [
        {"decision": "approved", "by": ["Li Wei"], "at": "2026-11-02T09:25:00Z"},
        {"by": ["Ira Falk", "Noa Stern"]},
        {"decision": "declined", "by": ["Kai Berg"], "at": "2026-11-02T09:26:00Z"},
    ],
    "articles": [{"title": "When the VPN drops"}, {"title": "Booking a room"}],
}


def posted(world: World, key: str = "INC0012345", **more: Any) -> str:
    return world.post({**ticket(key=key, organization="Acme"), **MORE, **more})


def paths(world: World) -> list[str]:
    return [entry["path"] for entry in world.sandbox.journal]


def test_all_of_it_comes_with_the_second_round_trip(world: World) -> None:
    got = world.connector().fetch(posted(world))
    assert paths(world) == TWO_TRIPS
    assert got.participants == ("Bo Lee", "Cy Orr")
    assert [(one.decision, one.by, one.at) for one in got.approvals] == [
        ("approved", ("Li Wei",), "2026-11-02T09:25:00Z"),
        ("declined", ("Kai Berg",), "2026-11-02T09:26:00Z"),
        ("pending", ("Ira Falk", "Noa Stern"), None),
    ]
    assert [one.title for one in got.articles] == ["When the VPN drops"]
    assert str(got.articles[0].url).startswith(f"{world.url}/kb_view.do?sysparm_article=KB")
    assert (got.requester.organization, got.requester.lately) == ("Acme", 1)


def test_the_count_is_of_the_thirty_days_up_to_the_ticket_and_of_its_requester(world: World) -> None:
    for number, day in enumerate(("10-02", "10-03", "10-20", "11-03")):
        world.post({**ticket(key=f"INC000010{number}"), "created": f"2026-{day}T10:00:00Z"})
    world.post({**ticket(key="INC0000200", id="u2", name="Bo Li"), "created": "2026-10-25T10:00:00Z"})
    assert world.connector().fetch(posted(world)).requester.lately == 3


@pytest.mark.parametrize("table", ["sysapproval_approver", "sys_attachment", "kb_knowledge"])
def test_what_may_not_be_read_costs_itself_only(world: World, table: str) -> None:
    key = posted(world)
    whole = world.connector().fetch(key)
    world.sandbox.rights.denied.add(table)
    got = world.connector().fetch(key)
    assert got.messages == whole.messages
    assert (got.approvals == ()) is (table == "sysapproval_approver")


def test_without_the_knowledge_plugin_the_table_is_asked_and_the_plugin_no_more(world: World) -> None:
    key = posted(world, summary="The VPN drops when undocked")
    world.sandbox.rights.missing.add("sn_km_api")
    connector = world.connector()
    assert [[one.title for one in connector.fetch(key).articles] for _ in range(2)] == [["When the VPN drops"]] * 2
    assert paths(world) == [*TWO_TRIPS, "/api/now/v2/table/kb_knowledge", *TWO_TRIPS]


class Down:
    """A client of an instance whose knowledge base does not answer."""

    has_knowledge = True

    def articles(self, words: str, most: int) -> Any:
        raise PlatformUnavailable("no answer")


def test_a_knowledge_base_that_does_not_answer_is_not_missed() -> None:
    record = {"sys_id": "0" * 32, "short_description": "VPN drops"}
    assert Beside(record, "incident", None).articles(Down()) == ()  # type: ignore[arg-type]


ROWS = [
    {"short_description": title, "number": "KB1", "workflow_state": state}
    for title, state in (
        ("Printer on the third floor", "published"),
        ("Printer jams and paper trays", "published"),
        ("Paper trays of the printer", "draft"),
        ("Holiday calendar", "published"),
    )
]


def test_of_the_tables_articles_those_count_that_share_most_words_and_are_published() -> None:
    assert [one["title"] for one in best(ROWS, ("printer", "paper", "trays"))] == ["Printer jams and paper trays"]
    assert [one["title"] for one in best(ROWS, ("holiday",))] == ["Holiday calendar"]


@pytest.mark.parametrize("title", ["^NQactive=true", "javascript:gs.sleep(9)", "^^^", "", "a&b=c?limit=9", "é" * 300])
def test_a_hostile_title_asks_for_words_and_nothing_else(world: World, title: str) -> None:
    for plugin in ({"sn_km_api"}, set[str]()):
        world.sandbox.rights.missing = plugin
        key = posted(world, key="", summary=title, articles=[])
        assert world.connector().fetch(key).articles == ()
    assert {entry["status"] for entry in world.sandbox.journal} == {200}


def test_who_was_not_asked_or_no_longer_is_agrees_to_nothing() -> None:
    rows = [{"state": state, "approver": {"display_value": state}} for state in ("not requested", "cancelled", "", "x")]
    assert list(approvals(rows)) == []
