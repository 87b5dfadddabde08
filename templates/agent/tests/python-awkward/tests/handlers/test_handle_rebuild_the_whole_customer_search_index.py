from mcp import Client
from mcp.types import TextContent


async def test_rebuild_the_whole_customer_search_index_is_not_implemented_yet(client: Client) -> None:
    result = await client.call_tool("rebuild-the-whole-customer-search-index", {"an_input_property_with_a_very_long_name": ["text"]})
    assert result.is_error
    assert result.content == [TextContent(text="`rebuild-the-whole-customer-search-index` is not implemented yet")]
