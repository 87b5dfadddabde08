#!/usr/bin/env python3
"""Two figures of the HTTP API, by wrk on the same cores: listing 20 agents, and submitting tasks to SQLite.

    tests/bench/serving.py [SECONDS]

Fails below three quarters of what is promised (15,000 and 1,500 a second): machines differ, and others use them too.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "http"))
from live import TOKENS, serving  # noqa: E402

SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 10
SUBMIT = """
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.body = '{"capability": "echo", "input": {"text": "hello"}}'
"""


def wrk(url, role, connections, script=None):
    """Requests a second, the 99th percentile in milliseconds, how many failed."""
    command = ["wrk", "-t2", f"-c{connections}", f"-d{SECONDS}s", "--latency", "-H", f"Authorization: Bearer {TOKENS[role]}"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        if script:
            file.write(script)
            file.flush()
            command += ["-s", file.name]
        text = subprocess.run([*command, url], capture_output=True, text=True, timeout=SECONDS + 60, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return rate, float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit], int(failed[1]) if failed else 0


def main():
    if not shutil.which("wrk"):
        subprocess.run(["apt-get", "install", "-y", "-qq", "wrk"], check=True, stdout=subprocess.DEVNULL)
    with serving("--rate-limit", "100000000/s", "--queue-limit", "100000000", "--log", "warn") as server:
        status, said = server.ask("GET", "/v1/agents")
        assert status == 200 and len(said["items"]) == 20
        listed = wrk(server.url + "/v1/agents", "viewer", 64)
        submitted = wrk(server.url + "/v1/tasks", "operator", 64, SUBMIT)
    bad = False
    for name, (rate, p99, failed), promised in (("GET /v1/agents, 20 agents", listed, 15000), ("POST /v1/tasks, SQLite", submitted, 1500)):
        print(f"{name}: {rate:.0f}/s, p99 {p99:.1f} ms, {failed} failed (promised {promised}/s; load of the machine {os.getloadavg()[0]:.1f})")
        bad |= failed > 0 or rate < promised * 0.75
    sys.exit(int(bad))


if __name__ == "__main__":
    main()
