#!/usr/bin/env python3
"""Project files and files of monitoring of public projects: what we find beside check-jsonschema, validate-pyproject, promtool.

Usage: forms.py CORPUS [--binary target/release/ouroboros] [--show]

CORPUS is a folder with one folder for each kind of `forms-corpus.tsv`, and in each `OWNER+NAME/path`. The peers are looked
for on PATH, or in the folder PEERS of the environment. For each kind: what is found, which files only one of the two
refuses, and the CPU seconds of each.
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

# What peers say that is style, or about something else than the file by itself: listed before the run.
STYLE = {
    "check-jsonschema": (),
    "validate-pyproject": (),
    # Rules of one name and one set of labels are told by promtool whatever their queries; see REASONS.
    "promtool": ("duplicate rule(s) found",),
}
# Why only the peer refuses a file.
REASONS = {
    "promtool": {
        "unknown function with name": "a function of a newer version than the peer's",
        "does not point to an existing file": "whether files exist is asked at L4, among the files of the repository",
        "error checking": "the same",
        "no such file or directory": "the same",
        "unable to read": "the same",
        "unexpected character: '|'": "a query of Loki",
        "field namespace not found": "a key for the tools of Mimir and Loki",
        "comparisons between scalars": "a rule of Loki",
        "invalid recording rule name": "a name that versions from 3.0 take",
        "invalid label name": "a name that versions from 3.0 take",
        "invalid annotation name": "a name that versions from 3.0 take",
        "_sd_configs not found in type": "a way to find targets that Debian leaves out",
        "not found in type": "a key of a newer version than the peer's",
    },
    "check-jsonschema": {
        "is not a 'regex'": "GitLab's expressions are Ruby's, between slashes",
        "DuplicateKeyError": "L1/duplicate-key says it",
        "commit-rules.yml": "no file of GitLab CI; only its folder is",
    },
    "validate-pyproject": {
        "must be pep508-identifier": "a placeholder of a template",
        "must not contain {'ci'}": "a table that is reserved; nothing that builds refuses it",
    },
}
PEERS = {
    "package": None,
    "pyproject": "validate-pyproject",
    "cargo": None,
    "tsconfig": None,
    "gitlab-ci": "check-jsonschema",
    "pre-commit": None,
    "prometheus-rules": "promtool",
    "prometheus": "promtool",
    "dashboard": None,
}


def command(peer, kind, file):
    if peer == "promtool":
        if kind == "prometheus":
            return [tool("promtool"), "check", "config", "--syntax-only", file]
        return [tool("promtool"), "check", "rules", file]
    if peer == "validate-pyproject":
        return [tool("validate-pyproject"), "--disable", "setuptools", "distutils", "--", file]
    return [tool("check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", file]


def reason(peer, said, file):
    for mark in STYLE[peer]:
        if mark in said:
            return "style"
    for mark, why in REASONS[peer].items():
        if mark in said or mark in file:
            return why
    return "no reason known"


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--binary", default=str(ROOT / "target/release/ouroboros"))
    arguments.add_argument("--show", action="store_true", help="print every finding")
    options = arguments.parse_args()
    for kind, peer in PEERS.items():
        folder = (options.corpus / kind).resolve()
        files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
        if not files:
            continue
        done, ours_cpu = run([options.binary, "check", str(folder), "--format", "json", "--no-progress", "--no-cache", "--level", "L3"])
        found = json.loads(done.stdout)["findings"]
        findings = [one for one in found if one["code"].startswith(("L2/", "L3/"))]
        unread = {one["path"] for one in found if one["code"].startswith("L1/")}
        ours = {one["path"] for one in findings if one["severity"] == "error"}
        print(f"== {kind}: {len(files)} files; ours {ours_cpu:.2f} CPU s, {len(findings)} findings, {len(ours)} files refused")
        print("   ", dict(Counter(one["code"] for one in findings)))
        if options.show:
            for one in findings:
                start = one["range"]["start"]
                print(f"    {one['path']}:{start['line']}:{start['column']} {one['code']} {one['message']}")
        if not peer:
            continue
        theirs_cpu, said = 0.0, {}
        for file in files:
            try:
                done, spent = run(command(peer, kind, file), cwd=folder)
            except subprocess.TimeoutExpired:
                said[file] = "no answer in time"
                continue
            theirs_cpu += spent
            if done.returncode:
                said[file] = " ".join((done.stdout + done.stderr).split())[:400]
        print(f"    {peer} {theirs_cpu:.2f} CPU s, {len(said)} files refused")
        for file in sorted(set(said) - ours - unread):
            print(f"    only {peer} ({reason(peer, said[file], file)}): {file}: {said[file]}")
        for file in sorted(ours - set(said)):
            print(f"    only ours: {file}: {[one['message'] for one in findings if one['path'] == file][:3]}")
        for file in sorted(set(said) & unread):
            print(f"    no text of its language (L1 says so): {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
