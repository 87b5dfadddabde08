#!/usr/bin/env python3
"""Names files of public projects before anything of them is looked at: as many of each kind as a draw of documents wants.

    tests/peers/documents/choose.py CHECKOUTS REPOSITORIES.tsv [--seed N] [--times N] --write freshN-corpus.tsv

REPOSITORIES.tsv has the columns repository and revision; CHECKOUTS is a folder with a checkout of each, named as the repository
is. A file is of a kind by its name, a manifest by `apiVersion` and `kind` in the first column and no template, and the seed
chooses: 250 manifests, 40 Compose files, 100 Dockerfiles, 90 workflows, each as many times as `--times` says, or all that there are.
"""

import argparse
import csv
import pathlib
import random
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "adoption"))
import draw  # noqa: E402

WANTED = {"manifest": 250, "compose": 40, "dockerfile": 100, "workflow": 90}


def kind(path, checkout):
    """What a file is, or None."""
    name = path.name.lower()
    yaml = name.endswith((".yaml", ".yml"))
    if re.fullmatch(r"dockerfile(\..+)?|.+\.dockerfile", name):
        return "dockerfile"
    if yaml and re.match(r"(docker-)?compose\b", name):
        return "compose"
    if yaml and path.parent == pathlib.Path(".github/workflows"):
        return "workflow"
    if yaml and not path.is_relative_to(".github"):
        text = (checkout / path).read_text(encoding="utf-8", errors="replace")
        if re.search(r"(?m)^apiVersion:", text) and re.search(r"(?m)^kind:", text) and "{{" not in text:
            return "manifest"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkouts", type=pathlib.Path)
    parser.add_argument("repositories", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=draw.SEED)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--write", type=pathlib.Path, required=True)
    options = parser.parse_args()
    found = {each: [] for each in WANTED}
    for one in draw.table(options.repositories.resolve()):
        checkout = options.checkouts / one["repository"].split("/")[1]
        for path in sorted(checkout.rglob("*")):
            relative = path.relative_to(checkout)
            if path.is_file() and not path.is_symlink() and relative.parts[0] != ".git" and (what := kind(relative, checkout)):
                found[what].append([one["repository"], one["revision"], what, relative.as_posix()])
    chance = random.Random(options.seed)
    wanted = {what: count * options.times for what, count in WANTED.items()}
    rows = [row for what, count in wanted.items() for row in sorted(chance.sample(found[what], min(count, len(found[what]))))]
    with open(options.write, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quotechar=None, **draw.TSV)
        writer.writerow(["repository", "revision", "kind", "path"])
        writer.writerows(rows)
    print(", ".join(f"{min(count, len(found[what]))} of {len(found[what])} {what}s" for what, count in wanted.items()))


if __name__ == "__main__":
    main()
