#!/usr/bin/env python3
"""Unresolved imports of a Python package beside ty and pyright, and why the answers differ.

    tests/peers/unresolved_imports.py [FOLDER] [--json]

FOLDER holds the package and what its wheel says of it (`*.dist-info`); the wheel of Django without one. All three
look for modules in the package, the standard library and an empty environment, so that no dependency is installed.
Every place that some name and others do not is given a reason, read from the source and the wheel's metadata alone;
exit 1 when one has none. The program under test is target/release/ouroboros, or what OUROBOROS_BIN names; ty comes
from PyPI and pyright from npm, below target/corpus.
"""

import argparse
import ast
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import venv

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests" / "l1"))

import corpus  # noqa: E402  (the line above is what makes it importable)

TY, PYRIGHT = corpus.Tool("ty==0.0.105"), corpus.Npm("pyright@1.1.414")
SCRATCH = REPOSITORY / "target" / "peers"
# Which standard library is meant.
PYTHON = "3.14"
# Distributions whose modules are called otherwise.
MODULES = {"argon2-cffi": "argon2", "pyyaml": "yaml", "pillow": "PIL", "mysqlclient": "MySQLdb"}


def said(command, limit, **more):
    """What a program prints; these end with 1 when they find something."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=limit, check=False, **more)
    if done.returncode not in (0, 1):
        sys.exit(f"`{' '.join(map(str, command))}` ended with {done.returncode}:\n{done.stderr[-1000:]}")
    return done.stdout


def ours(folder):
    """Places are `(file, line, top-level module)`, in all three."""
    binary = os.environ.get("OUROBOROS_BIN", REPOSITORY / "target/release/ouroboros")
    report = json.loads(said([binary, "check", folder, "--format", "json", "--no-progress", "--level", "L4"], 300))
    places = set()
    for finding in report["findings"]:
        if finding["code"] in ("L4/unresolved-import", "L4/undeclared-dependency") and finding["path"].endswith(".py"):
            # One finding names all places of a file that import the package.
            name = re.search(r"`([^`]+)`", finding["message"])[1].lstrip(".").split(".")[0]
            for place in [finding, *finding.get("related", [])]:
                places.add((place["path"], place["range"]["start"]["line"], name))
    return places


def ty(folder, package, environment):
    command = [TY.folder() / "bin/ty", "check", "--python", environment, "--python-version", PYTHON, "--output-format", "concise", package]
    pattern = re.compile(r"^(\S+?):(\d+):\d+: \w+\[(?:import-not-found|unresolved-import)\] .*?`([\w.]+)`", re.MULTILINE)
    return {(path, int(line), name.split(".")[0]) for path, line, name in pattern.findall(said(command, 600, cwd=folder))}


def pyright(folder, package, environment):
    """Places without a module, and those where only a stub is bundled with pyright."""
    copy = SCRATCH / "pyright"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder / package, copy / package)
    rules = {"pythonVersion": PYTHON, "typeCheckingMode": "off", "reportMissingImports": "error", "reportMissingModuleSource": "warning"}
    (copy / "pyrightconfig.json").write_text(json.dumps({"include": [package], **rules}))
    program = PYRIGHT.folder() / "package/index.js"
    command = ["node", program, "-p", copy, "--pythonpath", environment / "bin/python", "--outputjson"]
    missing, stubs = set(), set()
    for found in json.loads(said(command, 1500))["generalDiagnostics"]:
        if match := re.search(r'Import "([\w.]+)"', found["message"]):
            path = pathlib.Path(found["file"]).relative_to(copy).as_posix()
            place = (path, found["range"]["start"]["line"] + 1, match[1].split(".")[0])
            (stubs if found["rule"] == "reportMissingModuleSource" else missing).add(place)
    return missing, stubs


def declared(folder):
    """What the wheel's metadata asks for: `{module: whether only an extra does}`."""
    found = {}
    for metadata in folder.glob("*.dist-info/METADATA"):
        for line in metadata.read_text().split("\n\n")[0].splitlines():
            if match := re.match(r"Requires-Dist: ([\w.-]+)(.*)", line):
                name = match[1].lower()
                found[MODULES.get(name, name.replace("-", "_"))] = "extra ==" in match[2]
    return found


