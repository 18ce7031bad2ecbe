"""What ``doctor`` says of a Jira site: in order, with a hint for what is wrong, and no further than makes sense."""

import httpx
import pytest
from jira_desk import Desk
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from empathkit.ports import Check
from empathkit.settings import Settings
from empathkit.testing.server import running
from empathkit_jira import platform
from empathkit_jira.sandbox import JiraSandbox

ALL = [
    "address",
    "credentials",
    "reachable",
    "authenticated",
    "service projects",
    "webhook secret",
    "webhook",
    "assets",
]


def checks(settings: Settings) -> list[Check]:
    return list(platform.diagnose(settings))


def names(found: list[Check]) -> list[str]:
    return [one.name.removeprefix("jira: ") for one in found]


def test_a_site_that_is_set_up_is_well(desk: Desk) -> None:
    settings = desk.settings(WEBHOOK_SECRET="s3cret")
    platform.install_webhook(settings, "http://127.0.0.1:9/webhooks/jira")  # type: ignore[attr-defined]
    found = checks(settings)
    assert names(found) == ALL
    assert all(one.ok and not one.caveat for one in found)
    assert not any(secret in str(found) for secret in ("s3cret", "t0ken"))


def wrong(desk: Desk, **more: str) -> Check:
    found = checks(desk.settings(**more))
    assert [one.ok for one in found[:-1]] == [True] * (len(found) - 1)
    return found[-1]


@pytest.mark.parametrize(
    ("more", "name", "says"),
    [
        ({"URL": ""}, "jira: address", "EMPATHKIT_JIRA_URL"),
        ({"URL": "acme"}, "jira: address", "EMPATHKIT_JIRA_URL"),
        ({"URL": "http://jira.acme.example"}, "jira: address", "https://"),
        ({"TOKEN": ""}, "jira: credentials", "EMPATHKIT_JIRA_TOKEN"),
        ({"URL": "http://127.0.0.1:1"}, "jira: reachable", "127.0.0.1:1"),
    ],
    ids=["no address", "an odd address", "plain http", "no token", "nobody there"],
)
def test_it_stops_at_what_makes_the_rest_meaningless(desk: Desk, more: dict[str, str], name: str, says: str) -> None:
    last = wrong(desk, **more)
    assert (last.name, last.ok) == (name, False)
    assert says in last.detail
    assert last.hint


def test_a_token_that_is_not_known_is_told_with_the_cloud_id_hint(desk: Desk) -> None:
    desk.fault(match="/rest/api/3/myself", times=9, fault="expired")
    last = wrong(desk)
    assert (last.name, last.ok) == ("jira: authenticated", False)
    assert "EMPATHKIT_JIRA_CLOUD_ID" in last.hint


def test_an_address_that_answers_html_is_not_jira(desk: Desk) -> None:
    desk.fault(match="/rest/api/3/serverInfo", times=9, fault="html")
    assert "not JSON" in wrong(desk).detail


def test_a_call_that_fails_is_made_once(desk: Desk) -> None:
    desk.fault(match="/rest/api/3/serverInfo", times=9, fault="503")
    assert not wrong(desk).ok
    assert desk.calls() == [("GET", "/rest/api/3/serverInfo", 503)]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (JSONResponse({"deploymentType": "Server", "version": "10.3"}), "Data Center"),
        (JSONResponse({"errorMessages": []}, 404), "HTTP 404"),
    ],
    ids=["version 3 on Data Center", "no version 3"],
)
def test_data_center_is_told_apart(answer: Response, says: str) -> None:
    async def info(request: Request) -> Response:
        return answer

    with running(Starlette(routes=[Route("/rest/api/3/serverInfo", info)])) as url:
        found = checks(Settings({"EMPATHKIT_JIRA_URL": url, "EMPATHKIT_JIRA_TOKEN": "t"}))
    assert (found[-1].name, found[-1].ok) == ("jira: reachable", False)
    assert says in found[-1].detail


def test_what_is_missing_beside_the_way_is_told_together(desk: Desk) -> None:
    desk.fault(match="/rest/api/3/project/search", times=9, fault="503")
    found = {one.name: one for one in checks(desk.settings())}
    assert not found["jira: service projects"].ok
    assert "EMPATHKIT_JIRA_WEBHOOK_SECRET" in found["jira: webhook secret"].detail
    assert found["jira: assets"].ok


@pytest.mark.parametrize(
    "box", [JiraSandbox(project="DEV", premium=False)], ids=["software projects only, and no Premium"]
)
def test_a_site_without_a_service_project_is_told_and_missing_assets_are_no_fault(desk: Desk) -> None:
    found = {one.name: one for one in checks(desk.settings(WEBHOOK_SECRET="x"))}
    assert (found["jira: service projects"].ok, found["jira: assets"].ok) == (False, True)
    assert "none" in found["jira: assets"].detail
    assert found["jira: assets"].caveat


def test_it_writes_nothing(desk: Desk) -> None:
    checks(desk.settings(WEBHOOK_SECRET="x"))
    assert {method for method, _, _ in desk.calls()} == {"GET"}
    assert httpx.get(desk.url + "/_sandbox/requests").status_code == 200
