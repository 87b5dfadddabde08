# Made by ouroboros: generator `python-service`, template `tests/test_settings.py.j2`.
"""Settings come from the environment."""

import pytest
from pydantic import ValidationError

from order_desk.settings import Settings


def test_the_environment_counts(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setenv("ORDER_DESK_PORT", "9000")
    told = settings.model_dump(exclude={"port"})
    assert Settings(**told).port == 9000


def test_a_port_has_limits(settings: Settings) -> None:
    with pytest.raises(ValidationError, match="port"):
        Settings(**settings.model_dump() | {"port": 65536})
