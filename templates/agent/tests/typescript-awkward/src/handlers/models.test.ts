import assert from "node:assert/strict";
import test from "node:test";

import { connect } from "../testing.js";

test("models is not implemented yet", async (t) => {
  const client = await connect(t);
  const result = await client.callTool({
    name: "models",
    arguments: {},
  });
  assert.equal(result.isError, true);
  assert.deepEqual(result.content, [{ type: "text", text: "`models` is not implemented yet" }]);
});
