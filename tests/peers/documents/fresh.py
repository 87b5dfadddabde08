#!/usr/bin/env python3
"""Findings about documents of public projects on which nothing was tuned, to be judged by hand.

    tests/peers/documents/fresh.py CHECKOUTS [--sample fresh] [--seed N] [--count N] [--write fresh-verdicts.tsv]

CHECKOUTS is a folder with a checkout of each repository of `fresh-corpus.tsv` (`--sample fresh2`: of `fresh2-corpus.tsv`),
named as the repository is, at the revision of the table. The tables were written before any of them was looked at. What is
drawn are the findings of L2 and L3 but for those about Python: of every rule of every repository one, then another, in an
order that the seed decides. Where the table names files (`choose.py`), only findings in these count, each as likely as any other.

Every mend changes what a draw would draw, so without `--write` the verdicts are held against all that is found today:
exit 1 when a finding that was judged true is not told any more, or one in fifty of those that are told is false.
Below that the verdicts, by rule.

The program under test is target/release/ouroboros, or what OUROBOROS_BIN names.
"""

import argparse
import collections
import csv
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "adoption"))
import draw  # noqa: E402

SEED, COUNT = 20261126, 100
PYTHON = {
    "L3/duplicate-definition", "L3/literal-identity", "L3/mutable-default", "L3/undefined-export", "L3/undefined-name", "L3/unreachable-code",
    "L3/unused-import",
}  # fmt: skip


def table(name):
    """The rows of one of the tables beside this script."""
    with open(HERE / name, newline="") as file:
        return list(csv.DictReader(file, **draw.TSV))


def rows(checkouts, sample):
    """All findings about documents, without verdicts."""
    corpus = table(f"{sample}-corpus.tsv")
    files = {(one["repository"], one["path"]) for one in corpus if "path" in one}
    found = []
    for repository, revision in dict.fromkeys((one["repository"], one["revision"]) for one in corpus):
        for finding in draw.findings(checkouts / repository.split("/")[1], ("L2/", "L3/")):
            named = not files or (repository, finding["path"]) in files
            if named and finding["code"] not in PYTHON:
                found.append(draw.row(repository, revision, finding))
    return found, bool(files)


def drawn(found, chance, count, alike):
    """One of each rule of each repository, then another, until there are enough; or, `alike`, any of them."""
    if alike:
        return sorted(chance.sample(found, min(count, len(found))), key=draw.key)
    strata = draw.strata(found)
    chance.shuffle(strata)
    return draw.in_turn(strata, chance, count)


def compare(found, judged):
    """Verdicts with what is found today, and the verdicts by rule."""
    left, gone = draw.changed(found, judged)
    tally = collections.Counter((row["code"], row["verdict"]) for row in judged)
    for code in sorted({code for code, _ in tally}):
        print(f"{code:34}", *(f"{tally[code, verdict]:>4} {verdict}" for verdict in ("true", "doubtful", "false")))
    told = len(left) + sum(row["verdict"] == "true" for row in judged) - len(gone)
    false = sum(row["verdict"] == "false" for row in left)
    return int(bool(gone) or false * 50 >= told)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkouts", type=pathlib.Path)
    parser.add_argument("--sample", default="fresh")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--write", type=pathlib.Path)
    options = parser.parse_args()
    found, alike = rows(options.checkouts, options.sample)
    if not options.write:
        return compare(found, table(f"{options.sample}-verdicts.tsv"))
    chosen = drawn(found, random.Random(options.seed), options.count, alike)
    draw.write(options.write, chosen)
    print(f"{len(chosen)} of {len(found)} findings drawn")
    return 0


if __name__ == "__main__":
    sys.exit(main())
