# Made by ouroboros: generator `python-service`, template `src/entities.py.j2`.
"""What the service speaks about."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class NewOrder(BaseModel):
    model_config = ConfigDict(frozen=True)

    customer: str
    date: dt.date | None = None
    total: Decimal


class Order(BaseModel):
    # What somebody wants.
    model_config = ConfigDict(frozen=True)

    customer: str
    id: UUID
    note: str | None = None
    placed: dt.datetime
    total: Decimal
