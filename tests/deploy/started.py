#!/usr/bin/env python3
"""Starts what `deploy/` deploys, as its pods would start: the image's files and nothing else, nobody's user, a root that cannot be
written, and the very words and variables of the Compose file and of the Kubernetes manifests, on a real PostgreSQL and Redis.

    OUROBOROS_BIN=target/release/ouroboros tests/deploy/started.py

Only the port is another one, since all pods share this machine's network. Without bubblewrap, PostgreSQL or Redis it says what it skips.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "templates"), str(HERE.parent / "chaos")]

from agents import PYTHON, pip  # noqa: E402
from services import BIN, REPOSITORY, TOKENS, Failed, Postgres, Process, Redis, ask, find, free_port, until  # noqa: E402

USER = 10001
# What the base image has besides the C library.
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
HOST = "ouroboros.example.com"


def image(folder: Path) -> Path:
    """The files of the image: those that its last stage copies, the libraries that the base image has for them, certificates."""
    root = folder / "image"
    last = (REPOSITORY / "deploy/Dockerfile").read_text().split("\nFROM ")[-1]
    copied = re.findall(r"(?m)^COPY --from=build (\S+) (\S+)$", last)
    assert copied == [("/usr/local/bin/ouroboros",) * 2], f"another set of files: {copied}"
    put(BIN, root / "usr/local/bin/ouroboros")
    listed = subprocess.run(["ldd", str(BIN)], capture_output=True, text=True, check=True, timeout=30).stdout
    for library in re.findall(r"(/\S+) \(0x", listed):
        put(Path(library), root / library.lstrip("/"))
    put(CERTIFICATES, root / str(CERTIFICATES).lstrip("/"))
    (root / "etc/passwd").write_text(f"nonroot:x:{USER}:{USER}::/:/none\n")
    return root


def put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)


class Pod:
    """What one pod is started with."""

    def __init__(self, name: str, arguments: list[str], variables: dict[str, str], writable: list[str], files: dict[str, str]):
        self.name, self.arguments, self.variables, self.writable, self.files = name, arguments, variables, writable, files


def of_compose(urls: dict[str, str], tokens: str) -> list[Pod]:
    import yaml

    services = yaml.safe_load((REPOSITORY / "deploy/compose/compose.yaml").read_text())["services"]
    secrets = {**urls, "tokens": tokens}
    pods = []
    for role in ("api", "worker"):
        service = services[f"ouroboros-{role}"]
        assert service["read_only"] and service["cap_drop"] == ["ALL"]
        files = {f"/run/secrets/{name}": secrets[name] for name in service["secrets"]}
        pods.append(Pod(role, service["command"], service["environment"], service["tmpfs"], files))
    return pods


def of_kubernetes(urls: dict[str, str], tokens: str) -> list[Pod]:
    import yaml

    pods = []
    for role in ("api", "worker"):
        folder = REPOSITORY / "deploy/kubernetes" / role
        pod = yaml.safe_load((folder / "deployment.yaml").read_text())["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        held = container["securityContext"]
        assert held["readOnlyRootFilesystem"] and held["capabilities"]["drop"] == ["ALL"] and pod["securityContext"]["runAsUser"] == USER
        variables = dict(yaml.safe_load((folder / "configmap.yaml").read_text())["data"])
        # The Secret that the manifests expect: its keys are the names of variables.
        variables |= {f"OUROBOROS_{name.upper()}": url for name, url in urls.items()}
        mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
        writable = [mounts[volume["name"]] for volume in pod["volumes"] if "emptyDir" in volume]
        files = {f"{mounts[volume['name']]}/tokens": tokens for volume in pod["volumes"] if "secret" in volume}
        pods.append(Pod(role, container["args"], variables, writable, files))
    return pods


def fenced(pod: Pod, root: Path, folder: Path, port: int) -> list[str]:
    """The command that runs a pod."""
    user = ["--reuid", str(USER), "--regid", str(USER), "--clear-groups"]
    words = [find("setpriv"), *user, find("bwrap"), "--unshare-user", "--ro-bind", str(root), "/", "--dev", "/dev", "--proc", "/proc"]
    for path in ("/dev", "/proc", *pod.writable):
        (root / path.lstrip("/")).mkdir(parents=True, exist_ok=True)
    for path in pod.writable:
        words += ["--perms", "1777", "--tmpfs", path]
    for number, (path, text) in enumerate(pod.files.items()):
        file = folder / f"{pod.name}-secret-{number}"
        file.write_text(text)
        # Kubernetes mounts them for root and the container's group; but this user namespace knows no root.
        file.chmod(0o400)
        shutil.chown(file, USER, USER)
        (root / path.lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
        (root / path.lstrip("/")).touch()
        words += ["--ro-bind", str(file), path]
    words += ["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--new-session", "--die-with-parent", "--cap-drop", "ALL", "--clearenv"]
    for name, value in pod.variables.items():
        words += ["--setenv", name, value]
    arguments = [word.replace(":8080", f":{port}") for word in pod.arguments]
    return [*words, "--chdir", "/", "/usr/local/bin/ouroboros", *arguments]


def run(pods: list[Pod], folder: Path) -> None:
    root = image(folder)
    started: list[Process] = []
    # Nobody's user has to find the files.
    folder.chmod(0o755)
    try:
        ports = {}
        for pod in pods:
            port = ports[pod.name] = free_port()
            live = lambda port=port: ask(f"http://127.0.0.1:{port}", "GET", "/livez")[0] == 200  # noqa: E731
            process = Process(pod.name, folder, fenced(pod, root, folder, port), live)
            started.append(process)
            process.start()
        for port in ports.values():
            until("it is ready", 30, lambda port=port: ask(f"http://127.0.0.1:{port}", "GET", "/readyz")[0] == 200)
        probe(root, folder, ports["api"])
        work(ports["api"])
        for process in started:
            os.kill(inmost(process.process.pid), signal.SIGTERM)
            if code := process.process.wait(timeout=30):
                raise Failed(f"{process.name} ended with {code}")
    except Failed as error:
        raise Failed("\n".join([str(error), *(f"-- {process.name}\n{process.tail(5)}" for process in started)])) from None
    finally:
        for process in started:
            process.kill()


def inmost(pid: int) -> int:
    """The program itself: bubblewrap stays around it, and would end without asking it."""
    while children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        pid = int(children[0])
    return pid


def probe(root: Path, folder: Path, port: int) -> None:
    """The health check of the image, by the image's own program: it has no shell and no curl."""
    words = fenced(Pod("probe", ["serve", "--probe", f"http://127.0.0.1:{port}/readyz"], {}, [], {}), root, folder, port)
    subprocess.run(words, check=True, timeout=30, stdout=subprocess.DEVNULL)


