# Made by ouroboros: generator `python-service`, template `tests/test_routes.py.j2`.
"""The routes that were declared are there."""

import pytest
from fastapi import FastAPI


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("delete", "/orders/{order_id}", "cancel-order"),
        ("get", "/orders/{order_id}", "get-order"),
        ("get", "/orders", "list-orders"),
        ("post", "/orders", "place-order"),
    ],
)
def test_a_route_is_there(app: FastAPI, method: str, path: str, operation: str) -> None:
    assert app.openapi()["paths"][path][method]["operationId"] == operation
