#!/usr/bin/env python3
"""Every Python file below FOLDER: does our L1 agree with CPython's compile()? Prints what differs.

    syntax.py FOLDER        OUROBOROS_BIN names the program
"""
import json
import os
import subprocess
import sys
import warnings
from pathlib import Path


def accepted_by_cpython(path: Path) -> bool:
    try:
        compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
        return True
    except (SyntaxError, ValueError):
        return False


def main() -> int:
    folder = Path(sys.argv[1])
    warnings.simplefilter("ignore")
    command = [os.environ["OUROBOROS_BIN"], "check", str(folder), "--level", "L1", "--format", "json"]
    report = json.loads(subprocess.run(command, stdout=subprocess.PIPE, timeout=300).stdout)
    refused = {finding["path"] for finding in report["findings"] if finding["code"].startswith("L1/") and finding["severity"] == "error"}
    files = sorted(folder.rglob("*.py"))
    different = [path for path in files if accepted_by_cpython(path) == (path.relative_to(folder).as_posix() in refused)]
    for path in different:
        print(f"{path}: CPython and Ouroboros disagree")
    print(f"{len(files)} files: {len(files) - len(different)} agree with CPython's compile(), {len(different)} do not")
    return 1 if different or not files else 0


if __name__ == "__main__":
    sys.exit(main())
