"""Compares `ouroboros graph` with grimp's graph of the same Python package.

    OUROBOROS_BIN=target/release/ouroboros python tests/graph/compare_grimp.py FOLDER PACKAGE [MODULES PAIRS]

FOLDER holds PACKAGE. Prints every pair of modules that only one of the two knows, and exits with 1 when there is
one, or when the numbers of modules and pairs are not those given. Needs grimp; nothing of the package is run.
"""

import json
import os
import subprocess
import sys


def ours(folder: str, package: str) -> tuple[set[str], set[tuple[str, str]]]:
    binary = os.environ["OUROBOROS_BIN"]
    written = subprocess.run([binary, "graph", folder, "--kind", "import", "--format", "json"], check=True, capture_output=True)
    graph = json.loads(written.stdout)

    def inside(name: str) -> bool:
        return name == package or name.startswith(package + ".")

    modules = {node["id"] for node in graph["nodes"] if node["kind"] == "python" and inside(node["id"])}
    pairs = {(edge["from"], edge["to"]) for edge in graph["edges"] if edge["from"] in modules and edge["to"] in modules}
    return modules, pairs


def theirs(folder: str, package: str) -> tuple[set[str], set[tuple[str, str]]]:
    import grimp

    sys.path.insert(0, folder)
    graph = grimp.build_graph(package, cache_dir=None)
    pairs = {(module, imported) for module in graph.modules for imported in graph.find_modules_directly_imported_by(module)}
    return set(graph.modules), pairs


def main() -> int:
    folder, package, *expected = sys.argv[1:]
    (our_modules, our_pairs), (their_modules, their_pairs) = ours(folder, package), theirs(folder, package)
    for title, mine, other in [("module", our_modules, their_modules), ("pair", our_pairs, their_pairs)]:
        for sign, difference in [("+", mine - other), ("-", other - mine)]:
            for entry in sorted(difference):
                print(sign, title, entry if isinstance(entry, str) else " -> ".join(entry))
    counts = [len(our_modules), len(our_pairs)]
    print(f"{package}: {counts[0]} modules, {counts[1]} pairs; grimp: {len(their_modules)} modules, {len(their_pairs)} pairs")
    same = our_modules == their_modules and our_pairs == their_pairs
    return 0 if same and (not expected or counts == [int(count) for count in expected]) else 1


if __name__ == "__main__":
    sys.exit(main())
