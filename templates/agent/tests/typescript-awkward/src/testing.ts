// Made by ouroboros: generator `agent`, template `typescript/testing.ts.j2`.
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

/** A client of the agent, which runs in a process of its own until the test ends. */
export async function connect(test: TestContext, mode: "auto" | "legacy" = "auto"): Promise<Client> {
  const client = new Client({ name: "test", version: "1.0.0" }, { versionNegotiation: { mode } });
  const entry = fileURLToPath(new URL("index.js", import.meta.url));
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [entry] }));
  test.after(() => client.close());
  return client;
}
