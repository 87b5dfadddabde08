#!/usr/bin/env python3
"""Findings about documents of public projects on which nothing was tuned, to be judged by hand.

    tests/peers/documents/fresh.py CHECKOUTS [--sample fresh] [--seed N] [--count N] [--write fresh-verdicts.tsv]

CHECKOUTS is a folder with a checkout of each repository of `fresh-corpus.tsv` (`--sample fresh2`: of `fresh2-corpus.tsv`),
named as the repository is, at the revision of the table. The tables were written before any of them was looked at. What is
drawn are the findings of L2 and L3 but for those about Python: of every rule of every repository one, then another, in an
order that the seed decides.

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
    found = []
    for one in table(f"{sample}-corpus.tsv"):
        for finding in draw.findings(checkouts / one["repository"].split("/")[1]):
            code = finding["code"]
            if code[:3] in ("L2/", "L3/") and code not in PYTHON:
                message = finding["message"].replace("\t", " ").replace("\n", " ")
                place = [finding["path"], str(finding["range"]["start"]["line"])]
                found.append(dict(zip(draw.COLUMNS, [one["repository"], one["revision"], code, *place, message, "", ""], strict=True)))
    return found


def drawn(found, chance, count):
    """One of each rule of each repository, then another, until there are enough."""
    strata = collections.defaultdict(list)
    for row in found:
        strata[row["repository"], row["code"]].append(row)
    order = list(strata.values())
    chance.shuffle(order)
    for stratum in order:
        chance.shuffle(stratum)
    out = []
    while len(out) < count and any(order):
        out += [stratum.pop() for stratum in order if stratum]
    return sorted(out[:count], key=draw.key)


def compare(found, judged):
    """Verdicts with what is found today, whose messages may be worded better by now."""
    today = {draw.key(row)[:5] for row in found}
    told = [row for row in judged if draw.key(row)[:5] in today]
    gone = [row for row in judged if row["verdict"] == "true" and row not in told]
    left = [row for row in told if row["verdict"] != "true"]
    for name, some in [("still told", left), ("no longer told", gone)]:
        for row in some:
            print(f"{name}:", *draw.key(row), f"({row['verdict']}: {row['reason']})")
    tally = collections.Counter((row["code"], row["verdict"]) for row in judged)
    verdicts = ("true", "doubtful", "false")
    for code in sorted({code for code, _ in tally}):
        print(f"{code:34}", *(f"{tally[code, verdict]:>4} {verdict}" for verdict in verdicts))
    said = ", ".join(f"{sum(tally[code, verdict] for code in {code for code, _ in tally})} {verdict}" for verdict in verdicts)
    false = sum(row["verdict"] == "false" for row in left)
    print(f"{len(judged)} were judged: {said}; today {len(left)} of the doubtful and false are told, and all but {len(gone)} of the true")
    return int(bool(gone) or false * 50 >= len(told))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkouts", type=pathlib.Path)
    parser.add_argument("--sample", default="fresh")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--write", type=pathlib.Path)
    options = parser.parse_args()
    found = rows(options.checkouts, options.sample)
    if not options.write:
        return compare(found, table(f"{options.sample}-verdicts.tsv"))
    chosen = drawn(found, random.Random(options.seed), options.count)
    draw.write(options.write, chosen)
    print(f"{len(chosen)} of {len(found)} findings drawn")
    return 0


if __name__ == "__main__":
    sys.exit(main())
