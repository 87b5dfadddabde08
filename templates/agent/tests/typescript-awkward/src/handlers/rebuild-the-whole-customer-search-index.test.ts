import assert from "node:assert/strict";
import test from "node:test";

import { connect } from "../testing.js";

test("rebuild-the-whole-customer-search-index is not implemented yet", async (t) => {
  const client = await connect(t);
  const result = await client.callTool({
    name: "rebuild-the-whole-customer-search-index",
    arguments: { an_input_property_with_a_very_long_name: ["text"] },
  });
  assert.equal(result.isError, true);
  assert.deepEqual(result.content, [{ type: "text", text: "`rebuild-the-whole-customer-search-index` is not implemented yet" }]);
});
