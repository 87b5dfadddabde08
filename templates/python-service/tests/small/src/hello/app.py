# Made by ouroboros: generator `python-service`, template `src/app.py.j2`.
"""Puts the application together. A function, so that every test has its own."""

from fastapi import FastAPI

from hello import __version__, health
from hello.lifespan import lifespan
from hello.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application, with these settings or with those of the environment."""
    app = FastAPI(
        title="hello",
        description="A service.",
        version=__version__,
        lifespan=lifespan,
    )
    app.state.settings = settings or Settings()
    app.state.checks = health.Checks()
    app.include_router(health.router)
    return app