class Guards(ast.NodeVisitor):
    """Which lines import what may be missing, and why."""

    def __init__(self):
        self.stack, self.lines = [], {}

    def within(self, guard, nodes):
        self.stack.append(guard)
        for node in nodes:
            self.visit(node)
        self.stack.pop()

    def visit_Try(self, node):
        names = {name.id for handler in node.handlers if handler.type for name in ast.walk(handler.type) if isinstance(name, ast.Name)}
        bare = any(handler.type is None for handler in node.handlers)
        catches = bare or names & {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
        # The handler holds what is imported instead.
        self.within("in try/except ImportError" if catches else None, [*node.body, *node.handlers])
        self.within(None, [*node.orelse, *node.finalbody])

    def visit_If(self, node):
        words = {name.id for name in ast.walk(node.test) if isinstance(name, ast.Name)} | {
            name.attr for name in ast.walk(node.test) if isinstance(name, ast.Attribute)
        }
        guard = "under TYPE_CHECKING" if "TYPE_CHECKING" in words else None
        if words & {"platform", "version_info"} and "sys" in words:
            guard = "under a condition on the platform or version"
        self.within(guard, node.body)
        self.within(None, node.orelse)

    def visit_Import(self, node):
        if guards := [guard for guard in self.stack if guard]:
            self.lines[node.lineno] = guards[-1]

    visit_ImportFrom = visit_Import


class Reasons:
    """Why a place is named by some and not by others."""

    def __init__(self, folder):
        self.folder, self.declared, self.guards = folder, declared(folder), {}

    def guard(self, path, line):
        if path not in self.guards:
            visitor = Guards()
            visitor.visit(ast.parse((self.folder / path).read_bytes()))
            self.guards[path] = visitor.lines
        return self.guards[path].get(line)

    def not_ours(self, place):
        path, line, module = place
        if module in self.declared:
            return "declared optional dependency" if self.declared[module] else "declared dependency, not installed"
        return self.guard(path, line)

    def beside(self, path, module):
        """Whether a file beside it is named like the module: run as a script, that is what it imports."""
        return (self.folder / path).with_name(f"{module}.py").exists()


def classify(folder, mine, tys, missing, stubs):
    """`({(who, reason): count}, [(who, place)])`: the differences, and those without a reason."""
    reasons, counts, unknown = Reasons(folder), collections.Counter(), []
    for place in sorted(mine | tys | missing | stubs):
        path, line, module = place
        if place not in mine:
            if reason := reasons.not_ours(place):
                counts["not ours", reason] += 1
            else:
                unknown.append(("not ours", place))
        peers = missing | stubs
        if place in mine and place not in tys | peers:
            unknown.append(("ours alone", place))
        if place in stubs:
            counts["pyright: warning", "stub-only: pyright bundles its types"] += 1
        if (place in tys) != (place in peers):
            silent = "ty" if place in peers else "pyright"
            if reasons.beside(path, module):
                counts[f"not {silent}", "a file beside it has the module's name"] += 1
            else:
                unknown.append((f"not {silent}", place))
    return counts, unknown


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=pathlib.Path)
    parser.add_argument("--package", default="django")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    folder = (options.folder or corpus.Wheel("django==5.2.19").folder()).resolve()
    SCRATCH.mkdir(parents=True, exist_ok=True)
    environment = SCRATCH / "empty"
    if not environment.exists():
        venv.create(environment, with_pip=False)
    mine, tys = ours(folder), ty(folder, options.package, environment)
    missing, stubs = pyright(folder, options.package, environment)
    counts, unknown = classify(folder, mine, tys, missing, stubs)
    all_agree = len(mine & tys & (missing | stubs))
    totals = {"ours": len(mine), "ty": len(tys), "pyright": len(missing), "pyright stub-only": len(stubs), "all three": all_agree}
    if options.json:
        rows = [{"who": who, "reason": reason, "count": count} for (who, reason), count in sorted(counts.items())]
        print(json.dumps({"places": totals, "differences": rows, "unexplained": unknown}, indent=1))
    else:
        print(", ".join(f"{who}: {count}" for who, count in totals.items()) + "\n")
        print("| who | reason | places |\n|---|---|---|")
        for (who, reason), count in sorted(counts.items()):
            print(f"| {who} | {reason} | {count} |")
        for who, (path, line, module) in unknown:
            print(f"{path}:{line}: {module}: {who}, and no reason is known")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
