from mcp import Client
from mcp.types import TextContent


async def test_models_is_not_implemented_yet(client: Client) -> None:
    result = await client.call_tool("models", {})
    assert result.is_error
    assert result.content == [TextContent(text="`models` is not implemented yet")]
