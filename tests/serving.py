"""A service in a process of its own: how it is started, and its settings for a sandbox."""

import os
import sys

PYTHON = [sys.executable, "-c", "import sys; from empathkit.cli import main; sys.exit(main())"]
SECRET = "open sesame"


def environment(platform, url, database):
    own = {
        "URL": url, "EMAIL": "desk@example.org", "TOKEN": "any", "USER": "empathkit", "PASSWORD": "any",
        "WEBHOOK_SECRET": SECRET,
    }  # fmt: skip
    clean = {name: value for name, value in os.environ.items() if not name.startswith("EMPATHKIT_")}
    mine = {f"EMPATHKIT_{platform.upper()}_{name}": value for name, value in own.items()}
    return clean | mine | {"EMPATHKIT_DATABASE_URL": database, "EMPATHKIT_SETTLE_SECONDS": "0"}
