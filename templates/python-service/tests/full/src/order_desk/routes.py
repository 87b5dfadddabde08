# Made by ouroboros: generator `python-service`, template `src/routes.py.j2`.
"""Which routes there are. How they are answered stands in `handlers.py`."""

from uuid import UUID

from fastapi import APIRouter

from order_desk import handlers
from order_desk.entities import NewOrder, Order

router = APIRouter()


@router.get(
    "/orders",
    operation_id="list-orders",
    summary="All orders",
)
async def list_orders() -> list[Order]:
    return await handlers.list_orders()


@router.post(
    "/orders",
    operation_id="place-order",
    summary="Place an order",
    status_code=201,
)
async def place_order(body: NewOrder) -> Order:
    return await handlers.place_order(body)


@router.delete(
    "/orders/{order_id}",
    operation_id="cancel-order",
    status_code=204,
)
async def cancel_order(order_id: UUID) -> None:
    await handlers.cancel_order(order_id)


@router.get(
    "/orders/{order_id}",
    operation_id="get-order",
    summary="One order",
)
async def get_order(order_id: UUID) -> Order:
    return await handlers.get_order(order_id)
