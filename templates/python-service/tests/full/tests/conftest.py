# Made by ouroboros: generator `python-service`, template `tests/conftest.py.j2`.
"""An application of its own for every test."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from order_desk.app import create_app
from order_desk.settings import Settings


@pytest.fixture
def settings() -> Settings:
    return Settings(
        database_url=SecretStr("text"),
    )


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    return create_app(settings)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    # Entering it runs the lifespan.
    with TestClient(app) as client:
        yield client
