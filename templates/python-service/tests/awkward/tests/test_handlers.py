"""How routes are answered. This file is yours: when a handler is written, its line here becomes a test."""

import pytest
from fastapi.testclient import TestClient


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/", None),
        ("PUT", "/text/text/text", {"datetime": "2024-02-29T12:00:00Z", "dt": 1, "list": 1, "model_config": True}),
        ("POST", "/~x/y.z", None),
    ],
)
def test_what_is_not_written_says_so(client: TestClient, method: str, path: str, body: object) -> None:
    assert client.request(method, path, json=body).status_code == 501
