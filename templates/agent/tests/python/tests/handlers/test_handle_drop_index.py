from mcp import Client
from mcp.types import TextContent


async def test_drop_index_is_not_implemented_yet(client: Client) -> None:
    result = await client.call_tool("drop-index", {})
    assert result.is_error
    assert result.content == [TextContent(text="`drop-index` is not implemented yet")]
