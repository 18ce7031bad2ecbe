"""EmpathKit's webhooks inside a Flask service.

Install ``pip install ".[server]" flask`` and run it from the root of the checkout::

    flask --app examples.flask_app:build run
"""

import atexit

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from empathkit.adapters.wsgi import webhooks
from empathkit.serve.service import build_service
from empathkit.settings import Settings, load


def build(settings: Settings | None = None) -> Flask:
    parts = build_service(settings or load()).parts
    atexit.register(parts.stop)  # what is not done waits for the next start

    app = Flask(__name__)
    app.extensions["empathkit"] = parts
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/webhooks": webhooks(parts.handler)})  # type: ignore[method-assign]
    return app


if __name__ == "__main__":
    build().run(port=8080)
