#!/usr/bin/env python3
"""Draws findings of public repositories, to be judged by hand.

    tests/adoption/draw.py CHECKOUTS [--seed N] [--count N] [--write verdicts.tsv]
    tests/adoption/draw.py CHECKOUTS --sample NAME [--by-share] [--seed N] [--count N] [--write verdicts-NAME.tsv]

CHECKOUTS is a folder with a checkout of each repository of `repositories.tsv`, named as the repository is (`etcd` for
`etcd-io/etcd`). All findings count, whatever their level and severity; each repository gives as many as its share of
them.

`--sample NAME` (`fresh`, `third` and so on) takes the repositories of `repositories-NAME.tsv`, on which nothing had been tuned when
they were drawn from (before the commit that brings `verdicts-NAME.tsv`), and every rule of every repository in turn until
there are enough; `--by-share` draws from them as without it.

Every mend changes what a draw would draw, so without `--write` the verdicts are held against all that is found today:
exit 1 when a finding that was judged true is not told any more, or one in thirty of those that are told was not.

The program under test is target/release/ouroboros, or what OUROBOROS_BIN names.
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
# The draws whose findings have been judged.
SEED, COUNT = 20261126, 100
# Samples of which only findings of one level count.
LEVELS = {"polyglot": "L4/"}
TSV = {"delimiter": "\t", "quoting": csv.QUOTE_NONE, "escapechar": "\\"}


def binary():
    """The program under test."""
    return pathlib.Path(os.environ.get("OUROBOROS_BIN", HERE.parents[1] / "target/release/ouroboros"))


def table(name):
    """The rows of one of the tables beside this script."""
    with open(HERE / name, newline="") as file:
        return list(csv.DictReader(file, **TSV))


def findings(checkout, level):
    """The findings of a checkout whose code begins with `level`, or with one of several, in the order of the report."""
    command = [binary(), "check", checkout, "--no-cache", "--format", "json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=600, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"draw: {' '.join(map(str, command))} ended with {done.returncode}")
    found = json.loads(done.stdout)["findings"]
    return [finding for finding in found if finding["code"].startswith(level)]


def shares(counts, wanted):
    """How many of each: in proportion, rounded so that the sum is `wanted` (or all there are)."""
    total = sum(counts)
    wanted = min(wanted, total)
    exact = [count * wanted / total for count in counts]
    out = [int(share) for share in exact]
    for index in sorted(range(len(counts)), key=lambda index: (out[index] - exact[index], index))[: wanted - sum(out)]:
        out[index] += 1
    return out


def rows(checkouts, level, name):
    """All findings of the repositories of a table as rows without verdicts, a list for each repository."""
    return [
        [row(one["repository"], one["commit"], finding) for finding in findings(checkouts / one["repository"].split("/")[1], level)]
        for one in table(name)
    ]


def row(repository, commit, finding):
    """A finding as a row without verdict."""
    message = finding["message"].replace("\t", " ").replace("\n", " ")
    place = [finding["path"], str(finding["range"]["start"]["line"])]
    return dict(zip(COLUMNS, [repository, commit, finding["code"], *place, message, "", ""], strict=True))


def draw(found, chance, count):
    """From each repository its share."""
    drawn = []
    for all_of_it, share in zip(found, shares([len(each) for each in found], count), strict=True):
        drawn += [all_of_it[index] for index in sorted(chance.sample(range(len(all_of_it)), share))]
    return drawn


def draw_in_turn(found, chance, count):
    """From each rule of each repository one, then another, until there are enough."""
    return in_turn(strata(row for all_of_it in found for row in all_of_it), chance, count)


def strata(rows):
    """The rows of each rule of each repository."""
    out = {}
    for row in rows:
        out.setdefault((row["repository"], row["code"]), []).append(row)
    return list(out.values())


def in_turn(strata, chance, count):
    """One of each in the order given, then another, until there are enough."""
    for stratum in strata:
        chance.shuffle(stratum)
    drawn = []
    while len(drawn) < count and any(strata):
        drawn += [stratum.pop() for stratum in strata if stratum]
    return sorted(drawn[:count], key=key)


def key(row):
    return tuple(row[column] for column in COLUMNS[:6])


def write(path, drawn):
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n", quotechar=None, **TSV)
        writer.writeheader()
        writer.writerows(drawn)


def compare(found, judged):
    """Verdicts with what is found today."""
    left, gone = changed((row for all_of_it in found for row in all_of_it), judged)
    return int(bool(gone) or len(left) * 30 >= len(judged))


def changed(found, judged):
    """What is not true and told today, and what is true and not told: a message may be worded better by now."""
    today = {key(row)[:5] for row in found}
    verdicts = [row["verdict"] for row in judged]
    left = [row for row in judged if row["verdict"] != "true" and key(row)[:5] in today]
    gone = [row for row in judged if row["verdict"] == "true" and key(row)[:5] not in today]
    for name, some in [("still told", left), ("no longer told", gone)]:
        for row in some:
            print(f"{name}:", *key(row), f"({row['verdict']}: {row['reason']})")
    said = ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in ("true", "doubtful", "false"))
    print(f"{len(judged)} were judged: {said}; today {len(left)} of the doubtful and false are told, and all but {len(gone)} of the true")
    return left, gone


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkouts", type=pathlib.Path)
    parser.add_argument("--sample", metavar="NAME")
    parser.add_argument("--by-share", action="store_true")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--write", type=pathlib.Path)
    options = parser.parse_args()
    which = f"-{options.sample}" if options.sample else ""
    found = rows(options.checkouts, LEVELS.get(options.sample, ""), f"repositories{which}.tsv")
    if not options.write:
        return compare(found, table(f"verdicts{which}.tsv"))
    drawn = (draw_in_turn if options.sample and not options.by_share else draw)(found, random.Random(options.seed), options.count)
    write(options.write, drawn)
    print(f"{len(drawn)} of {sum(map(len, found))} findings drawn")
    return 0


if __name__ == "__main__":
    sys.exit(main())
