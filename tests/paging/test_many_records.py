"""Through 2,500 records, some of them hidden: our clients, and those that others wrote."""

from datetime import UTC, datetime, timedelta

import pytest
import requests

from empathkit.errors import PermissionDenied, UnexpectedAnswer
from empathkit.models import Ticket
from empathkit.settings import Settings
from empathkit.testing.server import running
from empathkit_jira import platform as jira_platform
from empathkit_jira.sandbox import JiraSandbox
from empathkit_servicenow import platform as now_platform
from empathkit_servicenow.client import STREAM
from empathkit_servicenow.sandbox import ServiceNowSandbox

MANY = 2500
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def given(number, key):
    said = [{"author": "requester", "body": "No tunnel.", "at": "2026-11-02T09:14:00Z"}]
    person = {"id": f"u{number % 50}", "name": "Ana Prado"}
    return Ticket.model_validate({"key": key, "summary": "Tunnel", "requester": person, "messages": said})


@pytest.fixture(scope="module")
def jira():
    sandbox = JiraSandbox()
    for number in range(1, MANY + 1):
        sandbox.add_ticket(given(number, f"IT-{number}"))
    sandbox.unseen = {f"IT-{number}" for number in range(1, MANY + 1) if number % 7 == 0 or 600 < number <= 900}
    with running(sandbox.app()) as url:
        yield sandbox, url


@pytest.fixture(scope="module")
def now():
    sandbox = ServiceNowSandbox()
    for number in range(1, MANY + 1):
        sandbox.add_ticket(given(number, f"INC{number:07}"))
    rows = sorted(sandbox._instance.tables["incident"])
    hidden = {row for place, row in enumerate(rows) if place % 7 == 0}
    # Two whole pages hidden, one of them the last: a pager that stops at a short page would lose what follows.
    hidden |= set(rows[STREAM : 3 * STREAM]) | set(rows[-STREAM:])
    sandbox.rights.hidden_rows |= hidden
    seen = {sandbox._instance.tables["incident"][row]["number"] for row in rows if row not in hidden}
    with running(sandbox.app()) as url:
        yield sandbox, url, seen


def jira_connector(url):
    values = {"URL": url, "EMAIL": "bot@desk.example", "TOKEN": "any"}
    return jira_platform.connector(Settings({f"EMPATHKIT_JIRA_{name}": value for name, value in values.items()}))


def now_connector(url, **more):
    values = {"URL": url, "USER": "empathkit", "PASSWORD": "any", **more}
    return now_platform.connector(Settings({f"EMPATHKIT_SERVICENOW_{name}": value for name, value in values.items()}))


def test_ours_lists_every_jira_ticket_it_may_see_once(jira):
    sandbox, url = jira
    found = [one.key for one in jira_connector(url).changed(LONG_AGO)]

    assert len(found) == len(set(found))
    assert set(found) == set(sandbox.tickets) - sandbox.unseen


def test_ours_lists_every_servicenow_ticket_it_may_see_once(now):
    _, url, seen = now
    found = [one.key for one in now_connector(url, TABLES="incident").changed(LONG_AGO)]

    assert len(found) == len(set(found))
    assert set(found) == seen


def test_the_list_is_streamed(now):
    sandbox, url, _ = now
    sandbox.journal.clear()
    next(now_connector(url, TABLES="incident").changed(LONG_AGO))

    assert len(sandbox.journal) == 1


def test_what_did_not_change_is_not_listed(jira, now):
    later = datetime.now(UTC) + timedelta(days=1)

    assert list(jira_connector(jira[1]).changed(later)) == []
    assert list(now_connector(now[1]).changed(later)) == []


def test_tickets_of_software_projects_are_not_listed(jira):
    sandbox, url = jira
    sandbox.add_ticket(given(1, "DEV-1"))

    assert "DEV-1" not in {one.key for one in jira_connector(url).changed(LONG_AGO)}


def test_a_table_that_may_not_be_read_is_left_out(now, caplog):
    sandbox, url, seen = now
    sandbox.rights.denied.add("interaction")
    found = {one.key for one in now_connector(url).changed(LONG_AGO)}
    sandbox.rights.denied.clear()

    assert found == seen
    assert "interaction" in caplog.text


def test_an_instance_that_drops_the_condition_leads_to_no_endless_list(now):
    class Deaf:
        def page(self, *_, **__):
            return [{"sys_id": "a" * 32, "number": "INC0000001", "sys_updated_on": "2026-11-02 09:14:00"}], 9999

    from empathkit_servicenow.client import Client
    from empathkit_servicenow.query import Query

    with pytest.raises(UnexpectedAnswer):
        list(Client.stream(Deaf(), "incident", Query(), ()))


@pytest.mark.parametrize(
    "answers", [{"issues": [], "isLast": False}, {"issues": [], "nextPageToken": "t", "isLast": False}]
)
def test_a_jira_that_names_no_other_page_leads_to_no_endless_list(answers):
    from empathkit_jira.client import JiraClient

    class Same:
        def query(self, *_):
            return answers

    with pytest.raises(UnexpectedAnswer):
        list(JiraClient(Same(), Same()).changed("project = IT", 5))


def test_the_package_jira_sees_the_same(jira):
    package = pytest.importorskip("jira")
    sandbox, url = jira
    client = package.JIRA(server=url, basic_auth=("a", "b"), max_retries=0, timeout=30)
    found = client.enhanced_search_issues("project = IT ORDER BY created ASC", maxResults=False, fields="updated")

    assert {issue.key for issue in found} == {key for key in sandbox.tickets if key.startswith("IT")} - sandbox.unseen


def test_the_package_atlassian_python_api_sees_the_same(jira):
    package = pytest.importorskip("atlassian")
    sandbox, url = jira
    client, found, token = package.Jira(url=url, username="a", password="b", cloud=True), set(), None
    while True:
        page = client.enhanced_jql(
            "project = IT ORDER BY created ASC", fields="updated", nextPageToken=token, limit=100
        )
        found |= {one["key"] for one in page["issues"]}
        token = page.get("nextPageToken")
        if token is None:
            break

    assert found == {key for key in sandbox.tickets if key.startswith("IT")} - sandbox.unseen


class Plain(requests.Session):
    """pysnc insists on https: the scheme is changed on the way out."""

    def send(self, request, **options):
        request.url = request.url.replace("https://", "http://", 1)
        return super().send(request, **options)


def test_the_package_pysnc_pages_through_the_same_table(now):
    package = pytest.importorskip("pysnc")
    _, url, seen = now
    with Plain() as session:
        session.auth, session.trust_env = ("agent.kim", "pw"), False
        client = package.ServiceNowClient(url.replace("http://", "https://"), auth=session, auto_retry=False)
        record = client.GlideRecord("incident", batch_size=500)
        record.fields = ["sys_id", "number"]
        record.order_by("sys_id")
        record.query()
        found = {one.get_value("number") for one in record}

    assert found
    assert found <= seen  # it takes a page of which all rows are hidden for the end
    assert len(record) == MANY  # it counts what it can't see


def test_a_right_that_is_missing_everywhere_is_named(now):
    sandbox, url, _ = now
    sandbox.rights.denied.update({"incident", "sc_req_item", "sc_task", "interaction"})
    try:
        with pytest.raises(PermissionDenied):
            list(now_connector(url).changed(LONG_AGO))
    finally:
        sandbox.rights.denied.clear()
