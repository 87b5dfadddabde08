#!/usr/bin/env python3
"""Asks a live server what its OpenAPI allows and what it does not, as each role: no server error, nothing undescribed."""

import os
import pathlib
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

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
    roles = sys.argv[1:] or list(TOKENS)
    failed = []
    # Whoever asks waits for whoever answers: two pairs of them have no use for more than two processors.
    with ThreadPoolExecutor(2) as pool:
        for role, (passed, said) in zip(roles, pool.map(asked_as, roles)):
            print(f"-- {role}\n{said}", flush=True)
            if not passed:
                failed.append(role)
    if failed:
        sys.exit(f"schemathesis found something as {', '.join(failed)}")


def asked_as(role):
    """Whether nothing was found, and what was said."""
    tool = pathlib.Path(sys.executable).with_name("schemathesis")
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
        # It keeps what it found where it runs.
        with tempfile.TemporaryDirectory() as folder:
            run = subprocess.run(command, cwd=folder, timeout=540, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        status, _ = server.ask("GET", "/health")
        assert status == 200
    return run.returncode == 0, run.stdout


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
