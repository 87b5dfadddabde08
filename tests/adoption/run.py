#!/usr/bin/env python3
"""Takes Ouroboros into an old repository, as a team would, and times every step.

    tests/adoption/run.py CHECKOUT... [--markdown]

Each checkout, which must be a git repository, is cloned into a temporary folder; nothing is written to the original.
There `init --minimal` makes a DNA and a baseline, which are committed; the check must be green; a branch brings one
mistake, which the check must show, and nothing else; so must the two ways of CI (`--since`, and `--since` with
`--policy-rev`); without the mistake all must be green again. Exit 1: a step that did not end so. The cache starts empty.
The program under test is target/release/ouroboros, or what OUROBOROS_BIN names.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
AUTHOR = ["-c", "user.name=Adoption", "-c", "user.email=adoption@example.org", "-c", "commit.gpgsign=false"]
LIMIT = 600
# A line that is wrong in any file of its kind, and the rule that says so.
MISTAKES = [
    (r"^(?!.*\.d\.ts$).*\.tsx?$", r"^import .* from ['\"]\./", "import './no-such-module-of-ours';\n", "L4/unresolved-import"),
    (r"\.py$", r"^from \.\w+ import ", "from .no_such_module_of_ours import nothing\n", "L4/unresolved-import"),
    (r"\.md$", r"^# ", "\nSee [the guide](no-such-page-of-ours.md).\n", "L4/broken-link"),
]
# Folders whose code is about something else.
ASIDE = re.compile(r"(^|/)(tests?|__tests__|e2e|testdata|fixtures?|examples?|docs?|.*template.*|\..*|vendor|third_party)/")


def binary():
    """The program under test."""
    return pathlib.Path(os.environ.get("OUROBOROS_BIN", HERE.parents[1] / "target/release/ouroboros")).resolve()


def git(folder, *arguments):
    done = subprocess.run(["git", "-C", folder, *AUTHOR, *arguments], capture_output=True, text=True, timeout=LIMIT, check=False)
    if done.returncode != 0:
        sys.exit(f"run: git {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


class Adoption:
    """One repository on its way."""

    def __init__(self, folder, cache):
        self.folder, self.cache, self.steps = folder, cache, []

    def step(self, name, arguments, wanted, findings=None):
        """Runs the program; `findings`: the codes it must show, infos aside."""
        environment = {**os.environ, "XDG_CACHE_HOME": str(self.cache)}
        with tempfile.TemporaryFile() as output:
            start = time.monotonic()
            child = subprocess.Popen([binary(), *arguments], cwd=self.folder, stdout=output, env=environment)
            _, status, usage = os.wait4(child.pid, 0)
            seconds = time.monotonic() - start
            child.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            said = output.read().decode()
        shown = None
        if findings is not None and child.returncode in (0, 1):
            shown = [finding["code"] for finding in json.loads(said)["findings"] if finding["severity"] != "info"]
        good = child.returncode == wanted and shown == findings
        result = {0: "green", 1: "red"}.get(child.returncode, f"exit {child.returncode}")
        if shown:
            result += f", {len(shown)} finding{'s' * (len(shown) > 1)}: {', '.join(sorted(set(shown))[:3])}"
        command = " ".join(["ouroboros", *arguments]).replace(" --format json", "")
        self.steps.append((name, command, seconds, usage.ru_utime + usage.ru_stime, result, good))

    def check(self, name, *more, findings=()):
        self.step(name, ["check", *more, "--format", "json"], 1 if findings else 0, list(findings))


def mistake(folder):
    """Where to make it, what to write, and what will be said: in the middle file of the first kind there is."""
    files = [path for path in git(folder, "ls-files").splitlines() if not ASIDE.search(path)]
    for name, marks, line, code in MISTAKES:
        texts = [path for path in files if re.search(name, path) and not (folder / path).is_symlink()]
        fitting = [path for path in texts if re.search(marks, (folder / path).read_text(errors="replace"), re.MULTILINE)]
        if fitting:
            return folder / fitting[len(fitting) // 2], line, code
    sys.exit(f"run: {folder} has no file to make a mistake in")


def adopt(checkout, scratch):
    """The steps, each `(what, command, wall seconds, CPU seconds, result, whether it is what it must be)`."""
    folder = scratch / "repository"
    # Objects borrowed from elsewhere would not be read, and history is not needed.
    git(checkout, "clone", "--quiet", "--depth", "1", f"file://{checkout}", str(folder))
    git(folder, "switch", "--quiet", "--create", "trunk")
    one = Adoption(folder, scratch / "cache")
    one.step("adopt", ["init", "--minimal"], 0)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Adopt Ouroboros")
    one.check("next check")
    git(folder, "switch", "--quiet", "--create", "feature")
    file, line, code = mistake(folder)
    text = file.read_text()
    file.write_text(text + ("" if text.endswith("\n") else "\n") + line)
    one.check("a mistake", findings=[code])
    git(folder, "commit", "--quiet", "--all", "--message", "Make a mistake")
    one.check("the same in CI", "--since", "trunk", findings=[code])
    one.check("judged by the trunk", "--since", "trunk", "--policy-rev", "trunk", findings=[code])
    file.write_text(text)
    git(folder, "commit", "--quiet", "--all", "--message", "Mend it")
    one.check("mended")
    one.check("mended, in CI", "--since", "trunk", "--policy-rev", "trunk")
    return one.steps, f"{file.relative_to(folder)}: `{line.strip()}`"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkouts", nargs="+", type=pathlib.Path)
    parser.add_argument("--markdown", action="store_true", help="one row a repository, for the README")
    options = parser.parse_args()
    good = True
    for checkout in options.checkouts:
        with tempfile.TemporaryDirectory(prefix="adoption-") as scratch:
            steps, what = adopt(checkout.resolve(), pathlib.Path(scratch))
        good &= all(step[5] for step in steps)
        if options.markdown:
            times = " | ".join(f"{wall:.2f} s, {cpu:.2f} s" for _, _, wall, cpu, _, _ in steps)
            print(f"| {checkout.resolve().name} | {times} |")
            continue
        print(f"{checkout.resolve().name} (the mistake: {what})")
        for name, command, wall, cpu, result, is_good in steps:
            print(f"  {name:20} {wall:6.2f} s wall {cpu:6.2f} s CPU  {'' if is_good else 'NOT AS IT MUST BE: '}{result}  [{command}]")
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
