"""What is opened at the start and closed at the end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    # Open what it needs with `app.state.settings`, keep it in `app.state`, and say how to see that it is well:
    #
    #     async with connect(app.state.settings.database_url) as database:
    #         app.state.database = database
    #         app.state.checks.add("database", database.ping)
    #         yield
    yield
