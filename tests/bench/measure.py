#!/usr/bin/env python3
"""Every figure of "How fast, how right" in the README, beside the peers, in one run.

    tests/bench/measure.py [--harness edit_latency.py] [--runs 3] [--edits 160] [--json FILE]

`D` is the wheel of Django, `H` that of Home Assistant; both and the peers (grimp, ty, ruff) come from PyPI and stay below
target/. Prints a Markdown table; `--json` keeps all figures. Seconds are of CPU, the least of all runs, since a
machine is seldom idle; latencies are wall clock, so only their ratios count, and the servers take turns in one run.

`--harness` names a program that times a language server after seeded edits and prints JSON: it is called as
`FILE 'SERVER COMMAND' FOLDER --files 20 --imported 10 --edits N --idle 10 --profile vscode`. Without it the
latencies and the memory of the server are left out.

The program under test is target/release/ouroboros, or what OUROBOROS_BIN names.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import venv

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests" / "l1"))

import corpus  # noqa: E402  (the line above is what makes it importable)

PEERS = ["grimp==3.19", "ty==0.0.105", "ruff==0.17.6"]
BINARY = pathlib.Path(os.environ.get("OUROBOROS_BIN", REPOSITORY / "target/release/ouroboros")).resolve()
WHEELS = {"D": ("django==5.2.19", "django"), "H": ("homeassistant==2026.2.3", "homeassistant")}
GRIMP = "import sys, grimp; sys.path.insert(0, sys.argv[1]); grimp.build_graph(sys.argv[2], cache_dir=None)"


def peers():
    """The folder with the peers' programs."""
    folder = REPOSITORY / "target" / "bench-venv"
    stamp = folder / "peers.stamp"
    if not stamp.exists() or stamp.read_text() != "\n".join(PEERS):
        venv.create(folder, with_pip=True, clear=True)
        corpus.run([folder / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS])
        stamp.write_text("\n".join(PEERS))
    return folder / "bin"


def cost(command, runs):
    """The least seconds of CPU and of wall clock, and the most memory, of several runs."""
    cpu, wall, peak = [], [], []
    for _ in range(runs):
        start = time.monotonic()
        process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            sys.exit(f"bench: `{' '.join(map(str, command))}` ended with {process.returncode}")
        wall.append(time.monotonic() - start)
        cpu.append(usage.ru_utime + usage.ru_stime)
        peak.append(usage.ru_maxrss / 1024)
    return {"cpu_s": round(min(cpu), 2), "wall_s": round(min(wall), 2), "peak_mib": round(max(peak)), "runs": runs}


def warm(folder, runs):
    """What a check costs after an earlier one: with nothing changed, and with one file changed since."""
    with tempfile.TemporaryDirectory() as cache:
        command = ["env", f"XDG_CACHE_HOME={cache}", BINARY, "check", folder, "--format", "json", "--no-progress"]
        cost(command, 1)
        nothing = cost(command, runs)
        file = sorted(folder.rglob("*.py"), key=lambda path: path.stat().st_size)[-20]
        before = file.read_bytes()
        one = []
        try:
            for run in range(runs):
                file.write_bytes(before + f"\nimport os  # {run}\n".encode())
                one.append(cost(command, 1))
        finally:
            file.write_bytes(before)
    return {"nothing": nothing, "one": min(one, key=lambda figure: figure["wall_s"])}


def output(command, limit=900, **more):
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, text=True, timeout=limit, check=False, **more)
    if done.returncode:
        sys.exit(f"bench: `{' '.join(map(str, command))}` ended with {done.returncode}")
    return done.stdout


def latencies(harness, folder, programs, edits):
    """What the harness says of each server on one folder, in one turn each."""
    servers = {"ouroboros": f"{BINARY} lsp", "ty": f"{programs / 'ty'} server", "ruff": f"{programs / 'ruff'} server"}
    how = ["--files", 20, "--imported", 10, "--edits", edits, "--idle", 10, "--profile", "vscode"]
    return {name: json.loads(output([sys.executable, harness, command, folder, *how], 1800)) for name, command in servers.items()}


