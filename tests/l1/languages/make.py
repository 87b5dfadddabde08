"""Make, judged by GNU make: what it says before it looks for a target. Recipes and `$(shell)` run `true` instead of a shell."""

import os
import re
import subprocess
import tempfile

import corpus

JUDGE = "GNU make"
CORPUS = [
    corpus.Debian("git", "1:2.39.5-0+deb12u3", "bookworm"),
    corpus.Debian("busybox", "1:1.35.0-4+deb12u1", "bookworm"),
    corpus.Debian("ffmpeg", "7:5.1.9-0+deb12u1", "bookworm"),
    corpus.Debian("postgresql-15", "15.18-0+deb12u1", "bookworm"),
]
TOKENS = re.compile(r"""(?P<skip>[ ]+|\\\n|(?<!\S)\#[^\n]*)|\n\t|\n|\$\(|[\w./%-]+|:=|\+=|\?=|.""", re.DOTALL)
KEYWORDS = "ifeq ifneq ifdef ifndef else endif define endef include export".split()
SYNTAX = re.compile(
    r"missing separator|missing 'end|extraneous 'e|only one 'else'|unterminated|recipe commences|invalid syntax in conditional|empty variable name"
)


def missing():
    return None if subprocess.run(["make", "--version"], capture_output=True, check=False).returncode == 0 else "GNU make"


def counts(path):
    return path.name in ("Makefile", "makefile", "GNUmakefile", "Kbuild") or path.suffix == ".mk"


def judge(paths):
    with tempfile.TemporaryDirectory() as folder:
        return [verdict(path, folder) for path in paths]


def verdict(path, folder):
    command = ["make", "-rR", "-q", "-n", "-f", "-", "SHELL=/bin/true", "nothing-at-all"]
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    try:
        with path.open("rb") as text:
            done = subprocess.run(command, stdin=text, capture_output=True, timeout=20, check=False, cwd=folder, env=environment)
    except subprocess.TimeoutExpired:
        return "undecided"
    for line in done.stderr.decode(errors="replace").splitlines():
        if found := re.search(r"\*\*\* (.*)", line):
            if SYNTAX.search(found[1]):
                return line
            if "No rule to make" not in line:
                return "undecided"
    return None
