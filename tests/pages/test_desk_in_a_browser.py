"""The desk in a real browser. Skipped where there is no Chromium."""

import pytest
from desk_house import AGENT, BODY, MANAGER, House

from empathkit.testing.server import running

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed here")
HOSTILE = "<img src=x onerror='document.title=1'><script>document.title=2</script>\u202e gnp.exe\u202c vpn down "
TICKET = "/desk/tickets/fake/IT-1"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    made = House(tmp_path_factory.mktemp("desk"))
    yield made
    made.memory.close()


@pytest.fixture(scope="module")
def url(house):
    with running(house.app) as address:
        yield address


@pytest.fixture
def signed_in(house, open_page):
    house.memory.forget("u1")
    house.add("IT-1", ("requester", BODY), role="Planner", site="Leeds", devices=[{"model": "ThinkPad T14"}])
    house.add("IT-2", ("requester", HOSTILE + "x" * 100_000), name=HOSTILE)

    def open_one(path="/desk/", token=AGENT, **options):
        page = open_page(path, **options)
        page.get_by_label("The desk's token").fill(token)
        page.keyboard.press("Enter")
        page.wait_for_selector(".places, nav")
        return page

    return open_one


def test_the_way_of_an_agent(signed_in, house):
    page = signed_in(permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="IT-1").click()
    reply = page.get_by_label("Your reply")
    assert reply.input_value().startswith("Hello Ines")

    reply.fill("Just restart it, Ines.")
    api.expect(page.locator("#under u", has_text="Just")).to_be_attached()
    page.get_by_role("button", name="Take it out").first.click()
    api.expect(reply).not_to_have_value("Just restart it, Ines.")
    page.get_by_role("button", name="Copy it").click()
    api.expect(page.locator("#said-so")).to_have_text("copied")
    assert page.evaluate("navigator.clipboard.readText()") == reply.input_value()
    page.get_by_role("button", name="Back to the suggestion").click()
    assert reply.input_value().startswith("Hello Ines")

    page.get_by_label("Dismissed", exact=True).check()
    page.get_by_label("If dismissed, why?").select_option("tone")
    page.get_by_role("button", name="Note it").click()
    api.expect(page.get_by_text("Noted: dismissed.")).to_be_visible()
    assert house.book.find("fake", "IT-1").state == "dismissed"
    assert page.wrong == []


def test_fast_typing_ends_with_the_findings_of_the_last_word(signed_in):
    page = signed_in(TICKET)
    reply = page.get_by_label("Your reply")
    reply.fill("")
    reply.press_sequentially("You simply have to wait. " * 6, delay=1)
    reply.press_sequentially("Thanks for the details.", delay=1)
    api.expect(page.locator("#under u", has_text="simply")).to_have_count(6)
    reply.fill("Thanks.")
    api.expect(page.locator("#under u", has_text="simply")).to_have_count(0)
    assert page.wrong == []


def test_a_keyboard_is_enough(signed_in, house):
    page = signed_in(TICKET)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")

    def reach(test, keys=80):
        for _ in range(keys):
            page.keyboard.press("Tab")
            if page.evaluate(f"(() => {{ const at = document.activeElement; return {test}; }})()"):
                return
        pytest.fail(f"Tab does not lead to {test}")

    reach("at.id === 'reply'")
    page.keyboard.press("Control+A")
    page.keyboard.type("Hello Ines")
    reach("at.name === 'became'")
    page.keyboard.press("Space")
    reach("at.textContent === 'Note it'")
    page.keyboard.press("Enter")
    api.expect(page.get_by_text("Noted: used as it was.")).to_be_visible()
    assert house.book.find("fake", "IT-1").state == "used"


def test_a_manager_sets_a_preference_and_forgets(signed_in, house):
    page = signed_in(TICKET, MANAGER)
    page.get_by_text("How they like to be dealt with").last.click()
    page.get_by_label("Reach them by").select_option("phone")
    page.get_by_role("button", name="Keep this").click()
    api.expect(page.get_by_text("Preferences are kept.")).to_be_visible()
    page.get_by_text("Forget this user").click()
    page.get_by_label("Yes, forget").check()
    page.get_by_role("button", name="Forget", exact=True).click()
    api.expect(page.get_by_text("entries were deleted")).to_be_visible()
    assert not any(house.memory.held("u1").values())


def test_a_hostile_ticket_runs_nothing(signed_in):
    page = signed_in("/desk/tickets/fake/IT-2")

    assert page.title() == "IT-2 – EmpathKit desk"
    assert "<script>" in page.locator(".body").first.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.wrong == []


PAGES = {
    "queue": "/desk/",
    "ticket": TICKET,
    "done": "/desk/?view=done",
    "playground": "/playground/",
    "report": "/report/",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing(signed_in, violations, path, scheme):
    page = signed_in(path, MANAGER, color_scheme=scheme)
    for closed in page.locator("details").all():
        closed.evaluate("node => { node.open = true; }")

    assert violations(page) == []
    assert page.wrong == []


def test_axe_finds_nothing_where_one_signs_in(open_page, violations):
    assert violations(open_page("/desk/")) == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_nothing_runs_over_the_edge_of_a_phone(signed_in, path):
    page = signed_in(path, MANAGER, viewport={"width": 360, "height": 800})

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
