// Made by ouroboros: generator `agent`, template `typescript/server.test.ts.j2`.
import assert from "node:assert/strict";
import test from "node:test";

import { connect } from "./testing.js";

// The tools, their properties, and whether these are required.
const capabilities = {
  "a": { from: true, self: true, type: false, json: false, copy: true, str: false, model_dump_all: false, constructor: false },
  "models": {},
  "rebuild-the-whole-customer-search-index": { an_input_property_with_a_very_long_name: false },
};

test("offers its capabilities", async (t) => {
  const { tools } = await (await connect(t)).listTools();
  const offered = tools.map(({ name, inputSchema: { properties = {}, required = [] } }) => [
    name,
    Object.fromEntries(Object.keys(properties).map((property) => [property, required.includes(property)])),
  ]);
  assert.deepEqual(Object.fromEntries(offered), capabilities);
});

test("refuses arguments that were not declared", async (t) => {
  const client = await connect(t);
  for (const { name } of (await client.listTools()).tools) {
    const result = await client.callTool({ name, arguments: { "not declared": true } });
    assert.equal(result.isError, true, name);
  }
});

test("refuses tools that do not exist", async (t) => {
  const client = await connect(t);
  await assert.rejects(client.callTool({ name: "no such tool", arguments: {} }));
});

test("answers a ping", async (t) => {
  const client = await connect(t, "legacy");
  await client.ping();
});
