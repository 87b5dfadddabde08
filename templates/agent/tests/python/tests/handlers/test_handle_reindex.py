from mcp import Client
from mcp.types import TextContent


async def test_reindex_is_not_implemented_yet(client: Client) -> None:
    result = await client.call_tool("reindex", {"path": "text", "limit": 1, "tags": ["text"]})
    assert result.is_error
    assert result.content == [TextContent(text="`reindex` is not implemented yet")]
