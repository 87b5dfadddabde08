"""Shell scripts, judged by Bash."""

import concurrent.futures
import os
import re
import shutil
import subprocess

import corpus

JUDGE = "bash -n"
CORPUS = [
    corpus.Debian("git", "1:2.39.5-0+deb12u3", "bookworm"),
    corpus.Debian("dracut", "059-4", "bookworm"),
    corpus.Debian("coreutils", "9.1-1", "bookworm"),
    corpus.Debian("bash-completion", "1:2.11-6", "bookworm"),
]
TOKENS = re.compile(r"""(?P<skip>\s+|(?<!\S)\#[^\n]*)|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[\w./-]+|.""", re.DOTALL)
KEYWORDS = "case do done elif else esac fi for function if in then until while".split()


def missing():
    return None if shutil.which("bash") else "bash"


def counts(path):
    return path.suffix in (".sh", ".bash") or path.name == "configure"


def judge(paths):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(verdict, paths))


def verdict(path):
    done = subprocess.run(["bash", "-n", path], capture_output=True, text=True, errors="replace", timeout=60, check=False, env=os.environ | {"LC_ALL": "C.UTF-8"})
    # A here-document that the end of the file closes is a warning, and works.
    return None if done.returncode == 0 else " ".join(done.stderr.split())[:300] or "refused"
