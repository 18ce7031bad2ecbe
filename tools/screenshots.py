"""The pictures in ``docs/pictures``: playground, desk, and the note in Jira and in ServiceNow, from the sandboxes and a
service on this machine, taken with the Chromium that is installed."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from empathkit.connect import platforms
from empathkit.models import TicketEvent
from empathkit.pipeline import Kit
from empathkit.serve.app import build_app
from empathkit.serve.pages.playground import build_playground
from empathkit.serve.service import build_service
from empathkit.settings import Settings
from empathkit.testing.demo_tickets import demo_tickets
from empathkit.testing.server import running

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
#: Bytes a picture may have.
MOST = 200_000
TOKEN = "only-for-the-pictures"  # noqa: S105 - of a service that lives for seconds


def main() -> int:
    """Take them all; 1 where one is too large, or no browser is there."""
    path = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
    if path is None:
        print("no Chromium is installed", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        with running(build_playground(Kit())) as url:
            take(browser, url, "playground")
        desk_and_note(browser)
        note_in_servicenow(browser)
        browser.close()
    sizes = {picture.name: picture.stat().st_size for picture in sorted(PICTURES.glob("*.png"))}
    print(sizes)
    return int(any(size > MOST for size in sizes.values()))


def desk_and_note(browser: Browser) -> None:
    """A service beside a Jira sandbox, after the demo's tickets."""
    sandbox = platforms.find("jira").sandbox()
    with tempfile.TemporaryDirectory() as folder, running(sandbox.app()) as jira:
        service = build_service(Settings(values(jira, Path(folder))), workers=0)
        with running(build_app(service.parts)) as url:
            keys = [sandbox.add_ticket(scene.ticket).key for scene in demo_tickets() if scene.platform == "jira"]
            for key in keys:
                event = TicketEvent(platform="jira", site="jira", ticket=key, kind="created", delivery=key)
                service.parts.queue.put(event)
            while service.parts.queue.step():
                pass
            take(browser, f"{url}/desk/tickets/jira/{keys[0]}", "desk", token=TOKEN)
            take(browser, f"{jira}/_sandbox/page/{keys[0]}", "note-in-jira")


def note_in_servicenow(browser: Browser) -> None:
    """A service beside a ServiceNow sandbox, after one of the demo's tickets."""
    sandbox = platforms.find("servicenow").sandbox()
    with tempfile.TemporaryDirectory() as folder, running(sandbox.app()) as servicenow:
        given = {
            "EMPATHKIT_SERVICENOW_URL": servicenow,
            "EMPATHKIT_SERVICENOW_USER": "empathkit",
            "EMPATHKIT_SERVICENOW_PASSWORD": "any",
            "EMPATHKIT_SERVICENOW_WEBHOOK_SECRET": "any",
            "EMPATHKIT_DATABASE_URL": f"sqlite:///{Path(folder) / 'desk.db'}",
            "EMPATHKIT_SETTLE_SECONDS": "0",
        }
        service = build_service(Settings(given), workers=0)
        ticket = next(scene.ticket for scene in demo_tickets() if scene.platform == "servicenow")
        key = sandbox.add_ticket(ticket).key
        service.parts.queue.put(
            TicketEvent(platform="servicenow", site="servicenow", ticket=key, kind="created", delivery=key)
        )
        while service.parts.queue.step():
            pass
        service.parts.queue.close()
        take(browser, f"{servicenow}/_sandbox/page/{key}", "note-in-servicenow")


def values(jira: str, folder: Path) -> dict[str, str]:
    """The settings of the service."""
    return {
        "EMPATHKIT_JIRA_URL": jira,
        "EMPATHKIT_JIRA_EMAIL": "desk@sandbox.example",
        "EMPATHKIT_JIRA_TOKEN": "any",
        "EMPATHKIT_JIRA_WEBHOOK_SECRET": "any",
        "EMPATHKIT_DATABASE_URL": f"sqlite:///{folder / 'desk.db'}",
        "EMPATHKIT_SETTLE_SECONDS": "0",
        "EMPATHKIT_DESK_TOKEN": TOKEN,
        "EMPATHKIT_PUBLIC_URL": "http://127.0.0.1:8080",
    }


def take(browser: Browser, url: str, name: str, token: str = "") -> None:
    """One picture of the top of a page."""
    page = browser.new_page(viewport={"width": 1300, "height": 800}, color_scheme="light")
    page.goto(url)
    if token:
        page.get_by_label("The desk's token").fill(token)
        page.keyboard.press("Enter")
        page.get_by_label("Your reply").wait_for()
    if page.locator("#findings").count():
        page.locator("#scores dt").first.wait_for()
    page.screenshot(path=PICTURES / f"{name}.png")
    page.close()


if __name__ == "__main__":
    sys.exit(main())
