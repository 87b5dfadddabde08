"""Asks CPython whether what is found in real packages is true: confirm.py FOLDER [PYTHON]

Each module that is said to fail is imported first, by PYTHON (else this one), which must have what the packages need.
It must fail for just that name, or, where something else stops it sooner (no settings, nothing installed), for that.
Exits 1 when an import goes well that is said to fail.
"""

import collections
import sys
from pathlib import Path

from cpython import cause, findings, run


def main():
    folder = Path(sys.argv[1]).resolve()
    python = sys.argv[2] if len(sys.argv) > 2 else sys.executable
    found, _ = findings(folder)
    verdicts = collections.Counter()
    for (module, name), first in sorted(found.items()):
        for entry in sorted(first):
            line = run(entry, folder, python)
            verdict = "confirmed" if cause(line) == (module, name) else "WRONG" if not line or cause(line) else "other error"
            verdicts[verdict] += 1
            print(f"{verdict}: import {entry}: `{name}` of {module}: {line[:150]}")
    print(f"{folder.name}: {len(found)} causes; {dict(verdicts)}")
    return 1 if verdicts["WRONG"] else 0


if __name__ == "__main__":
    sys.exit(main())
