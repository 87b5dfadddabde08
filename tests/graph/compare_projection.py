#!/usr/bin/env python3
"""The map of a package on the packages directly below it, beside the same projection of grimp's import graph.

    compare_projection.py FOLDER PACKAGE [COUNT]

FOLDER holds PACKAGE. Fails when an edge differs, or when there are not COUNT of them.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from compare_grimp import theirs


def by_grimp(folder, package):
    """The parts and the pairs of them of which one imports the other."""

    def part(module):
        # The package itself is none, and `__main__` starts it.
        name = module.split(".")[1] if "." in module else "__init__"
        return None if name.startswith("__") else name

    modules, imports = theirs(str(folder), package)
    parts = sorted({part(module) for module in modules} - {None})
    pairs = {(part(importer), part(imported)) for importer, imported in imports}
    return parts, {pair for pair in pairs if None not in pair and pair[0] != pair[1]}


def by_us(folder, package, parts):
    """The same, from `ouroboros map` with a DNA in which each part is a component."""
    binary = os.environ.get("OUROBOROS_BIN", "target/release/ouroboros")
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(folder / package, pathlib.Path(copy) / package)
        lines = ["dna: 1", "components:"]
        for part in parts:
            end = "" if (folder / package / part).is_dir() else ".py"
            lines.append(f"  {part}: {{ path: {package}/{part}{end} }}")
        (pathlib.Path(copy) / "map.dna.yaml").write_text("\n".join(lines) + "\n")
        made = subprocess.run([binary, "map", copy, "--format", "json", "--kind", "import"], check=True, capture_output=True, text=True, timeout=300)
    edges = json.loads(made.stdout)["edges"]
    return {(edge["from"], edge["to"]) for edge in edges if edge["from"] in parts and edge["to"] in parts}


def main():
    folder, package = pathlib.Path(sys.argv[1]), sys.argv[2]
    parts, expected = by_grimp(folder, package)
    ours = by_us(folder, package, parts)
    print(f"{package}: {len(parts)} parts; ours {len(ours)} edges, grimp's {len(expected)}")
    for name, only in [("only ours", ours - expected), ("only grimp's", expected - ours)]:
        for pair in sorted(only):
            print(f"  {name}: {pair[0]} -> {pair[1]}")
    wanted = int(sys.argv[3]) if len(sys.argv) > 3 else len(expected)
    return 0 if ours == expected and len(ours) == wanted else 1


if __name__ == "__main__":
    sys.exit(main())
