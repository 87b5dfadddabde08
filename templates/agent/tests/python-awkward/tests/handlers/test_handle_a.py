from mcp import Client
from mcp.types import TextContent


async def test_a_is_not_implemented_yet(client: Client) -> None:
    result = await client.call_tool("a", {"from": "text", "self": True, "type": 1, "json": 1.5, "copy": [1.5], "str": "text", "model_dump_all": [True], "constructor": [1]})
    assert result.is_error
    assert result.content == [TextContent(text="`a` is not implemented yet")]
