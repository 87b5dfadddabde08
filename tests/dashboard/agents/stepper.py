"""An agent over MCP with nothing but Python's own library: takes steps, tells how far it is, stops when it is asked to."""

import json
import sys
import threading
import time

write_lock = threading.Lock()
cancelled = set()
STEPS = {
    "name": "steps",
    "description": "Takes so many steps, with a pause after each.",
    "inputSchema": {
        "type": "object",
        "properties": {"count": {"type": "integer", "minimum": 1, "default": 5}, "pause": {"type": "number", "description": "seconds"}},
        "required": ["count"],
    },
    "outputSchema": {"type": "object", "properties": {"taken": {"type": "integer"}}, "required": ["taken"]},
}


def send(message):
    with write_lock:
        sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        sys.stdout.flush()


def steps(request, arguments, token):
    count, pause = arguments["count"], arguments.get("pause", 0.2)
    for step in range(1, count + 1):
        if request in cancelled:
            print(f"stopped at step {step} of {count}", file=sys.stderr, flush=True)
            return
        time.sleep(pause)
        print(f"step {step} of {count}", file=sys.stderr, flush=True)
        if token is not None:
            params = {"progressToken": token, "progress": step, "total": count, "message": f"step {step}"}
            send({"method": "notifications/progress", "params": params})
    result = {"taken": count}
    send({"id": request, "result": {"content": [{"type": "text", "text": json.dumps(result)}], "structuredContent": result, "isError": False}})


def answer(message):
    method, params, request = message.get("method"), message.get("params") or {}, message.get("id")
    if method == "initialize":
        version = params.get("protocolVersion", "2025-11-25")
        about = {"protocolVersion": version, "capabilities": {"tools": {}}, "serverInfo": {"name": "stepper", "version": "1"}}
        send({"id": request, "result": about})
    elif method == "ping":
        send({"id": request, "result": {}})
    elif method == "tools/list":
        send({"id": request, "result": {"tools": [STEPS]}})
    elif method == "tools/call":
        token = (params.get("_meta") or {}).get("progressToken")
        threading.Thread(target=steps, args=(request, params.get("arguments") or {}, token), daemon=True).start()
    elif method == "notifications/cancelled":
        cancelled.add(params.get("requestId"))
    elif request is not None:
        send({"id": request, "error": {"code": -32601, "message": f"no method {method}"}})


print("the stepper is here", file=sys.stderr, flush=True)
for line in sys.stdin:
    if line.strip():
        answer(json.loads(line))
