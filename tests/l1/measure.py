#!/usr/bin/env python3
"""L1 against each language's own judge.

    tests/l1/measure.py [LANGUAGE...] [--accepted 200] [--seeded 50] [--seed 1] [--checkouts FOLDER] [--json]

For each language: draws files of its corpus by seed until its judge - the language's compiler, interpreter or
reference parser - has accepted as many as asked for, and checks them; every L1 finding there is false. Then changes
one token at a time until the judge has refused as many as asked for, and counts those that we report. What the
judge refuses or accepts on the way is compared too. `tests/l1/languages/NAME.py` says what a language needs.

`--checkouts` adds the files of public projects in a folder to the corpus, where the registries have few.

Without names all languages are measured. Exit 1: a false finding, or an unread file. The program under test is
target/release/ouroboros, or what OUROBOROS_BIN names. Everything is downloaded below target/corpus.
"""

import argparse
import dataclasses
import hashlib
import importlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import warnings

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
sys.path.insert(0, str(HERE))

import corpus  # noqa: E402  (the line above is what makes it importable)
from mutation import TOKENS, Mutator  # noqa: E402  (the line above is what makes it importable)

SCRATCH = REPOSITORY / "target" / "l1"
# Longer files make the run slow and no mistake more interesting.
LARGEST = 60_000
# A finding this many lines from the mistake still leads to it.
NEAR = 3
# What a folder must not be named, or the check passes over it.
IGNORED = {"node_modules", "__pycache__", ".git", ".hg", ".svn", ".venv", ".tox", ".nox", ".eggs", ".yarn", ".next", ".terraform"}
# A judge's answer when its own limits, not the language, made it give up.
UNDECIDED = "undecided"


@dataclasses.dataclass
class Sample:
    """A file under test: where it lies in its tree, what it is, what the judge said (None: accepted)."""

    place: str
    origin: str
    verdict: str | None
    line: int | None = None


def binary():
    """The program under test."""
    path = pathlib.Path(os.environ.get("OUROBOROS_BIN", REPOSITORY / "target/release/ouroboros"))
    if not path.is_file():
        sys.exit(f"measure: there is no {path}: build it first (cargo build --release), or name it in OUROBOROS_BIN")
    return path


def candidates(language, more):
    """Files of the corpus that count, by name and without repetitions: `[(path, path inside its source)]`."""
    found, seen = [], set()
    for source in language.CORPUS + more:
        folder = source.folder()
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if path.is_symlink() or not language.counts(inside) or not path.is_file():
                continue
            digest = hashlib.sha256(path.read_bytes()).digest()
            if digest not in seen:
                seen.add(digest)
                found.append((path, f"{source.name}/{inside.as_posix()}"))
    return found


def place(number, origin):
    """Where a copy is put: its own folder, and below it the path it had, since names and folders say what a file is."""
    parts = [f"{part}_" if part in IGNORED else part for part in origin.split("/")]
    return "/".join([f"{number:05}", *parts])


def draw(language, more, wanted, chance, tree):
    """Copies files that the judge accepts below `tree`, until there are enough: `(accepted, refused, undecided)`."""
    files = candidates(language, more)
    chance.shuffle(files)
    samples = []
    while files and sum(sample.verdict is None for sample in samples) < wanted:
        missing = wanted - sum(sample.verdict is None for sample in samples)
        batch, files = files[:missing], files[missing:]
        for (path, origin), verdict in zip(batch, language.judge([path for path, _ in batch]), strict=True):
            sample = Sample(place(len(samples), origin), origin, verdict)
            samples.append(sample)
            write(tree, sample, path.read_bytes())
    return samples


def write(tree, sample, data):
    target = tree / sample.place
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def seed(language, wanted, accepted, chance, source, tree):
    """Makes mistakes in accepted files below `tree` until the judge has refused as many as wanted."""
    mutator = Mutator(chance, getattr(language, "TOKENS", TOKENS), getattr(language, "KEYWORDS", ()), getattr(language, "INDENTS", False))
    small = [sample for sample in accepted if (source / sample.place).stat().st_size <= LARGEST]
    samples, tries = [], 0
    while small and (missing := wanted - sum(sample.verdict not in (None, UNDECIDED) for sample in samples)) > 0 and tries < wanted * 20:
        batch = []
        while len(batch) < missing and tries < wanted * 20:
            tries += 1
            origin = chance.choice(small)
            try:
                mutated = mutator.mutate((source / origin.place).read_bytes().decode())
            except UnicodeDecodeError:
                continue
            if mutated is None:
                continue
            text, line, how = mutated
            sample = Sample(place(len(samples) + len(batch), origin.origin), f"{origin.origin}:{line}: {how}", None, line)
            write(tree, sample, text.encode())
            batch.append(sample)
        for sample, verdict in zip(batch, language.judge([tree / sample.place for sample in batch]), strict=True):
            sample.verdict = verdict
        samples += batch
    return samples


