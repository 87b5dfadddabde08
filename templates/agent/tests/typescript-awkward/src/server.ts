// Made by ouroboros: generator `agent`, template `typescript/server.ts.j2`.
import { type CallToolResult, McpServer } from "@modelcontextprotocol/server";

import { handle as handleA } from "./handlers/a.js";
import { handle as handleModels } from "./handlers/models.js";
import { handle as handleRebuildTheWholeCustomerSearchIndex } from "./handlers/rebuild-the-whole-customer-search-index.js";
import * as schemas from "./schemas.js";

/** The agent's server, with a tool for each capability. */
export function createServer(): McpServer {
  const server = new McpServer(
    { name: "quote-keeper2", version: "10.0.3" },
    { instructions: "Says \"it's\" \\ back\\\\slash */ {{ name }} {% raw %} <!-- --> \"\"\" ''' `tick` #{x} ${HOME}\nsecond line\u2028third \u0007 🐍 \u202E é" },
  );
  server.registerTool(
    "a",
    {
      description: "\"\"\"quoted\"\"\" at both ends\\",
      inputSchema: schemas.aInput,
      outputSchema: schemas.aOutput,
    },
    async (input) => answer(await handleA(input)),
  );
  server.registerTool(
    "models",
    {
      description: "// comment",
      inputSchema: schemas.modelsInput,
      outputSchema: schemas.modelsOutput,
    },
    async (input) => answer(await handleModels(input)),
  );
  server.registerTool(
    "rebuild-the-whole-customer-search-index",
    {
      description: "# A heading, and a text that is a good deal longer than the hundred or hundred and twenty columns that formatters like to keep to.",
      inputSchema: schemas.rebuildTheWholeCustomerSearchIndexInput,
      outputSchema: schemas.rebuildTheWholeCustomerSearchIndexOutput,
    },
    async (input) => answer(await handleRebuildTheWholeCustomerSearchIndex(input)),
  );
  return server;
}

function answer(output: Record<string, unknown>): CallToolResult {
  return { content: [{ type: "text", text: JSON.stringify(output) }], structuredContent: output };
}
