#!/usr/bin/env python3
"""Compares the L1 verdict for Python with CPython's `compile()`.

    tests/l1/python_mutations.py FOLDER... [--mutations N] [--seed N]

Every `.py` file below the folders is judged by both, and then N files made from them by changing one
token, which is where parsers disagree. The Python that runs this script is the one compared with. Needs
`cargo`; prints every disagreement and exits with 1 when there is one.
"""

import argparse
import io
import json
import keyword
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import tokenize
import warnings

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
BRACKETS = set("()[]{}")
# Longer files make the run slow and no mutation more interesting.
LARGEST = 60_000


def cpython(data):
    """What CPython says against the bytes, or None."""
    try:
        compile(data, "<file>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    except (RecursionError, MemoryError) as error:
        # Its own limits, which depend on the machine.
        return f"limit: {type(error).__name__}"
    return None


def ours(paths):
    """What the L1 check says against each file, or None."""
    with tempfile.TemporaryDirectory() as folder:
        names, verdicts = pathlib.Path(folder, "names"), pathlib.Path(folder, "verdicts")
        names.write_text("\n".join(map(str, paths)))
        environment = os.environ | {
            "OUROBOROS_NAMES": str(names),
            "OUROBOROS_VERDICTS": str(verdicts),
            "OUROBOROS_PYTHON_MINOR": str(sys.version_info.minor),
        }
        command = ["cargo", "test", "--quiet", "-p", "syntax", "--test", "python_verdicts", "--", "--ignored"]
        subprocess.run(command, cwd=REPOSITORY, env=environment, check=True, stdout=subprocess.DEVNULL)
        return [line or None for line in verdicts.read_text().split("\n")[: len(paths)]]


def mutate(text, chance):
    """`text` with one token changed, and how."""
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    tokens = [
        (starts[token.start[0] - 1] + token.start[1], starts[token.end[0] - 1] + token.end[1], token.string)
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.string.strip() and token.type != tokenize.COMMENT
    ]
    kind = chance.choice(["delete", "duplicate", "swap", "bracket", "keyword", "indent"])
    if kind == "indent":
        number = chance.randrange(len(lines))
        change = chance.choice([" ", "    ", "\t", -1, -4])
        line = change + lines[number] if isinstance(change, str) else lines[number][-change:]
        return "".join(lines[:number] + [line] + lines[number + 1 :]), f"{kind} line {number + 1} by {change!r}"
    if kind == "bracket":
        candidates = [token for token in tokens if token[2] in BRACKETS]
    elif kind == "keyword":
        candidates = [token for token in tokens if keyword.iskeyword(token[2])]
    else:
        candidates = tokens[:-1]
    index = chance.randrange(len(candidates))
    start, end, string = candidates[index]
    where = f"{string!r} at {text.count(chr(10), 0, start) + 1}"
    if kind == "swap":
        # The one that follows in the text, with what is between them.
        next_start, next_end, following = candidates[index + 1]
        return text[:start] + following + text[end:next_start] + string + text[next_end:], f"{kind} {where}"
    if kind == "duplicate":
        return text[:end] + " " + string + text[end:], f"{kind} {where}"
    if kind == "keyword":
        other = chance.choice(keyword.kwlist)
        return text[:start] + other + text[end:], f"{kind} {where} to {other!r}"
    return text[:start] + text[end:], f"{kind} {where}"


def mutants(files, count, seed, folder):
    """Writes `count` mutants; yields their paths and descriptions."""
    chance = random.Random(seed)
    made = 0
    while made < count:
        path = chance.choice(files)
        try:
            text = path.read_bytes().decode()
            mutant, how = mutate(text, chance)
        except (SyntaxError, UnicodeDecodeError, ValueError, IndexError):
            continue
        target = pathlib.Path(folder, f"{made:05}.py")
        target.write_bytes(mutant.encode())
        made += 1
        yield target, f"{path}: {how}"


def compare(paths, names):
    """Prints and counts the disagreements."""
    differences = 0
    for path, name, verdict in zip(paths, names, ours(paths), strict=True):
        reference = cpython(path.read_bytes())
        if reference and reference.startswith("limit:"):
            continue
        if (reference is None) != (verdict is None):
            differences += 1
            print(json.dumps({"file": name, "cpython": reference, "ours": verdict}, indent=1))
    return differences


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    parser.add_argument("--mutations", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    files = sorted(path for folder in options.folders for path in folder.rglob("*.py") if path.is_file())
    differences = compare(files, list(map(str, files)))
    print(f"{len(files)} files, {differences} disagreements")
    small = [path for path in files if path.stat().st_size <= LARGEST]
    with tempfile.TemporaryDirectory() as folder:
        made = list(mutants(small, options.mutations, options.seed, folder))
        wrong = compare([path for path, _ in made], [how for _, how in made])
    print(f"{len(made)} mutants, {wrong} disagreements")
    return 1 if differences or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
