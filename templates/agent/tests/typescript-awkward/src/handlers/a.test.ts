import assert from "node:assert/strict";
import test from "node:test";

import { connect } from "../testing.js";

test("a is not implemented yet", async (t) => {
  const client = await connect(t);
  const result = await client.callTool({
    name: "a",
    arguments: { from: "text", self: true, type: 1, json: 1.5, copy: [1.5], str: "text", model_dump_all: [true], constructor: [1] },
  });
  assert.equal(result.isError, true);
  assert.deepEqual(result.content, [{ type: "text", text: "`a` is not implemented yet" }]);
});
