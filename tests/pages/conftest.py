"""A real browser. Without Chromium the tests that need it say that they are skipped."""

import shutil

import pytest

BROWSER = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed here")
    if BROWSER is None:
        pytest.skip("there is no Chromium on this machine")
    with api.sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        except api.Error as error:
            pytest.skip(f"Chromium does not start here: {type(error).__name__}")
        yield started
        started.close()


@pytest.fixture
def open_page(browser, url):
    """Opens a page; what goes wrong in it is kept in ``wrong``."""
    opened = []

    def open_one(path="/", **options):
        context = browser.new_context(**options)
        opened.append(context)
        page = context.new_page()
        page.wrong = []
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.on("console", lambda line: page.wrong.append(line.text) if line.type == "error" else None)
        page.goto(url + path)
        return page

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def violations():
    """What axe finds on a page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed here")

    def found(page):
        results = axe.Axe().run(page).response["violations"]
        return [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in results]

    return found