def work(port: int) -> None:
    """A task that the API takes and the worker does."""
    url, forwarded = f"http://127.0.0.1:{port}", {"Host": HOST, "X_Forwarded_Proto": "https"}

    def submit() -> bool:
        # Until a worker has said what its agents can do, nobody can.
        status, submit.said = ask(url, "POST", "/v1/tasks", {"capability": "explain", "input": {"code": "L4/import-cycle"}}, **forwarded)
        return status == 202

    until("a task is taken", 30, submit)
    state = lambda: ask(url, "GET", f"/v1/tasks/{submit.said['id']}", **forwarded)[1]  # noqa: E731
    until("it ends", 30, lambda: state().get("state") in ("succeeded", "failed", "dead", "cancelled"))
    if state()["state"] != "succeeded":
        raise Failed(f"the task ended otherwise: {state()}")


def main() -> int:
    pip("PyYAML", "kubernetes-validate")
    if Path(sys.prefix).resolve() != PYTHON.parents[1].resolve():
        # Once more, with what was installed.
        os.execv(PYTHON, [str(PYTHON), *sys.argv])
    missing = [name for name in ("bwrap", "redis-server", "setpriv") if not shutil.which(name)]
    if missing or os.geteuid() != 0 or not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        print(f"skipped: this needs root, PostgreSQL{''.join(f', {name}' for name in missing)}")
        return 0
    tokens = "".join(f"{name}:{name}:{token}\n" for name, token in TOKENS.items())
    failed = 0
    for kind, pods in (("compose", of_compose), ("kubernetes", of_kubernetes)):
        with tempfile.TemporaryDirectory(prefix="started-") as scratch:
            folder = Path(scratch)
            postgres, redis = Postgres(folder), Redis(folder)
            try:
                postgres.start(), redis.start()
                run(pods({"store_url": postgres.url, "bus_url": redis.url}, tokens), folder)
                print(f"{kind}: both pods run as nobody on a read-only root, and do a task")
            except Failed as error:
                failed += 1
                print(f"{kind}: FAILED\n{error}")
            finally:
                postgres.kill(), redis.kill()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
