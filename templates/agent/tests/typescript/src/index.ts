#!/usr/bin/env node
// Made by ouroboros: generator `agent`, template `typescript/index.ts.j2`.
import { serveStdio } from "@modelcontextprotocol/server/stdio";

import { createServer } from "./server.js";

serveStdio(createServer);
