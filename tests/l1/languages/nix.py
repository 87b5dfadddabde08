"""Nix, judged by nix-instantiate (Debian's nix-bin), which also refuses names that nothing binds."""

import os
import re
import shutil
import subprocess
import tempfile

import corpus

JUDGE = "nix-instantiate"
CORPUS = [corpus.Debian("nix", "2.8.0-1.1", "bookworm")]
TOKENS = re.compile(r"""(?P<skip>\s+|\#[^\n]*|/\*.*?\*/)|"(?:\\.|[^"\\$])*"|''|\$\{|[\w./-]+|.""", re.DOTALL)
KEYWORDS = "let in if then else with inherit rec assert or".split()


def missing():
    return None if shutil.which("nix-instantiate") else "nix-instantiate (apt-get install nix-bin)"


def counts(path):
    return path.suffix == ".nix"


def judge(paths):
    with tempfile.TemporaryDirectory() as folder:
        environment = {"PATH": os.environ["PATH"], "HOME": folder, "NIX_STATE_DIR": f"{folder}/state", "NIX_STORE_DIR": f"{folder}/store"}
        return [verdict(path, environment) for path in paths]


def verdict(path, environment):
    done = subprocess.run(["nix-instantiate", "--parse", path], capture_output=True, text=True, errors="replace", timeout=60, check=False, env=environment)
    if done.returncode == 0:
        return None
    error = next((line for line in done.stderr.splitlines() if "error:" in line), "refused")
    # Names and attributes are a later level's business.
    return "undecided" if re.search("undefined variable|already defined|dynamic attributes", error) else error