def ours(language, tree, samples):
    """What the check says of each file: `{place: [finding]}`, and how many files it did not look at."""
    beside = getattr(language, "BESIDE", {})
    for name, text in beside.items():
        (tree / name).write_text(text)
    command = [binary(), "check", str(tree), "--no-cache", "--level", "L1", "--format", "json", "--no-progress", "--fail-on", "error"]
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=900, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"measure: {' '.join(map(str, command))} ended with {done.returncode}")
    report = json.loads(done.stdout)
    found = {}
    for finding in report["findings"]:
        if finding["code"].startswith("L1/"):
            found.setdefault(finding["path"], []).append(finding)
    return found, len(samples) + len(beside) - report["statistics"]["files"]


def shown(finding):
    return {"code": finding["code"], "line": finding["range"]["start"]["line"], "message": finding["message"]}


def measure(name, options):
    """All figures of one language, and what is behind them."""
    language = importlib.import_module(f"languages.{name}")
    if missing := getattr(language, "missing", lambda: None)():
        return {"language": name, "judge": language.JUDGE, "skipped": missing}
    scratch = SCRATCH / name
    shutil.rmtree(scratch, ignore_errors=True)
    plain, broken = scratch / "plain", scratch / "mutants"
    for folder in (plain, broken):
        folder.mkdir(parents=True)
    more = [corpus.Checkouts(options.checkouts)] if options.checkouts else []
    drawn = draw(language, more, options.accepted, random.Random(f"{options.seed} {name} files"), plain)
    accepted = [sample for sample in drawn if sample.verdict is None]
    found, unread = ours(language, plain, drawn)
    false = [{"file": sample.origin, **shown(finding)} for sample in accepted for finding in found.get(sample.place, [])]
    refused = [sample for sample in drawn if sample.verdict not in (None, UNDECIDED)]
    lenient = [{"file": sample.origin, "judge": sample.verdict} for sample in refused if sample.place not in found]

    wanted = options.seeded if getattr(language, "MUTATES", True) else 0
    chance = random.Random(f"{options.seed} {name} mistakes")
    mutants = seed(language, wanted, accepted, chance, plain, broken)
    reported, unread_mutants = ours(language, broken, mutants) if mutants else ({}, 0)
    misses, far, strict = [], [], []
    errors = [sample for sample in mutants if sample.verdict not in (None, UNDECIDED)]
    for sample in errors:
        findings = reported.get(sample.place, [])
        lines = [shown(finding)["line"] for finding in findings]
        if not findings:
            misses.append({"mutant": sample.origin, "at": f"{broken}/{sample.place}", "judge": sample.verdict})
        elif min(abs(line - sample.line) for line in lines) > NEAR:
            far.append({"mutant": sample.origin, "at": f"{broken}/{sample.place}", "judge": sample.verdict, **shown(findings[0])})
    harmless = [sample for sample in mutants if sample.verdict is None]
    for sample in harmless:
        strict += [{"mutant": sample.origin, "at": f"{broken}/{sample.place}", **shown(finding)} for finding in reported.get(sample.place, [])]
    return {
        "language": name,
        "judge": language.JUDGE,
        "accepted": len(accepted),
        "false": false,
        "refused": len(refused),
        "refused_unreported": lenient,
        "seeded": len(errors),
        "found": len(errors) - len(misses),
        "misses": misses,
        "far": far,
        "harmless_mutants": len(harmless),
        "false_on_mutants": strict,
        "unread": unread + unread_mutants,
    }


def table(results):
    """The figures as Markdown, and below it what is behind those that are not perfect."""
    rows = ["| language | accepted files | false findings | seeded errors found | far from the mistake | harmless changes, false |", "|---|---|---|---|---|---|"]
    details = []
    for result in results:
        title = f"{result['language']} ({result['judge']})"
        if "skipped" in result:
            rows.append(f"| {title} | skipped: {result['skipped']} | | | | |")
            continue
        found = f"{result['found']} of {result['seeded']}" if result["seeded"] else "-"
        rows.append(
            f"| {title} | {result['accepted']} | {len(result['false'])} | {found} | {len(result['far'])} "
            f"| {result['harmless_mutants']}, {len(result['false_on_mutants'])} |"
        )
        for kind in ["false", "refused_unreported", "misses", "far", "false_on_mutants"]:
            details += [f"{result['language']}: {kind}: {json.dumps(entry, ensure_ascii=False)}" for entry in result[kind]]
        if result["unread"]:
            details.append(f"{result['language']}: {result['unread']} files were not looked at")
    return "\n".join(rows + [""] + details)


def main():
    known = sorted(path.stem for path in (HERE / "languages").glob("*.py") if path.stem != "__init__")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help=", ".join(known))
    parser.add_argument("--accepted", type=int, default=200, help="files to draw that the judge accepts")
    parser.add_argument("--seeded", type=int, default=50, help="mistakes to make that the judge refuses")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--checkouts", type=pathlib.Path, metavar="FOLDER", help="checkouts whose files count, too")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    if unknown := set(options.languages) - set(known):
        parser.error(f"there is no {', '.join(sorted(unknown))}: {', '.join(known)} are")
    warnings.simplefilter("ignore")
    binary()
    results = [measure(name, options) for name in options.languages or known]
    print(json.dumps(results, indent=1, ensure_ascii=False) if options.json else table(results))
    return 1 if any(result.get("false") or result.get("unread") for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
