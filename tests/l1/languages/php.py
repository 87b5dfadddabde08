"""PHP, judged by the interpreter's parser and compiler."""

import concurrent.futures
import os
import re
import shutil
import subprocess

import corpus

JUDGE = "php -l"
CORPUS = [
    corpus.Debian("symfony", "5.4.53+dfsg-0+deb12u1", "bookworm"),
    corpus.Debian("mediawiki", "1:1.39.17-1+deb12u2", "bookworm"),
    corpus.Debian("wordpress", "6.1.9+dfsg1-0+deb12u1", "bookworm"),
    corpus.Debian("phpmyadmin", "4:5.2.1+dfsg-1+deb12u1", "bookworm"),
]
TOKENS = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|\#(?!\[)[^\n]*|/\*.*?\*/)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\$?[^\W\d]\w*|\d[\w.]*|.""",
    re.VERBOSE | re.DOTALL,
)
KEYWORDS = "abstract as case catch class const do else extends final finally fn for foreach function if implements instanceof interface namespace new private public return static switch throw try use while".split()


def missing():
    return None if shutil.which("php") else "php"


def counts(path):
    return path.suffix == ".php"


def judge(paths):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(verdict, paths))


def verdict(path):
    command = ["php", "-n", "-d", "short_open_tag=0", "-d", "display_errors=1", "-l", path]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=60, check=False)
    said = " ".join(done.stdout.split())
    if done.returncode == 0:
        return None
    # What is declared twice, or must not be in this place, is found after parsing.
    return said if "Parse error" in said else "undecided"
