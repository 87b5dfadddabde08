import type { RebuildTheWholeCustomerSearchIndexInput, RebuildTheWholeCustomerSearchIndexOutput } from "../schemas.js";

// # A heading, and a text that is a good deal longer than the hundred or hundred and twenty columns that formatters like to keep to.
export async function handle(input: RebuildTheWholeCustomerSearchIndexInput): Promise<RebuildTheWholeCustomerSearchIndexOutput> {
  throw new Error("`rebuild-the-whole-customer-search-index` is not implemented yet");
}
