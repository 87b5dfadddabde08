# Made by ouroboros: generator `python-service`, template `src/app.py.j2`.
"""Puts the application together. A function, so that every test has its own."""

from fastapi import FastAPI

from order_desk import __version__, health, routes
from order_desk.lifespan import lifespan
from order_desk.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application, with these settings or with those of the environment."""
    app = FastAPI(
        title="order-desk",
        description="Takes orders, and tells what became of them.",
        version=__version__,
        lifespan=lifespan,
    )
    app.state.settings = settings or Settings()
    app.state.checks = health.Checks()
    app.include_router(health.router)
    app.include_router(routes.router)
    return app
