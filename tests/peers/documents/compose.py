#!/usr/bin/env python3
"""Compose files of public projects: what we find beside dclint, check-jsonschema and yamllint, on the same files in one run.

Usage: compose.py CORPUS [--binary target/release/ouroboros] [--show]

CORPUS is a folder with the files of `compose-corpus.tsv` as OWNER+NAME/PATH, and with the other Compose files of these
repositories, which are laid over them or include them; only those of the list are compared. check-jsonschema and yamllint (PyPI) and dclint
(npm) are looked for on PATH, or in the folders PEERS of the environment (`:` between them). For each rule of a peer: how often
it speaks, how often we say the same there, and why we do not where we do not; then the CPU seconds of each.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from peers import run, tool

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
# Called style before the run: order, quotes, white space, and policies that a team may or may not have.
STYLE = {
    "service-keys-order": "order of keys",
    "services-alphabetical-order": "order of services",
    "service-ports-alphabetical-order": "order of ports",
    "service-dependencies-alphabetical-order": "order of dependencies",
    "top-level-properties-order": "order of sections",
    "require-quotes-in-ports": "quotes",
    "no-quotes-in-volumes": "quotes",
    "require-project-name-field": "a `name`, which the folder gives otherwise",
    "no-unbound-port-interfaces": "an address before each port",
    "no-build-and-image": "`image` beside `build`, which names what is built",
    "no-version-field": "`version`, which has no effect",
    "service-container-name-regex": "characters of names",
    "yamllint:line-length": "length of lines",
    "yamllint:document-start": "`---`",
    "yamllint:truthy": "`yes` and `no`, which YAML 1.2 reads as text",
    "yamllint:comments": "spaces before comments",
    "yamllint:comments-indentation": "indentation of comments",
    "yamllint:indentation": "indentation",
    "yamllint:trailing-spaces": "white space",
    "yamllint:empty-lines": "white space",
    "yamllint:colons": "white space",
    "yamllint:commas": "white space",
    "yamllint:hyphens": "white space",
    "yamllint:braces": "white space",
    "yamllint:brackets": "white space",
    "yamllint:new-line-at-end-of-file": "white space",
    "yamllint:new-lines": "line ends",
}
SAME = {
    "no-duplicate-container-names": ("duplicate-container-name",),
    "no-duplicate-exported-ports": ("port-clash",),
    "service-image-require-explicit-tag": ("service-image-without-tag",),
    "invalid-schema": ("schema-violation",),
    "invalid-yaml": ("syntax-error", "duplicate-key"),
    "check-jsonschema": ("schema-violation",),
    "yamllint:key-duplicates": ("duplicate-key",),
    "yamllint:syntax": ("syntax-error",),
}
REASONS = {
    "no-duplicate-container-names": "services of profiles, of which one starts",
    "no-duplicate-exported-ports": "services of profiles; ports of the container without one of the host, which nothing takes twice",
    "service-image-require-explicit-tag": "images that a variable is part of; names that are built here; tags like `stable`, which somebody chose",
    "invalid-schema": "overrides with `!reset`",
    "invalid-yaml": "`!reset` and `!override`, which the peer does not read",
    "check-jsonschema": "`!reset` and `!override`, which the peer does not read",
}


def dclint(folder, files):
    """What dclint says of files: file, line, rule, message; and its CPU seconds."""
    # Into a pipe it writes no more than fits at once.
    with tempfile.TemporaryDirectory() as name:
        answer = Path(name) / "dclint.json"
        _, spent = run([tool("dclint"), "--formatter", "json", "--output-file", str(answer), *files], cwd=folder)
        linted = json.loads(answer.read_text())
    return [(file["filePath"], one["line"], one["rule"], one["message"]) for file in linted for one in file["messages"]], spent


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--binary", default=str(ROOT / "target/release/ouroboros"))
    arguments.add_argument("--show", action="store_true", help="print what only a peer says and is no style")
    options = arguments.parse_args()
    corpus = options.corpus.resolve()
    rows = [line.split("\t") for line in (HERE / "compose-corpus.tsv").read_text().splitlines()[1:]]
    listed = {f"{repository.replace('/', '+')}/{path}" for repository, _, path in rows}
    files = sorted(str(corpus / path) for path in listed if (corpus / path).is_file())
    done, ours_cpu = run([options.binary, "check", str(corpus), "--format", "json", "--no-progress", "--no-cache"])
    findings = [one for one in json.loads(done.stdout)["findings"] if one["path"] in listed and one["code"][:2] in ("L1", "L2", "L3")]
    ours = defaultdict(list)
    for one in findings:
        ours[one["path"], one["code"][3:]].append(one["range"]["start"]["line"])
    linted, dclint_cpu = dclint(None, files)
    theirs, spent = [(rule, path, line, message) for path, line, rule, message in linted], {"dclint": dclint_cpu}
    done, spent["check-jsonschema"] = run(
        [tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", "--output-format", "json", *files]
    )
    answer = json.loads(done.stdout)
    for one in answer.get("errors", []) + answer.get("parse_errors", []):
        theirs.append(("check-jsonschema", one["filename"], 0, one.get("message", "cannot be read")))
    done, spent["yamllint"] = run([tool("yamllint"), "-f", "parsable", *files])
    for line in done.stdout.splitlines():
        path, row, _, message = line.split(":", 3)
        rule = message.rsplit("(", 1)[-1].rstrip(")")
        theirs.append((f"yamllint:{rule}", path, int(row), message.strip()))
    print(f"{len(files)} Compose files; ours {len(findings)} findings, {ours_cpu:.2f} CPU s;", end=" ")
    print(", ".join(f"{name} {seconds:.2f} CPU s" for name, seconds in spent.items()))
    print("ours:", dict(Counter(one["code"] for one in findings)))
    said, same, only = Counter(), Counter(), defaultdict(list)
    for code, path, row, message in theirs:
        path = str((corpus / path).resolve().relative_to(corpus)) if not path.startswith("/") else str(Path(path).relative_to(corpus))
        said[code] += 1
        lines = [line for rule in SAME.get(code, ()) for line in ours[path, rule]]
        # A service is named by its first line there, and by the value's here.
        if lines and (row == 0 or any(row <= line <= row + 60 for line in lines)):
            same[code] += 1
        else:
            only[code].append((path, row, message))
    for code, count in sorted(said.items(), key=lambda item: (item[0] in STYLE, -item[1])):
        if code in STYLE:
            print(f"  {code:40} {count:4}  style: {STYLE[code]}")
            continue
        print(f"  {code:40} {count:4}  {same[code]} of them ours too" + (f"; else: {REASONS.get(code, '?')}" if only[code] else ""))
        if options.show:
            for path, row, message in only[code]:
                print(f"          {path}:{row} {message[:110]}")
    print("without a reason:", [code for code in sorted(only) if only[code] and code not in STYLE and code not in REASONS] or "none")
    return 0


if __name__ == "__main__":
    sys.exit(main())
