#!/usr/bin/env python3
"""JSON Schemas and OpenAPI documents of public projects: what we find beside check-jsonschema and openapi-spec-validator.

Usage: schemas.py CORPUS [--binary target/release/ouroboros] [--verdicts FILE]

CORPUS is a folder with `json-schema/` and `openapi/`, filled from `schemas-corpus.tsv` (repository, revision, path). The
peers are looked for on PATH, or in the folder PEERS of the environment. For each file: what each of the two says, which
files only one of them refuses, and the CPU seconds of each.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from peers import run, tool

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
# Why only one of the two refuses a file:
# - equivalent paths: the specification forbids paths that differ in the names of parameters only; the peer does not look.
OURS = {
    "json-schema": ("L2/schema-violation", "L3/unresolved-ref", "L3/invalid-pattern", "L3/impossible-range"),
    "openapi": (
        "L2/schema-violation",
        "L3/unresolved-ref",
        "L3/invalid-pattern",
        "L3/impossible-range",
        "L3/duplicate-operation-id",
        "L3/duplicate-parameter",
        "L3/invalid-default",
        "L3/equivalent-path",
        "L3/undeclared-path-parameter",
        "L3/unused-path-parameter",
        "L3/undefined-security-scheme",
    ),
}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--binary", default=str(ROOT / "target/release/ouroboros"))
    arguments.add_argument("--show", action="store_true", help="print every finding")
    options = arguments.parse_args()
    for kind in ("json-schema", "openapi"):
        folder = (options.corpus / kind).resolve()
        files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
        done, ours_cpu = run([options.binary, "check", str(folder), "--format", "json", "--no-progress", "--no-cache"])
        findings = [one for one in json.loads(done.stdout)["findings"] if one["code"] in OURS[kind]]
        unread = {one["path"] for one in json.loads(done.stdout)["findings"] if one["code"].startswith("L1/")}
        ours = {one["path"] for one in findings}
        print(f"== {kind}: {len(files)} files; ours {ours_cpu:.2f} CPU s, {len(findings)} findings in {len(ours)} files")
        print("   ", dict(Counter(one["code"] for one in findings)))
        if options.show:
            for one in findings:
                start = one["range"]["start"]
                print(f"    {one['path']}:{start['line']}:{start['column']} {one['code']} {one['message']}")
        theirs, theirs_cpu, said = set(), 0.0, {}
        for file in files:
            if kind == "json-schema":
                command = [tool("check-jsonschema"), "--check-metaschema", str(folder / file)]
            else:
                command = [tool("openapi-spec-validator"), "--errors", "all", str(folder / file)]
            try:
                done, spent = run(command, cwd=folder)
            except subprocess.TimeoutExpired:
                said[file] = "no answer in time"
                continue
            theirs_cpu += spent
            if done.returncode:
                theirs.add(file)
                said[file] = " ".join((done.stdout + done.stderr).split())[:300]
        print(f"    peer {theirs_cpu:.2f} CPU s, {len(theirs)} files refused")
        for file in sorted(theirs - ours - unread):
            print(f"    only the peer: {file}: {said[file]}")
        for file in sorted(ours - theirs):
            print(f"    only ours: {file}")
        for file in sorted(theirs & unread):
            print(f"    no text of its language (L1 says so): {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
