# Made by ouroboros: generator `python-service`, template `src/routes.py.j2`.
"""Which routes there are. How they are answered stands in `handlers.py`."""

from fastapi import APIRouter

from awkward import handlers
from awkward.entities import NoneModel

router = APIRouter()


@router.get(
    "/",
    operation_id="import",
)
async def import_() -> dict[str, object]:
    return await handlers.import_()


@router.post(
    "/~x/y.z",
    operation_id="router",
)
async def router_() -> dict[str, object]:
    return await handlers.router_()


@router.put(
    "/{class_}/{class_3}/{body_}",
    operation_id="list",
    summary="\"quoted\" \\ # {{ x }} new 🐍",
)
async def list_(class_: str, class_3: str, body_: str, body: NoneModel) -> list[NoneModel]:
    return await handlers.list_(class_, class_3, body_, body)
