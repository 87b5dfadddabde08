# Made by ouroboros: generator `agent`, template `python/test_server.py.j2`.
import pytest
from mcp import Client, StdioServerParameters

# The tools, their properties, and whether these are required.
CAPABILITIES: dict[str, dict[str, bool]] = {
    "reindex": {"path": True, "limit": False, "tags": False},
    "drop-index": {},
}


async def test_offers_its_capabilities(client: Client) -> None:
    offered = {}
    for tool in (await client.list_tools()).tools:
        required = tool.input_schema.get("required", [])
        offered[tool.name] = {name: name in required for name in tool.input_schema["properties"]}
    assert offered == CAPABILITIES


@pytest.mark.parametrize("name", CAPABILITIES)
async def test_refuses_arguments_that_were_not_declared(client: Client, name: str) -> None:
    result = await client.call_tool(name, {"not declared": True})
    assert result.is_error


async def test_refuses_tools_that_do_not_exist(client: Client) -> None:
    result = await client.call_tool("no such tool", {})
    assert result.is_error


@pytest.mark.filterwarnings("ignore:ping is removed")
async def test_answers_a_ping(agent: StdioServerParameters) -> None:
    async with Client(agent, mode="legacy", read_timeout_seconds=30) as client:
        await client.send_ping()
