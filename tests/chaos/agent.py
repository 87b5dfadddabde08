#!/usr/bin/env python3
"""An agent without any library: the part of the Model Context Protocol that the orchestrator uses, on standard streams.

Its one tool, `work`, writes a line into a file for every call, so that the test knows what was done and how often. A call
with `poison` ends the process, one with `hang` is never answered, one with `fail` fails.
"""

import json
import os
import sys
import threading
import time

out = threading.Lock()
DONE = sys.argv[1]
TOOL = {
    "name": "work",
    "description": "Writes down that it was asked.",
    "inputSchema": {"type": "object", "required": ["key"], "properties": {"key": {"type": "string"}}},
}


def say(message: dict) -> None:
    with out:
        sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        sys.stdout.flush()


def work(number: object, given: dict) -> None:
    if given.get("poison"):
        os._exit(13)
    if given.get("hang"):
        return
    time.sleep(given.get("seconds", 0))
    handle = os.open(DONE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.write(handle, (given["key"] + "\n").encode())
    os.close(handle)
    if given.get("fail"):
        say({"id": number, "result": {"content": [{"type": "text", "text": "told to fail"}], "isError": True}})
    else:
        say({"id": number, "result": {"content": [], "structuredContent": {"key": given["key"]}}})


def main() -> None:
    for line in sys.stdin:
        message = json.loads(line)
        method, number = message.get("method"), message.get("id")
        if number is None:
            continue
        if method == "initialize":
            version = message["params"]["protocolVersion"]
            info = {"name": "work", "version": "1"}
            say({"id": number, "result": {"protocolVersion": version, "capabilities": {"tools": {}}, "serverInfo": info}})
        elif method == "tools/list":
            say({"id": number, "result": {"tools": [TOOL]}})
        elif method == "tools/call":
            threading.Thread(target=work, args=(number, message["params"].get("arguments", {})), daemon=True).start()
        elif method == "ping":
            say({"id": number, "result": {}})
        else:
            say({"id": number, "error": {"code": -32601, "message": f"no method {method}"}})


main()
