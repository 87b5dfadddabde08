#!/usr/bin/env python3
"""What the orchestrator costs an editor that has nothing for it to do: `lsp --http` beside plain `lsp`.

    OUROBOROS_BIN=target/release/ouroboros tests/bench/idle.py [SECONDS]

Both open the same small repository and are left alone. Fails beyond 15 MB more resident, or 0.1 s of processor time in a
minute, for which a shorter window is scaled: what a process says of its time is exact to a hundredth of a second.
"""

import contextlib
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

BIN = pathlib.Path(os.environ.get("OUROBOROS_BIN", "target/release/ouroboros")).resolve()
SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 20
ROUNDS = 3
MOST_BYTES = 15_000_000
MOST_CPU = 0.1 / 60
TICK = os.sysconf("SC_CLK_TCK")


def send(process, message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    process.stdin.flush()


def answer(process):
    """The next message."""
    length = 0
    while line := process.stdout.readline().strip():
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return json.loads(process.stdout.read(length))


def resident(pid):
    """Bytes, and those of them that no other process shares."""
    lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return kilobytes["Rss"] * 1024, (kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]) * 1024


def spent(pid):
    """Seconds of processor time."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


@contextlib.contextmanager
def editing(folder, *flags):
    """The language server with the repository open, and with the API where it is to serve it."""
    root = folder / "root"
    root.mkdir()
    (root / "README.md").write_text("# Small\n")
    (root / "main.py").write_text("import os\n\nprint(os.name)\n")
    home = {"HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"), "XDG_CACHE_HOME": str(folder / "cache")}
    environment = {"PATH": os.environ["PATH"], **home}
    with open(folder / "log", "w+b") as log:
        process = subprocess.Popen([BIN, "lsp", *flags], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=environment)
        try:
            where = [{"uri": root.as_uri(), "name": "root"}]
            send(process, {"id": 1, "method": "initialize", "params": {"processId": None, "capabilities": {}, "workspaceFolders": where}})
            while answer(process).get("id") != 1:
                pass
            send(process, {"method": "initialized", "params": {}})
            limit = time.monotonic() + 30
            while flags and not list((folder / "state").glob("ouroboros/*/orchestrator.json")):
                if time.monotonic() > limit or process.poll() is not None:
                    log.seek(0)
                    raise SystemExit(f"nothing is served: {log.read().decode()}")
                time.sleep(0.05)
            yield process.pid
            send(process, {"id": 2, "method": "shutdown"})
            while answer(process).get("id") != 2:
                pass
            send(process, {"method": "exit"})
            code = process.wait(timeout=20)
            assert code == 0, f"it ended with {code}"
        finally:
            process.kill()
            process.wait(timeout=10)


def measure():
    """Of both, one beside the other: bytes that are resident, those that are its own, seconds of processor time in one."""
    with contextlib.ExitStack() as stack:
        pids = []
        for flags in ([], ["--http"]):
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            pids.append(stack.enter_context(editing(pathlib.Path(folder), *flags)))
        # What both do when they start is none of what is asked here.
        time.sleep(5)
        before = [spent(pid) for pid in pids]
        time.sleep(SECONDS)
        return [(*resident(pid), (spent(pid) - begun) / SECONDS) for pid, begun in zip(pids, before, strict=True)]


def main():
    rounds = [measure() for _ in range(ROUNDS)]
    # Pages of the program that one of them touched first vary; the middle of a few rounds does not.
    more, own = (statistics.median(http[at] - plain[at] for plain, http in rounds) for at in (0, 1))
    busy = min(http[2] for _, http in rounds)
    plain, http = (statistics.median(each[at][0] for each in rounds) for at in (0, 1))
    print(
        f"idle: lsp {plain / 1e6:.1f} MB, lsp --http {http / 1e6:.1f} MB resident, {more / 1e6:+.1f} MB, {own / 1e6:+.1f} MB of them its own "
        f"(at most {MOST_BYTES / 1e6:.0f}); {busy * 60:.2f} s of processor time in 60 s (at most 0.1)"
    )
    # One tick more or less is nothing that can be told.
    sys.exit(int(more > MOST_BYTES or busy > MOST_CPU + 1 / TICK / SECONDS))


if __name__ == "__main__":
    main()
