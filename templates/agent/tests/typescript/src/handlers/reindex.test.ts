import assert from "node:assert/strict";
import test from "node:test";

import { connect } from "../testing.js";

test("reindex is not implemented yet", async (t) => {
  const client = await connect(t);
  const result = await client.callTool({
    name: "reindex",
    arguments: { path: "text", limit: 1, tags: ["text"] },
  });
  assert.equal(result.isError, true);
  assert.deepEqual(result.content, [{ type: "text", text: "`reindex` is not implemented yet" }]);
});
