#!/usr/bin/env python3
"""Two figures of the HTTP API, by wrk on the same cores: listing 20 agents, and submitting tasks to SQLite.

    tests/bench/serving.py [SECONDS] [--postgres]

With `--postgres` tasks are submitted to a PostgreSQL of its own as well, as Debian sets it up: what is acknowledged is on the disk.
Fails below three quarters of what is promised (15,000 and 1,500 a second): machines differ, and others use them too. For PostgreSQL
nothing is promised.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path[:0] = [str(pathlib.Path(__file__).parent.parent / folder) for folder in ("http", "chaos")]
from live import TOKENS, serving  # noqa: E402

arguments = argparse.ArgumentParser()
arguments.add_argument("seconds", type=int, nargs="?", default=10)
arguments.add_argument("--postgres", action="store_true")
OPTIONS = arguments.parse_args()
SECONDS = OPTIONS.seconds
FLAGS = ["--rate-limit", "100000000/s", "--queue-limit", "100000000", "--log", "warn"]
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


def postgres():
    """Submits tasks to a server whose store is a PostgreSQL that is new."""
    from services import Postgres

    with tempfile.TemporaryDirectory() as folder:
        database = Postgres(pathlib.Path(folder))
        database.start(60)
        try:
            with serving(*FLAGS, "--store", "postgres", OUROBOROS_STORE_URL=database.url) as server:
                return wrk(server.url + "/v1/tasks", "operator", 64, SUBMIT)
        finally:
            database.stop()


def main():
    if not shutil.which("wrk"):
        subprocess.run(["apt-get", "install", "-y", "-qq", "wrk"], check=True, stdout=subprocess.DEVNULL)
    with serving(*FLAGS) as server:
        status, said = server.ask("GET", "/v1/agents")
        assert status == 200 and len(said["items"]) == 20
        listed = wrk(server.url + "/v1/agents", "viewer", 64)
        submitted = wrk(server.url + "/v1/tasks", "operator", 64, SUBMIT)
    figures = [("GET /v1/agents, 20 agents", listed, 15000), ("POST /v1/tasks, SQLite", submitted, 1500)]
    if OPTIONS.postgres:
        figures.append(("POST /v1/tasks, PostgreSQL", postgres(), 0))
    bad = False
    for name, (rate, p99, failed), promised in figures:
        said = f"promised {promised}/s" if promised else "nothing is promised"
        print(f"{name}: {rate:.0f}/s, p99 {p99:.1f} ms, {failed} failed ({said}; load of the machine {os.getloadavg()[0]:.1f})")
        bad |= failed > 0 or rate < promised * 0.75
    sys.exit(int(bad))


if __name__ == "__main__":
    main()
