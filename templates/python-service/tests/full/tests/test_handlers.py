"""How routes are answered. This file is yours: when a handler is written, its line here becomes a test."""

import pytest
from fastapi.testclient import TestClient


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("DELETE", "/orders/00000000-0000-4000-8000-000000000000", None),
        ("GET", "/orders/00000000-0000-4000-8000-000000000000", None),
        ("GET", "/orders", None),
        ("POST", "/orders", {"customer": "text", "total": "1.50"}),
    ],
)
def test_what_is_not_written_says_so(client: TestClient, method: str, path: str, body: object) -> None:
    assert client.request(method, path, json=body).status_code == 501
