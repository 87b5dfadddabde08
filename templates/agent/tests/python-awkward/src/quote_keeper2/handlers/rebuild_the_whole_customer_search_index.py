from ..models import RebuildTheWholeCustomerSearchIndexInput, RebuildTheWholeCustomerSearchIndexOutput


async def handle(request: RebuildTheWholeCustomerSearchIndexInput) -> RebuildTheWholeCustomerSearchIndexOutput:
    "# A heading, and a text that is a good deal longer than the hundred or hundred and twenty columns that formatters like to keep to."
    raise NotImplementedError("`rebuild-the-whole-customer-search-index` is not implemented yet")
