"""C, judged by gcc. A file whose headers are not at hand is undecided."""

import concurrent.futures
import os
import shutil
import subprocess

import corpus
from mutation import C_LIKE

JUDGE = "gcc -fsyntax-only"
COMPILER = ["gcc", "-std=gnu17"]
BESIDE = {"l1.dna.yaml": "dna: 1\nchecks: { languages: { c: on } }\n"}
CORPUS = [
    corpus.Debian("zlib", "1:1.2.13.dfsg-1", "bookworm"),
    corpus.Debian("redis", "5:7.0.15-1~deb12u7", "bookworm"),
    corpus.Debian("git", "1:2.39.5-0+deb12u3", "bookworm"),
    corpus.Debian("curl", "7.88.1-10+deb12u15", "bookworm"),
    corpus.Debian("lua5.4", "5.4.4-3+deb12u1", "bookworm"),
]
TOKENS = C_LIKE
KEYWORDS = "break case char const continue default do double else enum extern for goto if int long return sizeof static struct switch typedef union unsigned void while".split()


def missing():
    return None if shutil.which(COMPILER[0]) else COMPILER[0]


def counts(path):
    return path.suffix == ".c"


def judge(paths):
    return judged(COMPILER, paths)


def judged(compiler, paths):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda path: verdict(compiler, path), paths))


def verdict(compiler, path):
    # The file is a copy in a folder of its own; its headers are where it came from.
    inside = path.parts
    places = [place for source in corpus.CORPUS.iterdir() if source.name in inside for place in nearby(source, inside[inside.index(source.name) + 1 :])]
    places += [path.parent]
    command = [*compiler, "-fsyntax-only", "-w", *(f"-I{place}" for place in places), path]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=30, check=False)
    except subprocess.TimeoutExpired:
        return "undecided"
    if done.returncode == 0:
        return None
    if "fatal error" in done.stderr or "#error" in done.stderr or "undeclared" in done.stderr or "unknown type name" in done.stderr:
        return "undecided"
    return next((line for line in done.stderr.splitlines() if " error: " in line), "refused")[-300:]


def nearby(source, inside):
    """The folders above a file of a package, and the `include` folders beside them."""
    place, found = source, []
    for part in inside[:-1]:
        place = place / part
        found += [place, place / "include", place / "src", place / "lib"]
    return [place for place in found if place.is_dir()]
