#!/usr/bin/env python3
"""Who finds references that are broken on purpose: seeded.py FOLDER [TOOL] [REPOSITORY] [--count 40]

FOLDER and the peers are as for `compare.py`. In each checkout, by a fixed seed, references that lead somewhere are made to
lead nowhere: links and fragments of Markdown for lychee, relative imports for dependency-cruiser and knip; for knip and
deptry every dependency that a manifest declares is taken out, and one that nothing uses is put in. All at once, then the
files are restored. Prints how many of them both find, and which only one does. Nothing that was found before counts.
"""

import argparse
import contextlib
import csv
import json
import os
import random
import re
import sys
from collections import Counter
from pathlib import Path

import theirs
from ours import Ours

HERE = Path(__file__).parent
IDLE = "left-over-from-before"
KNOWN = {".md", ".js", ".mjs", ".ts", ".css", ".json"}


@contextlib.contextmanager
def changed(checkout, texts):
    """The checkout with other texts, by path."""
    before = {path: (checkout / path).read_bytes() for path in texts}
    try:
        for path, text in texts.items():
            (checkout / path).write_bytes(text.encode())
        yield
    finally:
        for path, text in before.items():
            (checkout / path).write_bytes(text)


def broken(checkout, files, pattern, leads, count, chance):
    """Texts in which one reference of a file leads nowhere, by path, and what it is now."""
    texts, places = {}, []
    for path in chance.sample(files, len(files)):
        text = (checkout / path).read_bytes().decode(errors="replace")
        found = [match for match in re.finditer(pattern, text) if leads(path, match[1], text)]
        if found and len(texts) < count and "�" not in text:
            match = chance.choice(found)
            stem, end = os.path.splitext(match[1])
            written = f"{stem}-gone{end}" if end in KNOWN else f"{match[1]}-gone"
            texts[path] = text[: match.start(1)] + written + text[match.end(1) :]
            places.append((path, written))
    return texts, places


def files_below(checkout, suffixes):
    apart = {"node_modules", "fixtures", "__fixtures__", "test", "tests", "__tests__", "vendor"}
    return sorted(str(path.relative_to(checkout)) for path in checkout.rglob("*") if path.suffix in suffixes and not apart & set(path.relative_to(checkout).parts))


def said(tool, checkout, path, binary):
    """What both say, in the order of the comparisons."""
    return [(mine, other) for _, mine, other in theirs.ALL[tool](checkout, path, Ours(checkout, binary), Counter())]


def links(tool, checkout, path, binary, count, chance):
    def to_file(at, target, _text):
        return (checkout / at).parent.joinpath(target).is_file()

    def to_heading(_at, target, text):
        return any(re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-") == target[1:] for line in text.splitlines() if line.startswith("#"))

    for title, pattern, leads in [("links", r"\]\(([^()#\s:`]+\.md)\)", to_file), ("fragments", r"\]\((#[\w-]+)\)", to_heading)]:
        texts, places = broken(checkout, files_below(checkout, {".md"}), pattern, leads, count, chance)
        with changed(checkout, texts):
            mine, other = said(tool, checkout, path, binary)[0]
        wanted = {(at, at + to if to[0] == "#" else theirs.plain(os.path.join(os.path.dirname(at), to))) for at, to in places}
        yield title, wanted, wanted & mine, wanted & other


def imports(tool, checkout, path, binary, count, chance):
    def leads(at, target, _text):
        base = (checkout / at).parent / target
        return any(base.with_name(base.name + end).is_file() for end in ("", *theirs.SCRIPTS)) or base.with_suffix(".ts").is_file()

    texts, places = broken(checkout, files_below(checkout, {".ts", ".tsx", ".mts"}), r"from ['\"](\.{1,2}/[^'\"]+)['\"]", leads, count, chance)
    with changed(checkout, texts):
        mine, other = said(tool, checkout, path, binary)[1]
    wanted = set(places)
    yield "relative imports", wanted, wanted & mine, wanted & other


def packages(tool, checkout, path, binary, _count, _chance):
    """Every dependency taken out of the manifests: the packages that either misses then."""
    before = said(tool, checkout, path, binary)
    texts = {}
    if tool == "deptry":
        text = (checkout / "pyproject.toml").read_text()
        start, table = (text.index("\ndependencies = [") + 1, False) if "\ndependencies = [" in text else (text.index("[tool.poetry.dependencies]"), True)
        end = text.index("\n[" if table else "\n]", start)
        rest = re.sub(r'(?m)^(?!python\b)[\w.-]+ = .*$', "", text[start:end]) if table else "dependencies = ["
        texts["pyproject.toml"] = text[:start] + rest + text[end:]
        # A lock that is written anew has none of them either.
        texts |= {lock: "" for lock in ("pdm.lock", "poetry.lock", "uv.lock") if (checkout / lock).exists()}
        opening = text.index("]" if table else "[", start) + 1
        idles = {"pyproject.toml": text[:opening] + (f'\n{IDLE} = "*"' if table else f'\n    "{IDLE}",') + text[opening:]}
        unlisted, unused = 0, 1
    else:
        idles = {}
        for file in files_below(checkout, {".json"}):
            if Path(file).name == "package.json":
                manifest = json.loads((checkout / file).read_text())
                kept = {key: value for key, value in manifest.items() if not key.lower().endswith("dependencies")}
                texts[file] = json.dumps(kept, indent=2)
                if "dependencies" in manifest:
                    idles[file] = json.dumps({**manifest, "dependencies": {**manifest["dependencies"], IDLE: "^1.0.0"}}, indent=2)
        unlisted, unused = 0, 2
    with changed(checkout, texts):
        after = said(tool, checkout, path, binary)
    mine, other = ({(theirs.package(at[-1]),) for at in new - old} for new, old in zip(after[unlisted], before[unlisted]))
    yield "packages that are no more declared", mine | other, mine, other
    with changed(checkout, idles):
        after = said(tool, checkout, path, binary)
    mine, other = ({at for at in new if at[-1] == IDLE} for new in after[unused])
    yield "a dependency that nothing imports, in each manifest", {(file, IDLE) for file in idles}, mine, other


KINDS = {"lychee": [links], "dependency-cruiser": [imports], "knip": [packages], "deptry": [packages], "grimp": []}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("tool", nargs="?", choices=sorted(theirs.ALL))
    arguments.add_argument("repository", nargs="?", help="OWNER/NAME")
    arguments.add_argument("--count", type=int, default=40)
    arguments.add_argument("--show", action="store_true", help="print what one does not find")
    arguments.add_argument("--binary", default=os.environ.get("OUROBOROS_BIN", str(HERE.parents[2] / "target/release/ouroboros")))
    options = arguments.parse_args()
    with open(HERE / "corpus.tsv") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for row in rows:
        if options.tool not in (None, row["tool"]) or options.repository not in (None, row["repository"]) or not KINDS[row["tool"]]:
            continue
        print(f"{row['tool']}, {row['repository']}")
        checkout = (options.folder / row["repository"].replace("/", "+")).resolve()
        for kind in KINDS[row["tool"]]:
            for title, wanted, mine, other in kind(row["tool"], checkout, row["path"], str(Path(options.binary).resolve()), options.count, random.Random(7)):
                print(f"  {len(wanted)} {title}: both {len(mine & other)}, only {row['tool']} {len(other - mine)}, only ours {len(mine - other)}, nobody {len(wanted - mine - other)}", flush=True)
                for who, lost in [("not ours", wanted - mine), (f"not {row['tool']}", wanted - other)] if options.show else []:
                    for one in sorted(lost):
                        print(f"    {who}: {' '.join(map(str, one))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
