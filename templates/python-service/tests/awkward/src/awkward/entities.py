# Made by ouroboros: generator `python-service`, template `src/entities.py.j2`.
"""What the service speaks about."""

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field


class NoneModel(BaseModel):
    # """ # \ {{ z }}
    model_config = ConfigDict(frozen=True, populate_by_name=True)

    date: dt.date | None = None
    datetime: dt.datetime
    dt_: int = Field(alias="dt")
    from_: str | None = Field(default=None, alias="from")
    list_: int = Field(alias="list")
    model_config_: bool = Field(alias="model_config")
