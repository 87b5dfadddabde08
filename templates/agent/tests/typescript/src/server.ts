// Made by ouroboros: generator `agent`, template `typescript/server.ts.j2`.
import { type CallToolResult, McpServer } from "@modelcontextprotocol/server";

import { handle as handleReindex } from "./handlers/reindex.js";
import { handle as handleDropIndex } from "./handlers/drop-index.js";
import * as schemas from "./schemas.js";

/** The agent's server, with a tool for each capability. */
export function createServer(): McpServer {
  const server = new McpServer(
    { name: "reindexer", version: "0.1.0" },
    { instructions: "Keeps the search index of the shop up to date." },
  );
  server.registerTool(
    "reindex",
    {
      description: "Rebuilds the index of one folder.",
      inputSchema: schemas.reindexInput,
      outputSchema: schemas.reindexOutput,
    },
    async (input) => answer(await handleReindex(input)),
  );
  server.registerTool(
    "drop-index",
    {
      description: "Forgets everything.",
      inputSchema: schemas.dropIndexInput,
      outputSchema: schemas.dropIndexOutput,
    },
    async (input) => answer(await handleDropIndex(input)),
  );
  return server;
}

function answer(output: Record<string, unknown>): CallToolResult {
  return { content: [{ type: "text", text: JSON.stringify(output) }], structuredContent: output };
}
