#!/usr/bin/env python3
"""Draws findings of public repositories, to be judged by hand.

    tests/adoption/draw.py CHECKOUTS [--seed N] [--count N] [--write verdicts.tsv]

CHECKOUTS is a folder with a checkout of each repository of `repositories.tsv`, named as the repository is (`etcd` for
`etcd-io/etcd`). All findings count, whatever their level and severity; each repository gives as many as its share of
them. Without `--write` the draw is compared with `verdicts.tsv`: exit 1 when a drawn finding has no verdict there, a
verdict is about none, or more than one in thirty is not true. The program under test is target/release/ouroboros, or
what OUROBOROS_BIN names.
"""

import argparse
import csv
import json
import os
import pathlib
import random
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
COLUMNS = ["repository", "commit", "code", "path", "line", "message", "verdict", "reason"]
# The draw whose findings have been judged.
SEED, COUNT = 20261126, 100


def binary():
    """The program under test."""
    return pathlib.Path(os.environ.get("OUROBOROS_BIN", HERE.parents[1] / "target/release/ouroboros"))


def repositories():
    """What is drawn from: `[{repository, commit, kind}]`."""
    with open(HERE / "repositories.tsv", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def findings(checkout):
    """All findings of a checkout, in the order of the report."""
    command = [binary(), "check", checkout, "--no-cache", "--format", "json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=600, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"draw: {' '.join(map(str, command))} ended with {done.returncode}")
    return json.loads(done.stdout)["findings"]


def shares(counts, wanted):
    """How many of each: in proportion, rounded so that the sum is `wanted` (or all there are)."""
    total = sum(counts)
    wanted = min(wanted, total)
    exact = [count * wanted / total for count in counts]
    out = [int(share) for share in exact]
    for index in sorted(range(len(counts)), key=lambda index: (out[index] - exact[index], index))[: wanted - sum(out)]:
        out[index] += 1
    return out


def draw(checkouts, seed, count):
    """The drawn findings as rows without verdicts, and how many there are in all."""
    chosen = repositories()
    found = [findings(checkouts / one["repository"].split("/")[1]) for one in chosen]
    chance = random.Random(seed)
    rows = []
    for one, all_of_it, share in zip(chosen, found, shares([len(each) for each in found], count), strict=True):
        for index in sorted(chance.sample(range(len(all_of_it)), share)):
            finding = all_of_it[index]
            message = finding["message"].replace("\t", " ").replace("\n", " ")
            place = [finding["path"], str(finding["range"]["start"]["line"])]
            rows.append(dict(zip(COLUMNS, [one["repository"], one["commit"], finding["code"], *place, message, "", ""], strict=True)))
    return rows, sum(map(len, found))


def key(row):
    return tuple(row[column] for column in COLUMNS[:6])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkouts", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--write", type=pathlib.Path)
    options = parser.parse_args()
    rows, total = draw(options.checkouts, options.seed, options.count)
    if options.write:
        with open(options.write, "w", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None, escapechar="\\")
            writer.writeheader()
            writer.writerows(rows)
        print(f"{len(rows)} of {total} findings drawn")
        return 0
    with open(HERE / "verdicts.tsv", newline="") as file:
        judged = {key(row): row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, escapechar="\\")}
    drawn = {key(row) for row in rows}
    for missing in sorted(drawn - judged.keys()):
        print("no verdict:", *missing)
    for gone in sorted(judged.keys() - drawn):
        print("not drawn:", *gone)
    verdicts = [row["verdict"] for row in judged.values()]
    wrong = [row for row in judged.values() if row["verdict"] != "true"]
    print(f"{len(rows)} of {total} findings drawn; verdicts: {verdicts.count('true')} true, {len(wrong)} false or doubtful")
    return int(drawn != judged.keys() or len(wrong) * 30 >= len(rows))


if __name__ == "__main__":
    sys.exit(main())
