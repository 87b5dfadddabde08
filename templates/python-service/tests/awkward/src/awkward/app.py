# Made by ouroboros: generator `python-service`, template `src/app.py.j2`.
"""Puts the application together. A function, so that every test has its own."""

from fastapi import FastAPI

from awkward import __version__, health, routes
from awkward.lifespan import lifespan
from awkward.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application, with these settings or with those of the environment."""
    app = FastAPI(
        title="awkward",
        description="It's \"quoted\": a \\ back\\nslash, '''three''' \"\"\"more\"\"\" # no comment\n{{ x }} {% y %} <!-- ünïcödé \u2028 🐍",
        version=__version__,
        lifespan=lifespan,
    )
    app.state.settings = settings or Settings()
    app.state.checks = health.Checks()
    app.include_router(health.router)
    app.include_router(routes.router)
    return app
