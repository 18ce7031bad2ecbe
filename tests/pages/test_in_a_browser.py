"""The playground in a real browser. Skipped where there is no Chromium."""

import pytest

from empathkit.pipeline import Kit
from empathkit.serve.pages.playground import build_playground
from empathkit.testing.server import running

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed here")


@pytest.fixture(scope="module")
def url():
    with running(build_playground(Kit())) as address:
        yield address


def findings(page):
    return page.locator("#findings li code").all_inner_texts()


def test_pointing_at_a_sentence_lights_up_what_it_rests_on(open_page):
    page = open_page()
    sentence = page.locator(".sentence[data-lights]:not([data-lights=''])").first
    assert page.locator(".lit").count() == 0

    sentence.hover()
    assert page.locator(".lit").count() > 0
    assert page.locator(".why li.on").count() == 1
    page.mouse.move(0, 0)
    assert page.locator(".lit").count() == 0
    assert page.wrong == []


def test_the_checker_runs_as_one_types_and_mends_by_a_click(open_page):
    page = open_page()
    api.expect(page.locator("#findings code", has_text="EK302")).to_be_visible()

    reply = page.locator("#reply")
    reply.fill("")
    reply.press_sequentially("Just restart it, you simply have to wait. ", delay=2)
    api.expect(page.locator("#under u", has_text="simply").first).to_be_attached()
    before = reply.input_value()
    page.get_by_role("button", name="Take it out").first.click()
    api.expect(reply).not_to_have_value(before)
    assert len(reply.input_value()) < len(before)
    assert page.wrong == []


def test_underlines_stand_where_the_service_says_behind_emoji_too(open_page):
    page = open_page()
    page.locator("#reply").fill("😀😀 You simply have to wait.")
    underlined = page.locator("#under u", has_text="simply")
    api.expect(underlined.first).to_be_attached()

    assert underlined.first.inner_text().strip() == "simply"


def test_a_keyboard_is_enough(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.lights"):
            break
    assert page.locator(".lit").count() > 0
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "reply":
            break
    page.keyboard.press("Control+A")
    page.keyboard.type("Thanks")
    assert page.locator("#reply").input_value() == "Thanks"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_runs_over_the_edge_and_the_colours_follow_the_reader(open_page, scheme, width):
    page = open_page(color_scheme=scheme, viewport={"width": width, "height": 800})

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    light = sum(int(part) for part in paper.removeprefix("rgb(").removesuffix(")").split(",")) > 380
    assert light is (scheme == "light")


def test_a_hostile_ticket_runs_nothing(open_page):
    page = open_page()
    page.get_by_text("Write or paste your own").click()
    page.locator("[name=message]").fill(
        "<img src=x onerror='document.title=1'><script>document.title=2</script> vpn down"
    )
    page.get_by_role("button", name="Read it").click()

    assert page.title() == "EmpathKit playground"
    assert "<script>" in page.locator(".body").first.inner_text()
    assert page.wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page, violations, scheme):
    page = open_page(color_scheme=scheme)
    api.expect(page.locator("#findings li").first).to_be_visible()

    assert violations(page) == []
