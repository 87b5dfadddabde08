"""Real services, each of our own: PostgreSQL, Redis, nginx, and the program, started, killed and started again.

Every one of them listens on the loopback, writes below one folder, and is gone when the block ends.
"""

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("OUROBOROS_BIN", REPOSITORY / "target/release/ouroboros")).resolve()
TOKENS = {role: f"{role}-0123456789abcdef0123456789abcdef" for role in ("viewer", "operator", "admin")}


class Failed(Exception):
    """It is not as it should be."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(what: str, limit: float, holds: Callable[[], object]) -> None:
    """Waits until it holds, asking often."""
    end = time.monotonic() + limit
    while not holds():
        if time.monotonic() > end:
            raise Failed(f"{what}: not within {limit} s")
        time.sleep(0.02)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
    except OSError:
        return False
    return True


def find(name: str, *folders: str) -> str:
    if found := shutil.which(name, path=os.pathsep.join([os.environ["PATH"], "/usr/sbin", *folders])):
        return found
    raise FileNotFoundError(name)


class Process:
    """A process that is killed and started again, with what it says in a file."""

    def __init__(self, name: str, folder: Path, command: list[str], ready: Callable[[], object], user: str | None = None, **variables: str):
        self.name, self.command, self.ready, self.user, self.variables = name, command, ready, user, variables
        self.log = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0

    def start(self, limit: float = 30) -> None:
        with self.log.open("ab") as log:
            # A session of its own: what it started can be found, and ends with it at the very end.
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={"PATH": os.environ["PATH"], **self.variables},
                start_new_session=True,
                user=self.user,
                group=pwd.getpwnam(self.user).pw_gid if self.user else None,
                extra_groups=[] if self.user else None,
                cwd=self.log.parent,
            )
        self.starts += 1
        try:
            until(f"{self.name} starts", limit, lambda: self.ready() or self.over())
        except Failed as error:
            raise Failed(f"{error}\n{self.tail()}") from None
        if self.over():
            raise Failed(f"{self.name} ended\n{self.tail()}")

    def over(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def tail(self, lines: int = 20) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def signal(self, number: int) -> None:
        if self.process and not self.over():
            os.kill(self.process.pid, number)

    def kill(self) -> None:
        if self.process:
            self.signal(signal.SIGKILL)
            self.process.wait(timeout=10)

    def stop(self, limit: float = 30) -> int:
        """Asks it to end; says how it did."""
        assert self.process
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=limit)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failed(f"{self.name} did not end within {limit} s of being asked\n{self.tail()}") from None


class Postgres(Process):
    def __init__(self, folder: Path):
        folders = [str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
        self.port = free_port()
        data = folder / "postgres"
        data.mkdir()
        # It refuses to be root.
        user = "postgres" if os.geteuid() == 0 else None
        if user:
            shutil.chown(data, user)
            folder.chmod(0o755)
        initdb = [find("initdb", *folders), "-D", str(data), "-U", "ouroboros", "-A", "trust", "-E", "UTF8", "--locale=C"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, user=user, cwd=data, timeout=120)
        options = ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={data}", "-c", "max_connections=200"]
        command = [find("postgres", *folders), "-D", str(data), "-p", str(self.port), *options]
        ask = [find("pg_isready", *folders), "-q", "-h", "127.0.0.1", "-p", str(self.port), "-U", "ouroboros", "-d", "postgres"]
        super().__init__("postgres", folder, command, lambda: subprocess.run(ask, timeout=10).returncode == 0, user)
        self.log.touch()
        self.url = f"postgres://ouroboros@127.0.0.1:{self.port}/postgres"

    def kill(self) -> None:
        # As a crash is: no process of it lives on, and the next start recovers.
        assert self.process
        if not self.over():
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)
        (self.log.parent / "postgres" / "postmaster.pid").unlink(missing_ok=True)


class Redis(Process):
    def __init__(self, folder: Path):
        self.port = free_port()
        command = [find("redis-server"), "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--dir", str(folder)]
        super().__init__("redis", folder, command, lambda: answers(self.port))
        self.url = f"redis://127.0.0.1:{self.port}"


class Nginx(Process):
    """With the configuration that Alpha makes for production, told where the pods are."""

    def __init__(self, folder: Path, upstreams: list[int]):
        self.port = free_port()
        given = {
            "name": "chaos",
            "namespace": "chaos",
            "host": "chaos.test",
            "api": "api",
            "worker": "worker",
            "proxy": {"listen": f"127.0.0.1:{self.port}", "upstreams": [f"127.0.0.1:{port}" for port in upstreams]},
        }
        (folder / "given.json").write_text(json.dumps(given))
        made = folder / "made"
        generator = REPOSITORY / "dna/generators/stack/generator.yaml"
        make = [BIN, "generate", "--use", generator, "--with", folder / "given.json", "--out", made]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd=REPOSITORY, timeout=60)
        text = (made / "compose/nginx.conf").read_text().replace("/tmp/", f"{folder}/")
        (folder / "nginx.conf").write_text("daemon off;\n" + text)
        super().__init__("nginx", folder, [find("nginx"), "-c", str(folder / "nginx.conf")], lambda: answers(self.port))
        self.url = f"http://127.0.0.1:{self.port}"


class Pod(Process):
    """The program, in one of its roles."""

    def __init__(self, name: str, folder: Path, role: str, *flags: str, **variables: str):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        tokens = folder / "tokens"
        if not tokens.exists():
            tokens.touch(mode=0o600)
            tokens.write_text("".join(f"{name}:{name}:{token}\n" for name, token in TOKENS.items()))
        home = folder / name
        home.mkdir()
        command = [str(BIN), "serve", "--role", role, "--listen", f"127.0.0.1:{self.port}", "--tokens", str(tokens), *flags]
        super().__init__(name, folder, command, lambda: ask(self.url, "GET", "/livez")[0] == 200, HOME=str(home), **variables)


def ask(url: str, method: str, path: str, body: object = None, role: str = "admin", **headers: str) -> tuple[int, dict]:
    """Its status and what it says; 0 when nobody answers."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    headers["authorization"] = f"Bearer {TOKENS[role]}"
    data = None if body is None else json.dumps(body).encode()
    if data is not None:
        headers["content-type"] = "application/json"
    request = urllib.request.Request(url + path, data=data, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, load(response.read())
    except urllib.error.HTTPError as error:
        return error.code, load(error.read())
    except (OSError, urllib.error.URLError):
        return 0, {}


def load(text: bytes) -> dict:
    try:
        return json.loads(text or b"{}")
    except ValueError:
        return {}