def measure(options):
    programs = peers()
    figures = {"peers": PEERS, "machine": {"cores": os.cpu_count(), "load": os.getloadavg()[0]}}
    for name, (requirement, package) in WHEELS.items():
        print(f"bench: {requirement}", file=sys.stderr)
        folder = corpus.Wheel(requirement).folder()
        compare = [programs / "python", REPOSITORY / "tests/graph/compare_grimp.py", folder, package]
        figures[name] = {
            "what": requirement,
            "graph": output(compare, env=os.environ | {"OUROBOROS_BIN": str(BINARY)}).strip().splitlines()[-1],
            "check": cost([BINARY, "check", folder, "--no-cache", "--format", "json", "--no-progress"], options.runs),
            "warm": warm(folder, options.runs),
            "grimp": cost([programs / "python", "-c", GRIMP, folder, package], options.runs),
            "stats": json.loads(output([BINARY, "stats", folder, "--edits", options.edits, "--format", "json"])),
        }
        if options.harness:
            figures[name]["lsp"] = latencies(options.harness, folder, programs, options.edits)
    return figures


def quantiles(times, kinds=("p50", "p95")):
    return ", ".join(f"{kind} {times[kind]:.1f}" for kind in kinds if kind in times)


def table(figures):
    """The figures as rows of the README's table."""
    rows = ["| what | figure | beside it |", "|---|---|---|"]
    for name in WHEELS:
        figure = figures[name]
        check, grimp, stats = figure["check"], figure["grimp"], figure["stats"]
        rows.append(f"| {name}: import graph | {figure['graph']} | |")
        rows.append(
            f"| {name}: `check`, all levels, cold | {check['cpu_s']} CPU s, peak {check['peak_mib']} MiB "
            f"| grimp, its import graph alone: {grimp['cpu_s']} CPU s, {grimp['peak_mib']} MiB |"
        )
        nothing, one = figure["warm"]["nothing"], figure["warm"]["one"]
        share = round(100 * nothing["cpu_s"] / check["cpu_s"])
        rows.append(
            f"| {name}: `check` again, nothing changed / one file changed | {nothing['wall_s']} s, {share} % of the cold CPU "
            f"/ {one['wall_s']} s | |"
        )
        for group, times in sorted(stats["edited"].items()):
            rows.append(f"| {name}: edit to findings of the file, {group} files | {quantiles(times['own'])} ms | everything affected: {quantiles(times['all'])} ms |")
        if "lsp" not in figure:
            continue
        ours, *others = [(server, said["edits"]["all"], said) for server, said in figure["lsp"].items()]
        beside = "; ".join(f"{server} {quantiles(times)}" for server, times, _ in others)
        rows.append(f"| {name} over LSP ({ours[2]['files']} files open), edited file | {quantiles(ours[1])} ms | {beside} |")
        memory = "; ".join(f"{server} {said['idle']['rss_mib']}" for server, _, said in others)
        rows.append(f"| {name} over LSP, resident after ten idle seconds | {ours[2]['idle']['rss_mib']} MiB | {memory} |")
        wrong = sum(kind.get("wrong", 0) + kind.get("missed", 0) for kind in ours[2]["edits"].values())
        if wrong:
            rows.append(f"| {name} over LSP, answers that were wrong or missing | {wrong} | |")
    return "\n".join(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--harness", type=pathlib.Path, help="the program that times a language server")
    parser.add_argument("--runs", type=int, default=3, help="of each cold measurement")
    parser.add_argument("--edits", type=int, default=160)
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="where all figures are kept")
    options = parser.parse_args()
    if not BINARY.is_file():
        sys.exit(f"bench: there is no {BINARY}: build it first (cargo build --release), or name it in OUROBOROS_BIN")
    if options.harness and not options.harness.is_file():
        sys.exit(f"bench: there is no {options.harness}")
    if not options.harness:
        print("bench: no --harness: the latency and the memory of the language servers are left out", file=sys.stderr)
    figures = measure(options)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
