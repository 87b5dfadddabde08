# Made by ouroboros: generator `agent`, template `python/conftest.py.j2`.
import sys
from collections.abc import AsyncIterator

import pytest
from mcp import Client, StdioServerParameters


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def agent() -> StdioServerParameters:
    return StdioServerParameters(command=sys.executable, args=["-m", "reindexer"])


@pytest.fixture
async def client(agent: StdioServerParameters) -> AsyncIterator[Client]:
    """A client of the agent, which runs in a process of its own."""
    async with Client(agent, read_timeout_seconds=30) as client:
        yield client
