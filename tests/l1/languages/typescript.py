"""TypeScript, judged by its own compiler's parser."""

import json
import pathlib
import shutil
import subprocess

import corpus
from mutation import C_LIKE

COMPILER = corpus.Npm("typescript@5.9.3")
JUDGE = "TypeScript 5.9"
CORPUS = [corpus.Npm(name) for name in ["rxjs@7.8.2", "@types/node@24.7.0", "vscode-languageserver-protocol@3.17.5", "ts-morph@27.0.0", "@angular/core@20.3.0", "zod@4.1.11", "csstype@3.1.3", "type-fest@5.0.1", "@babel/types@7.28.4", "typeorm@0.3.27"]]
TOKENS = C_LIKE
KEYWORDS = "abstract as async await class const declare else enum export extends for function if implements import in interface keyof let namespace new of private public readonly return static type typeof var while".split()


def missing():
    return None if shutil.which("node") else "node"


def counts(path):
    return path.suffix in (".ts", ".mts", ".cts")


def judge(paths):
    script = pathlib.Path(__file__).with_name("typescript_judge.cjs")
    command = ["node", script, COMPILER.folder() / "package"]
    done = subprocess.run(command, input=json.dumps([str(path) for path in paths]), capture_output=True, text=True, timeout=900, check=True)
    return json.loads(done.stdout)
