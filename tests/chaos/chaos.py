#!/usr/bin/env python3
"""Everything is killed in turn while thousands of tasks run: none may be lost, and each ends exactly once.

    OUROBOROS_BIN=target/release/ouroboros tests/chaos/chaos.py [--alone] [--tasks 5000] [--seed 1]

Two API processes and three workers share a PostgreSQL and a Redis behind nginx, all real. Clients submit under idempotency
keys until they are told that the task was taken. Meanwhile workers, API processes, agents, Redis and PostgreSQL are killed
(SIGKILL) or stopped past their lease (SIGSTOP). At the end: every task that was accepted is in the store once, in a final
state, with no more attempts than it may have; whatever can succeed has; whatever kills its agent is in the dead letter.

With --alone one process on SQLite is killed and started again fifty times.
"""

import argparse
import collections
import contextlib
import queue
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from services import Failed, Nginx, Pod, Postgres, Process, Redis, ask, until

HERE = Path(__file__).resolve().parent
FINAL = {"succeeded", "failed", "cancelled", "dead"}
AGENTS = 6
LEASE = 2


def attempts(given: dict) -> int:
    """How often a task may be tried: trouble comes often enough that four times might not do."""
    return 4 if given.keys() & {"poison", "fail"} else 12


class System:
    """Processes, agents and tasks, as long as the block lasts."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.done = folder / "done"
        self.done.touch()
        allowed = folder / "agents.yaml"
        allowed.touch(mode=0o600)
        allowed.write_text(f"agents:\n  commands:\n    - [{sys.executable}, {HERE / 'agent.py'}]\n")
        self.flags = ["--agents-config", str(allowed), "--public-host", "chaos.test", "--rate-limit", "100000/s", "--lease", f"{LEASE}s"]
        self.apis: list[Pod] = []
        self.workers: list[Pod] = []
        self.url = ""

    def all(self) -> list[Process]:
        raise NotImplementedError

    def __enter__(self) -> "System":
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self) -> None:
        for process in self.all():
            process.start()
        for number in range(AGENTS):
            manifest = {
                "id": f"worker-of-tasks-{number}",
                "run": {"command": {"words": [sys.executable, str(HERE / "agent.py"), str(self.done)]}},
                "capabilities": ["work"],
                "concurrency": 8,
                "probes": {"every": 500, "timeout": 1000},
                # Poison kills it often, and it has to come back each time.
                "restart": {"wait": 50, "wait_at_most": 500, "times": 1000, "within": 60000},
            }
            status, said = ask(self.url, "POST", "/v1/agents", manifest)
            if status != 201:
                raise Failed(f"an agent was not taken: {status} {said}")
        until("an agent is active", 60, lambda: any(agent["state"] == "active" for agent in self.agents()))

    def __exit__(self, *_: object) -> None:
        for process in reversed(self.all()):
            with contextlib.suppress(ProcessLookupError):
                process.signal(signal.SIGCONT)
            process.kill()

    def agents(self) -> list[dict]:
        status, said = ask(self.url, "GET", "/v1/agents?limit=100")
        return said.get("items", []) if status == 200 else []

    def tasks(self) -> list[dict]:
        out, cursor = [], ""
        while True:
            status, said = ask(self.url, "GET", f"/v1/tasks?limit=200{cursor}")
            if status != 200:
                raise Failed(f"tasks cannot be listed: {status} {said}")
            out += said["items"]
            if not said.get("next"):
                return out
            cursor = f"&cursor={said['next']}"


class Alone(System):
    """One process, on SQLite."""

    def __init__(self, folder: Path):
        super().__init__(folder)
        root = folder / "root"
        root.mkdir()
        self.pod = Pod("alone", folder, "all", str(root), *self.flags, OUROBOROS_LOG="warn")
        self.apis, self.url = [self.pod], self.pod.url

    def all(self) -> list[Process]:
        return [self.pod]


class Cluster(System):
    """Pods on PostgreSQL and Redis, behind nginx."""

    def __init__(self, folder: Path):
        super().__init__(folder)
        self.postgres, self.redis = Postgres(folder), Redis(folder)
        told = {"OUROBOROS_STORE_URL": self.postgres.url, "OUROBOROS_BUS_URL": self.redis.url, "OUROBOROS_LOG": "warn"}
        flags = [*self.flags, "--trusted-proxy", "127.0.0.0/8"]
        self.apis = [Pod(f"api-{n}", folder, "api", *flags, **told) for n in range(2)]
        self.workers = [Pod(f"worker-{n}", folder, "worker", *flags, **told) for n in range(3)]
        self.nginx = Nginx(folder, [api.port for api in self.apis])
        self.url = self.nginx.url

    def all(self) -> list[Process]:
        return [self.postgres, self.redis, *self.apis, *self.workers, self.nginx]


class Submitters:
    """Clients that do not give up."""

    def __init__(self, cluster: System, count: int, seed: int):
        self.cluster = cluster
        self.accepted: dict[str, str] = {}
        self.given: dict[str, dict] = {}
        self.answers: collections.Counter[int] = collections.Counter()
        self.wanted: queue.Queue[tuple[str, dict]] = queue.Queue()
        dice = random.Random(seed)
        for number in range(count):
            key = f"task-{number:05}"
            given = {"key": key}
            roll = dice.random()
            if roll < 0.004:
                given["poison"] = True
            elif roll < 0.02:
                given["fail"] = True
            elif roll < 0.1:
                given["seconds"] = round(dice.uniform(0.02, 0.4), 3)
            self.given[key] = given
            self.wanted.put((key, given))
        self.threads = [threading.Thread(target=self.submit, daemon=True) for _ in range(8)]

    def submit(self) -> None:
        while True:
            try:
                key, given = self.wanted.get_nowait()
            except queue.Empty:
                return
            task = {"capability": "work", "input": given, "max_attempts": attempts(given), "start_to_close": 20000}
            while True:
                status, said = ask(self.cluster.url, "POST", "/v1/tasks", task, role="operator", Idempotency_Key=key)
                self.answers[status] += 1
                if status in (200, 202):
                    self.accepted[key] = said["id"]
                    break
                if status not in (0, 429, 502, 503, 504):
                    raise Failed(f"{key}: {status} {said}")
                time.sleep(0.05)
            # As people come: not all at once.
            time.sleep(0.01)

    def busy(self) -> bool:
        return any(thread.is_alive() for thread in self.threads)


class Trouble:
    """What goes wrong, in turn."""

    def __init__(self, cluster: System, seed: int):
        self.cluster, self.dice = cluster, random.Random(seed + 1)
        self.count: collections.Counter[str] = collections.Counter()

    def make(self, kind: str) -> None:
        self.count[kind] += 1
        getattr(self, kind)()

    def worker(self) -> None:
        pod = self.dice.choice(self.cluster.workers)
        pod.kill()
        time.sleep(self.dice.uniform(0, 1))
        pod.start()

    def api(self) -> None:
        pod = self.dice.choice(self.cluster.apis)
        pod.kill()
        time.sleep(self.dice.uniform(0, 0.5))
        pod.start()

    def agent(self) -> None:
        found = subprocess.run(["pgrep", "-f", str(self.cluster.done)], capture_output=True, text=True, timeout=10).stdout.split()
        if found:
            subprocess.run(["kill", "-9", self.dice.choice(found)], timeout=10)

    def stopped(self) -> None:
        """A worker that is held past its lease, and then speaks as if nothing had been."""
        pod = self.dice.choice(self.cluster.workers)
        pod.signal(signal.SIGSTOP)
        time.sleep(LEASE * 1.5)
        pod.signal(signal.SIGCONT)

    def bus(self) -> None:
        assert isinstance(self.cluster, Cluster)
        self.cluster.redis.kill()
        time.sleep(self.dice.uniform(0, 1))
        self.cluster.redis.start()

    def restart(self) -> None:
        """All there is."""
        pod = self.cluster.apis[0]
        time.sleep(self.dice.uniform(0.1, 0.8))
        pod.kill()
        pod.start()

    def store(self) -> None:
        assert isinstance(self.cluster, Cluster)
        self.cluster.postgres.kill()
        pod = self.cluster.apis[0]
        until("without its store a pod is not ready", 10, lambda: ask(pod.url, "GET", "/readyz")[0] == 503)
        if ask(pod.url, "GET", "/livez")[0] != 200:
            raise Failed("without its store a pod does not live")
        status, _ = ask(pod.url, "POST", "/v1/tasks", {"capability": "work", "input": {"key": "never"}}, role="operator")
        if status != 503:
            raise Failed(f"without its store a pod answers {status} to a task")
        self.cluster.postgres.start(60)
        until("with its store a pod is ready", 20, lambda: ask(pod.url, "GET", "/readyz")[0] == 200)


def judge(cluster: System, submitters: Submitters) -> None:
    tasks = {task["id"]: task for task in cluster.tasks() if task["capability"] == "work"}
    lost = [key for key, number in submitters.accepted.items() if number not in tasks]
    if lost:
        raise Failed(f"{len(lost)} accepted tasks are lost: {lost[:5]}")
    # One under each key, however often it was submitted.
    if len(tasks) != len(submitters.given):
        raise Failed(f"{len(submitters.given)} tasks were submitted, {len(tasks)} are there")
    worked = set(cluster.done.read_text().split())
    for key, number in submitters.accepted.items():
        task, given = tasks[number], submitters.given[key]
        want = {"dead"} if given.get("poison") or given.get("fail") else {"succeeded"}
        if task["state"] not in want:
            raise Failed(f"{key} is {task['state']}, not {want}: {task}")
        if task["attempts"] > attempts(given):
            raise Failed(f"{key} was tried {task['attempts']} times")
        if task["state"] == "succeeded" and key not in worked:
            raise Failed(f"{key} succeeded, and nobody worked on it")


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--alone", action="store_true")
    options.add_argument("--tasks", type=int, default=5000)
    options.add_argument("--seed", type=int, default=1)
    told = options.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chaos-", ignore_cleanup_errors=True) as temporary:
        try:
            cluster = Alone(Path(temporary)) if told.alone else Cluster(Path(temporary))
        except FileNotFoundError as missing:
            print(f"skipped: {missing} is not installed (Debian's postgresql, redis-server, nginx)")
            return 0
        with cluster:
            submitters, trouble = Submitters(cluster, told.tasks, told.seed), Trouble(cluster, told.seed)
            for thread in submitters.threads:
                thread.start()
            kinds = ["worker", "agent", "api", "stopped", "bus", "agent", "store"]
            kinds = ["restart"] * 50 if told.alone else kinds
            turn = 0
            # Each thing at least once, and as long as anybody submits.
            while turn < len(kinds) or submitters.busy():
                trouble.make(kinds[turn % len(kinds)])
                turn += 1
                time.sleep(0 if told.alone else 0.5)
            submitted = time.monotonic()

            def over() -> bool:
                asked = [ask(cluster.url, "GET", f"/v1/tasks?state={state}&limit=1") for state in ("queued", "running")]
                return all(status == 200 and not said["items"] for status, said in asked)

            try:
                until("everything ends", 120, over)
            except Failed as late:
                left = [task for task in cluster.tasks() if task["state"] not in FINAL]
                raise Failed(f"{late}: {len(left)} are left, among them {left[:3]}; agents: {cluster.agents()}") from None
            judge(cluster, submitters)
            tasks = cluster.tasks()
            states = collections.Counter(task["state"] for task in tasks)
            attempts = sum(task["attempts"] for task in tasks)
            lines = len(cluster.done.read_text().split())
            for pod in [*cluster.apis, *cluster.workers]:
                if pod.stop() != 0:
                    raise Failed(f"{pod.name} did not end well\n{pod.tail()}")
            print(f"{len(tasks)} tasks: {dict(states)}; {attempts} attempts, {lines} times worked on; answers {dict(submitters.answers)}")
            print(f"trouble: {dict(trouble.count)}")
            print(f"{submitted - started:.0f} s of submitting, {time.monotonic() - started:.0f} s in all: passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
