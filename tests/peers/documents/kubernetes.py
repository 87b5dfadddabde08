#!/usr/bin/env python3
"""Kubernetes manifests of public projects: what we find beside kubernetes-validate and yamllint.

Usage: kubernetes.py REPOSITORIES [--binary target/release/ouroboros] [--show]

REPOSITORIES is a folder with a folder `owner+name` for each repository of `kubernetes-corpus.tsv` (repository, revision,
path) at that revision; whole, since rules look at the rest of a repository. The peers are looked for on PATH, or in the folder
PEERS of the environment: `pip install kubernetes-validate yamllint`. For each file that a peer refuses and we do not: what it says,
and why we do not where that is known. Then the CPU seconds of each, of its children too.
"""

import argparse
import json
import re
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from peers import run, tool

HERE = Path(__file__).parent
ROOT = HERE.parents[2]

# What is written so or otherwise and read the same: style, listed before anything was run.
STYLE = {
    "braces", "brackets", "colons", "commas", "comments", "comments-indentation", "document-end", "document-start",
    "empty-lines", "empty-values", "float-values", "hyphens", "indentation", "key-ordering", "line-length",
    "new-line-at-end-of-file", "new-lines", "octal-values", "quoted-strings", "trailing-spaces", "truthy",
}

# Why we do not say what a peer says, by a part of its message.
REASONS = [
    ("Couldn't find schema for kind", "the kind is defined elsewhere: not an error"),
    ("None is not of type", "a server takes a null for absent"),
    ("could not be validated: 'kind'", "a chart, and no manifest: it has a schema of its own"),
    ("datetime.datetime", "PyYAML reads a date there, and Kubernetes text"),
    ("is a required property", "a patch, or what Kustomize fills in"),
    ("'$patch'", "a patch: that is a directive"),
    ("unhashable key", "a template, which is filled in first"),
    ("expected the node content", "a template, which is filled in first"),
    ("expected <block end>", "a template, which is filled in first"),
    ("could not find expected", "a template, which is filled in first"),
    ("did not find expected", "a template, which is filled in first"),
]


def ours(binary, repositories, corpus):
    """Findings of L1 to L3 in the corpus' files, each repository opened whole, and the CPU seconds for the files alone."""
    found = []
    for folder in sorted({file.split("/")[0] for file in corpus}):
        command = [binary, "check", ".", "--level", "L3", "--format", "json", "--no-progress", "--no-cache"]
        done, _ = run(command, timeout=900, cwd=repositories / folder)
        for one in json.loads(done.stdout)["findings"]:
            path = f"{folder}/{one['path']}"
            if path in corpus:
                found.append((path, one["range"]["start"]["line"], one["code"], one["severity"], one["message"]))
    # The same files alone, so that the seconds are for the same work as the peers'.
    with tempfile.TemporaryDirectory() as alone:
        for file in corpus:
            to = Path(alone, file)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes((repositories / file).read_bytes())
        _, spent = run([binary, "check", alone, "--level", "L3", "--format", "json", "--no-progress", "--no-cache"], timeout=900)
    return found, spent


def validated(folder, files):
    """What kubernetes-validate says of files in one process, which ends at the first that cannot be read; it names no line."""
    done, spent = run([tool("kubernetes-validate"), "--strict", "--quiet", "--no-warn", *files], timeout=900, cwd=folder)
    assert not done.stderr, done.stderr
    found = re.findall(r"(?m)^ERROR (.+?) (?:did not validate for|could not be validated)(.*)", done.stdout)
    return [(file, 0, "schema", message) for file, message in found], spent


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("repositories", type=Path)
    arguments.add_argument("--binary", default=str(ROOT / "target/release/ouroboros"))
    arguments.add_argument("--show", action="store_true", help="print every finding")
    options = arguments.parse_args()
    print("style, not compared:", ", ".join(sorted(STYLE)))
    rows = [line.split("\t") for line in (HERE / "kubernetes-corpus.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    corpus = {f"{repository.replace('/', '+')}/{path}": revision for repository, revision, path in rows}
    repositories = options.repositories.resolve()
    absent = [file for file in corpus if not (repositories / file).is_file()]
    assert not absent, f"not in {repositories}: {absent[:5]}"

    found, ours_cpu = ours(str(Path(options.binary).resolve()), repositories, corpus)
    counts = Counter(code for _, _, code, _, _ in found)
    print(f"\n== ours: {len(corpus)} files, {len(found)} findings in {len({one[0] for one in found})} files, {ours_cpu:.2f} CPU s")
    for code, count in sorted(counts.items()):
        print(f"   {count:4} {code}")
    if options.show:
        for one in found:
            print("   ", "%s:%d %s %s %s" % one)
    errors = {one[0] for one in found if one[3] == "error"}

    command = [tool("kubernetes-validate"), "--strict", "--quiet", "--no-warn"]
    said, peer_cpu = {}, 0.0
    for file in corpus:
        done, spent = run([*command, str(repositories / file)], timeout=900)
        peer_cpu += spent
        text = " ".join((done.stdout + done.stderr).split())
        if done.returncode or text:
            said[file] = text
    print(f"\n== kubernetes-validate --strict: {len(said)} files refused, {peer_cpu:.2f} CPU s (one process a file)")
    reasons, unexplained = Counter(), []
    for file in sorted(set(said) - errors):
        reason = next((reason for part, reason in REASONS if part in said[file]), None)
        if reason:
            reasons[reason] += 1
        else:
            unexplained.append(f"{file}: {said[file][-300:]}")
    for reason, count in reasons.most_common():
        print(f"   {count:4} only the peer: {reason}")
    for line in unexplained:
        print(f"        only the peer: {line}")
    for file in sorted(errors - set(said)):
        codes = sorted({code for path, _, code, severity, _ in found if path == file and severity == "error"})
        print(f"        only ours: {file}: {', '.join(codes)}")

    command = [tool("yamllint"), "-d", "{extends: default, rules: {line-length: disable}}", "-f", "parsable"]
    done, lint_cpu = run([*command, *corpus], timeout=900, cwd=repositories)
    lint = defaultdict(list)
    for line in done.stdout.splitlines():
        match = re.match(r"(.*?):(\d+):\d+: \[\w+\] (.*?)(?: \(([\w-]+)\))?$", line)
        if match and match[4] not in STYLE:
            lint[match[4] or "syntax error"].append(f"{match[1]}:{match[2]} {match[3]}")
    print(f"\n== yamllint: {lint_cpu:.2f} CPU s; not style: {sum(map(len, lint.values()))}")
    unread = {one[0] for one in found if one[2].startswith("L1/")}
    for rule, lines in sorted(lint.items()):
        for line in lines:
            who = "both" if line.split(":")[0] in unread else "only the peer"
            reason = next((f" ({reason})" for part, reason in REASONS if part in line), "") if who != "both" else ""
            print(f"        {who}: {rule}: {line}{reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
