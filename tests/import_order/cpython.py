"""What CPython does when a module is imported first, and what Ouroboros says of it."""

import json
import os
import re
import subprocess
import sys

ERRORS = [
    # The name, and the module where it was looked for.
    re.compile(r"ImportError: cannot import name '(?P<name>\w+)' from (?:partially initialized module )?'(?P<module>[\w.]+)'"),
    re.compile(r"AttributeError: (?:partially initialized )?module '(?P<module>[\w.]+)' has no attribute '(?P<name>\w+)'"),
    re.compile(r"AttributeError: cannot access submodule '(?P<name>\w+)' of module '(?P<module>[\w.]+)'"),
]
SAID = re.compile(r"^importing `(?P<first>[^`]+)`(?P<order> first)? fails with an (?P<error>\w+): .*`(?P<module>[^`]+)`, which has no `(?P<name>\w+)` yet$")
OTHER = re.compile(r"^importing `([^`]+)` first fails in the same way$")


def run(module, folder, python=sys.executable, timeout=60):
    """The last line of the traceback of `import module` in `folder`; empty when all is well."""
    code = f"import sys; sys.path.insert(0, {str(folder)!r}); import {module}"
    done = subprocess.run(
        [python, "-I", "-B", "-c", code], cwd=folder, capture_output=True, text=True, timeout=timeout, check=False, stdin=subprocess.DEVNULL
    )
    lines = done.stderr.strip().splitlines()
    return "" if done.returncode == 0 else next((line for line in reversed(lines) if re.match(r"[\w.]+(Error|Exception|Exit)?\b.*:|\w+$", line)), "?")


def cause(line):
    """(module, name) that an error is about, or `None`."""
    for pattern in ERRORS:
        if match := pattern.search(line):
            return match["module"], match["name"]
    return None


def findings(folder):
    """What is found below `folder`: (module, name) -> modules that fail when imported first; and each finding as it is."""
    command = [os.environ["OUROBOROS_BIN"], "check", str(folder), "--format", "json", "--no-progress"]
    report = json.loads(subprocess.run(command, check=False, capture_output=True, timeout=600).stdout)
    causes, all_of_them = {}, []
    for finding in report["findings"]:
        if finding["code"] != "L5/import-order":
            continue
        said = SAID.match(finding["message"])
        assert said, finding["message"]
        others = [match[1] for place in finding["related"] if (match := OTHER.match(place["message"]))]
        causes[said["module"], said["name"]] = {said["first"], *others}
        all_of_them.append(finding)
    return causes, all_of_them
