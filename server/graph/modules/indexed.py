#!/usr/bin/env python3
"""Takes the modules of the most downloaded distributions from an index of all, and writes them into ../data/modules_indexed.tsv.

    python3 server/graph/modules/indexed.py INDEX NAMES

INDEX is the database that the distribution `pigar` ships (`pip download --no-deps pigar`; a wheel is a zip, and in it lies
`pigar/.db.sqlite3`): for each distribution the top-level modules of one of its releases, read off `top_level.txt` or the
packages of a wheel. NAMES has the names that matter, the last on each line (`name` or `downloads,name`). So one download measures
thousands, and the package index is not asked for each.

The lines are those of `measure.py`, which reads wheels and so sees more: what it has measured is left to it. Left out is what
this index cannot know:

- distributions of which it has no module, or that have a part of a namespace, since it does not say which part;
- what lies in distributions by mistake: a module that many bring and none of these is named after (`utils`, `dist`).
"""

import csv
import sqlite3
import sys
from collections import Counter, defaultdict
from pathlib import Path

from measure import DATA, NAME, normalised, read_lines, told, write_lines

INDEXED = DATA.with_name("modules_indexed.tsv")

# A name that so many distributions of the index use says nothing of where a module comes from.
COMMON = 40
# So many distributions that are named after a module make it a namespace, or one distribution in several editions.
SHARED = 3


def modules_by_distribution(index):
    """The names of all modules of each distribution, which is normalised."""
    found = defaultdict(set)
    rows = sqlite3.connect(f"file:{index}?mode=ro", uri=True).execute(
        "SELECT d.name, m.name FROM distributions d JOIN top_level_module_names m ON m.distribution_id = d.id"
    )
    for name, module in rows:
        found[normalised(name)].add(module)
    return found


def plain(name):
    return name.lower().replace("-", "").replace("_", "")


def is_named_after(distribution, module):
    return plain(module) in plain(distribution)


def begins_with(distribution, module):
    """`google-cloud-storage` and `google`, `apache-airflow-providers-http` and `airflow`."""
    word = normalised(module)
    return any(name.startswith(f"{word}-") for name in (distribution, distribution.partition("-")[2]))


def lines(found, names):
    """The modules of each of `names` of which the index knows them all."""
    uses = Counter(module for modules in found.values() for module in modules)
    after = Counter(module for name in names for module in found[name] if begins_with(name, module))
    out = {}
    for name in names:
        modules = {module for module in found[name] if NAME.fullmatch(module)}
        has_parts = any("." in module or after[module] >= SHARED and normalised(module) != name for module in found[name])
        own = told({module for module in modules if uses[module] < COMMON or is_named_after(name, module)})
        if own and not has_parts:
            out[name] = own
    return out


def main(arguments):
    if len(arguments) != 2:
        sys.exit(__doc__)
    index, names = map(Path, arguments)
    for file in (index, names):
        if not file.is_file():
            sys.exit(f"{file}: there is no such file")
    with names.open(newline="") as rows:
        wanted = {normalised(row[-1]) for row in csv.reader(rows) if row}
    try:
        found = modules_by_distribution(index)
    except sqlite3.DatabaseError as error:
        sys.exit(f"{index}: this is no index of modules: {error}")
    measured = read_lines(DATA)
    write_lines(INDEXED, lines(found, sorted(wanted - measured.keys())))


if __name__ == "__main__":
    main(sys.argv[1:])
