# Made by ouroboros: generator `python-service`, template `src/handlers.py.j2`.
"""How routes are answered. This file is yours: new routes are merged in, and what you wrote stays."""

from fastapi import HTTPException, status

from awkward.entities import NoneModel


async def import_() -> dict[str, object]:
    raise HTTPException(status.HTTP_501_NOT_IMPLEMENTED, "import is not written yet")


async def list_(class_: str, class_3: str, body_: str, body: NoneModel) -> list[NoneModel]:
    raise HTTPException(status.HTTP_501_NOT_IMPLEMENTED, "list is not written yet")


async def router_() -> dict[str, object]:
    raise HTTPException(status.HTTP_501_NOT_IMPLEMENTED, "router is not written yet")
