# Made by ouroboros: generator `python-service`, template `src/health.py.j2`.
"""The probes: `/livez` says that the process runs, `/readyz` that it can work.

Restarting helps against the first, waiting against the second; so only the second asks what it depends on.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Literal

from fastapi import APIRouter, Request, Response, status
from pydantic import BaseModel

Check = Callable[[], Awaitable[None]]

log = logging.getLogger(__name__)
router = APIRouter(tags=["health"])


class Checks:
    """What it depends on, by name: each a function that raises when it cannot be reached."""

    def __init__(self, timeout: float = 1.0) -> None:
        self.timeout = timeout
        self.by_name: dict[str, Check] = {}

    def add(self, name: str, check: Check) -> None:
        self.by_name[name] = check

    async def run(self) -> dict[str, bool]:
        """All of them at once, each within the timeout. The reasons are logged, not told to whoever asks."""
        passed = await asyncio.gather(*(self._passes(name, check) for name, check in self.by_name.items()))
        return dict(zip(self.by_name, passed, strict=True))

    async def _passes(self, name: str, check: Check) -> bool:
        try:
            async with asyncio.timeout(self.timeout):
                await check()
        except Exception:
            log.warning("not ready: %s", name, exc_info=True)
            return False
        return True


class Health(BaseModel):
    status: Literal["ok", "unavailable"]
    checks: dict[str, bool] = {}


@router.get("/livez", summary="Whether it runs")
async def livez() -> Health:
    return Health(status="ok")


@router.get("/readyz", summary="Whether it can work", responses={503: {"model": Health}})
async def readyz(request: Request, response: Response) -> Health:
    checks: Checks = request.app.state.checks
    results = await checks.run()
    if all(results.values()):
        return Health(status="ok", checks=results)
    response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return Health(status="unavailable", checks=results)
