#!/usr/bin/env python3
"""Queries of real rules, and the same with one word changed: what we refuse beside promtool.

Usage: promql.py RULES [--binary target/release/ouroboros] [--show N]

RULES is a folder with files of rules. Their queries, and three mutants of each (a word taken out, put in, replaced or moved,
by a fixed seed), are written to files of rules, which both read. Needs `ruamel.yaml` (check-jsonschema brings it)
and `promtool` on PATH.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[3]
WORD = re.compile(r'"(?:\\.|[^"])*"|[A-Za-z_:][\w:]*|\d+[a-z]*|[=!<>~]+|\S|\s+')
NEW = """sum rate ( ) { } [5m] offset by on bool "x" 5 5m , - and == a group_left without @ : 1e3 topk ignoring""".split()


def queries(folder):
    found = set()

    def walk(value):
        if isinstance(value, dict):
            if isinstance(value.get("expr"), str):
                found.add(value["expr"])
            for below in value.values():
                walk(below)
        elif isinstance(value, list):
            for below in value:
                walk(below)

    for path in sorted(folder.rglob("*.y*ml")):
        try:
            for document in YAML(typ="safe").load_all(path):
                walk(document)
        except Exception:  # what cannot be read has no queries
            continue
    return sorted(query for query in found if query.strip())


def mutants(real):
    random.seed(1)
    out = set()
    for query in real:
        words = WORD.findall(query)
        for _ in range(3):
            changed, at, kind = list(words), random.randrange(len(words)), random.random()
            if kind < 0.4:
                del changed[at]
            elif kind < 0.6:
                changed.insert(at, random.choice(words))
            elif kind < 0.8:
                changed[at] = random.choice(NEW)
            else:
                other = random.randrange(len(words))
                changed[at], changed[other] = changed[other], changed[at]
            out.add("".join(changed))
    return sorted(query for query in out - set(real) if query.strip())


def compare(name, texts, options, folder):
    # A file each: a query of Loki, or of another dialect, silences its whole file.
    for at, text in enumerate(texts):
        Path(folder, f"{at}.yml").write_text(f"groups:\n- name: x\n  rules:\n  - record: r\n    expr: {json.dumps(text)}\n")
    files = [f"{at}.yml" for at in range(len(texts))]
    said = subprocess.run(["promtool", "check", "rules", *files], capture_output=True, text=True, cwd=folder)
    theirs = {}
    for line in (said.stdout + said.stderr).splitlines():
        if match := re.match(r"(\d+)\.yml: .*could not parse expression: (.*)", line):
            theirs[int(match[1])] = match[2]
    command = [options.binary, "check", folder, "--format", "json", "--no-progress", "--no-cache", "--level", "L3"]
    done = subprocess.run(command, capture_output=True, text=True)
    ours = {}
    for one in json.loads(done.stdout)["findings"]:
        # That a rule gives a range is said of what promtool reads; it fails when it runs.
        if one["code"] == "L3/promql-syntax" and "a rule needs" not in one["message"]:
            ours[int(one["path"].removesuffix(".yml"))] = one["message"]
    print(f"{name}: {len(texts)} queries; promtool refuses {len(theirs)}, we {len(ours)}, both {len(set(ours) & set(theirs))}")
    for at in sorted(set(ours) - set(theirs))[: options.show]:
        print(f"    only ours: {texts[at]!r}: {ours[at]}")
    for at in sorted(set(theirs) - set(ours))[: options.show]:
        print(f"    only promtool: {texts[at]!r}: {theirs[at]}")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("rules", type=Path)
    arguments.add_argument("--binary", default=str(ROOT / "target/release/ouroboros"))
    arguments.add_argument("--show", type=int, default=10)
    options = arguments.parse_args()
    real = queries(options.rules)
    for name, texts in (("real", real), ("mutants", mutants(real))):
        with tempfile.TemporaryDirectory() as folder:
            compare(name, texts, options, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
