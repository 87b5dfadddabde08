"""Rust, judged by rustc's own parser. Which edition a file is of stands in its manifest: right in one is right."""

import concurrent.futures
import os
import re
import shutil
import subprocess

import corpus

JUDGE = "rustc"
CORPUS = [corpus.Crates()]
TOKENS = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?\*/)|b?r?\#*"(?:\\.|[^"\\])*"\#*|'(?:\\.|[^'\\\n])'|'?\w+|[-=]>|::|.""",
    re.VERBOSE | re.DOTALL,
)
KEYWORDS = "as break const crate else enum extern fn for if impl in let loop match mod move mut pub ref return self static struct super trait type unsafe use where while".split()


def missing():
    return None if shutil.which("rustc") else "rustc"


def counts(path):
    return path.suffix == ".rs"


def judge(paths):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(verdict, paths))


def verdict(path):
    said = ""
    for edition in ("2021", "2024", "2015"):
        # Parsing alone is asked for with a flag of the nightly compiler.
        command = ["rustc", "-Zparse-crate-root-only", "--edition", edition, "--error-format", "short", path]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=os.environ | {"RUSTC_BOOTSTRAP": "1"}, check=False)
        if done.returncode == 0:
            return None
        said = said or next((line for line in done.stderr.splitlines() if "error" in line), done.stderr[:200])
    return said
