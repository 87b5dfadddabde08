"""JavaScript, judged by V8 as Node reads a file: as a module or as CommonJS; either is right where the name leaves it open."""

import json
import pathlib
import shutil
import subprocess

import corpus
from mutation import C_LIKE

JUDGE = "node"
CORPUS = [corpus.Npm(name) for name in ["lodash@4.17.21", "three@0.180.0", "highlight.js@11.11.1", "date-fns@4.1.0", "webpack@5.102.0", "ace-builds@1.43.3", "moment@2.30.1"]]
TOKENS = C_LIKE
KEYWORDS = "async await break case catch class const continue default delete do else export extends finally for function if import in instanceof let new of return static super switch this throw try typeof var void while with yield".split()


def missing():
    return None if shutil.which("node") else "node"


def counts(path):
    return path.suffix in (".js", ".mjs", ".cjs")


def judge(paths):
    script = pathlib.Path(__file__).with_name("javascript_judge.cjs")
    command = ["node", "--no-warnings", "--experimental-vm-modules", script]
    done = subprocess.run(command, input=json.dumps([str(path) for path in paths]), capture_output=True, text=True, timeout=600, check=True)
    return json.loads(done.stdout)
