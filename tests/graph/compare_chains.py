"""Compares forbidden chains with a search over grimp's import graph: compare_chains.py FOLDER

FOLDER holds the package `django`. For every file from which a rule forbids a chain, both must find one, and of
the same length.
"""

import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import grimp

COMPONENTS = {
    "utils": "django.utils",
    "db": "django.db",
    "http": "django.http",
    "templates": "django.template",
    "conf": "django.conf",
    "contrib": "django.contrib",
    "admin": "django.contrib.admin",
}
RULES = {
    "r1": (["utils"], ["db"], []),
    "r2": (["db"], ["contrib"], ["conf"]),
    "r3": (["templates", "http"], ["db", "contrib"], []),
    "r4": (["utils"], ["admin"], []),
}


def dna():
    lines = ["dna: 1", "components:"]
    lines += [f"  {name}: {{ path: {module.replace('.', '/')} }}" for name, module in COMPONENTS.items()]
    lines.append("rules:")
    for name, (sources, targets, excused) in RULES.items():
        demand = f"{', '.join(sources)} -> {', '.join(targets)}"
        lines.append(f'  - {{ id: {name}, forbid: "{demand}", except: [{", ".join(excused)}] }}')
    return "\n".join(lines) + "\n"


def found(folder):
    """Imports in the chain, by rule and module, as the program has it."""
    out = {}
    with tempfile.TemporaryDirectory() as root:
        shutil.copytree(folder / "django", Path(root) / "django")
        (Path(root) / "x.dna.yaml").write_text(dna())
        command = [os.environ["OUROBOROS_BIN"], "check", root, "--format", "json", "--no-progress"]
        report = json.loads(subprocess.run(command, check=False, capture_output=True, timeout=120).stdout)
    for finding in report["findings"]:
        if finding["code"] == "L4/forbidden-chain":
            rule = re.search(r"rule `(\w+)`", finding["message"])[1]
            module = finding["path"].removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            out[rule, module] = 1 + sum("which imports" in place["message"] for place in finding["related"])
    return out


def expected(folder):
    """The same, by breadth-first search from each module of A."""
    sys.path.insert(0, str(folder))
    graph = grimp.build_graph("django", cache_dir=None)

    def owner(module):
        names = [name for name, path in COMPONENTS.items() if f"{module}.".startswith(f"{path}.")]
        return max(names, key=lambda name: len(COMPONENTS[name]), default=None)

    owners = {module: owner(module) for module in graph.modules}
    out = {}
    for rule, (sources, targets, excused) in RULES.items():
        for start in (module for module in graph.modules if owners[module] in sources):
            steps, queue, length = {start: 0}, collections.deque([start]), None
            while queue and length is None:
                at = queue.popleft()
                for to in graph.find_modules_directly_imported_by(at):
                    if owners[to] in targets:
                        length = steps[at] + 1
                        break
                    if to not in steps and owners[to] not in sources and owners[to] not in excused:
                        steps[to] = steps[at] + 1
                        queue.append(to)
            # A direct import is another rule's.
            if length is not None and length > 1:
                out[rule, start] = length
    return out


def main():
    folder = Path(sys.argv[1]).resolve()
    ours, theirs = found(folder), expected(folder)
    for key in sorted(ours.keys() | theirs.keys()):
        if ours.get(key) != theirs.get(key):
            print(f"{key}: ours {ours.get(key)}, by grimp's graph {theirs.get(key)}")
    print(f"{len(ours)} chains, {len(theirs)} by grimp's graph")
    sys.exit(0 if ours and ours == theirs else 1)


if __name__ == "__main__":
    main()
