"""A live server over a store of its own, with a token of each role, agents and tasks in it."""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request

BIN = os.environ.get("OUROBOROS_BIN", "target/release/ouroboros")
TOKENS = {role: f"{role}-0123456789abcdef0123456789abcdef" for role in ("viewer", "operator", "admin")}
CAPABILITIES = ["verify", "explain", "plan_generation", "apply_generation", "architecture", "echo"]


class Server:
    """Where it is, and how to ask it."""

    def __init__(self, url, context=None):
        self.url = url
        self.context = context

    def ask(self, method, path, body=None, role="admin", headers=None):
        """Its status and what it says."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"authorization": f"Bearer {TOKENS[role]}", **(headers or {})}
        if data is not None:
            headers["content-type"] = "application/json"
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30, context=self.context) as response:
                return response.status, json.loads(response.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")


@contextlib.contextmanager
def serving(*flags, role="api", agents=20, context=None, **variables):
    """Serves a small workspace until the block ends; with these variables in its environment."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        root = folder / "root"
        root.mkdir()
        (root / "README.md").write_text("# Small\n")
        tokens = folder / "tokens"
        tokens.touch(mode=0o600)
        tokens.write_text("".join(f"{role}:{role}:{token}\n" for role, token in TOKENS.items()))
        home = {"HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"), "XDG_CONFIG_HOME": str(folder / "config"), **variables}
        command = [BIN, "serve", str(root), "--role", role, "--tokens", str(tokens), "--trust", *flags]
        log = open(folder / "log", "w+")
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env={"PATH": os.environ["PATH"], **home})
        try:
            url = process.stdout.readline().strip()
            if not url:
                process.wait(timeout=10)
                raise SystemExit(f"it does not serve: {(folder / 'log').read_text()}")
            server = Server(url, context)
            for number in range(agents):
                manifest = {
                    "id": f"agent-{number:02}",
                    "name": f"Agent {number}",
                    "description": "One of those that are listed.",
                    "run": {"builtin": "oracle"},
                    "capabilities": CAPABILITIES,
                }
                status, said = server.ask("POST", "/v1/agents", manifest)
                assert status == 201, said
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(timeout=40)
            log.seek(0)
            text = log.read()
            log.close()
            assert code == 0, f"it ended with {code}: {text[-2000:]}"
            for token in TOKENS.values():
                assert token not in text, "a token is in the log"
