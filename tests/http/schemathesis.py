#!/usr/bin/env python3
"""Asks a live server what its OpenAPI allows and what it does not, as each role: no server error, nothing undescribed."""

import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from live import TOKENS, serving  # noqa: E402

# Streams never end: their shape is tried by the tests of the server.
STREAMS = "/events$"
EXAMPLES = os.environ.get("EXAMPLES", "8")
# For each role: `./test` has other things to do.
SECONDS = os.environ.get("SECONDS_PER_ROLE", "40")
CHECKS = ",".join([
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "ignored_auth",
])


def main():
    failed = []
    tool = pathlib.Path(sys.executable).with_name("schemathesis")
    for role in sys.argv[1:] or TOKENS:
        with serving("--rate-limit", "1000000/s", role="all", agents=3) as server:
            seed(server)
            command = [
                str(tool), "run", server.url + "/openapi.json",
                "--header", f"Authorization: Bearer {TOKENS[role]}",
                "--checks", CHECKS,
                "--exclude-path-regex", STREAMS,
                "--max-examples", EXAMPLES,
                "--max-time", SECONDS,
                "--seed", "7",
                "--workers", "1",
                "--request-timeout", "60",
                "--no-color",
            ]
            print(f"-- {role}", flush=True)
            # It keeps what it found where it runs.
            with tempfile.TemporaryDirectory() as folder:
                if subprocess.run(command, cwd=folder, timeout=540).returncode:
                    failed.append(role)
            status, _ = server.ask("GET", "/health")
            assert status == 200
    if failed:
        sys.exit(f"schemathesis found something as {', '.join(failed)}")


def seed(server):
    """Tasks to be seen, cancelled and tried again."""
    for number in range(5):
        status, said = server.ask("POST", "/v1/tasks", {"capability": "echo", "input": {"number": number}})
        assert status == 202, said
    status, said = server.ask("POST", f"/v1/tasks/{said['id']}/cancel")
    assert status == 202, said
    status, said = server.ask("POST", "/v1/verify", {})
    assert status == 202, said


if __name__ == "__main__":
    main()
