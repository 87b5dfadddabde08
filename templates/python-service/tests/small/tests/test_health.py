# Made by ouroboros: generator `python-service`, template `tests/test_health.py.j2`.
"""The probes, when all is well and when it is not."""

import asyncio

from fastapi import FastAPI
from fastapi.testclient import TestClient


def test_it_lives(client: TestClient) -> None:
    response = client.get("/livez")
    assert response.status_code == 200
    assert response.json()["status"] == "ok"


def test_it_is_ready_when_all_checks_pass(app: FastAPI, client: TestClient) -> None:
    async def passes() -> None:
        pass

    app.state.checks.by_name = {"store": passes}
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "checks": {"store": True}}


def test_it_is_not_ready_when_a_check_fails(app: FastAPI, client: TestClient) -> None:
    async def fails() -> None:
        raise ConnectionError("the password is 1234")

    app.state.checks.by_name = {"store": fails}
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "checks": {"store": False}}
    assert client.get("/livez").status_code == 200


def test_it_is_not_ready_when_a_check_hangs(app: FastAPI, client: TestClient) -> None:
    async def hangs() -> None:
        await asyncio.Event().wait()

    app.state.checks.timeout = 0.01
    app.state.checks.by_name = {"store": hangs}
    assert client.get("/readyz").status_code == 503
