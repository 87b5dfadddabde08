"""Small packages whose import goes wrong, or does not: what CPython does with each is not written down here, it is asked.

A case is a text: a line `# path` starts a file. What follows is its content. Each module here has the cases of one theme.
"""

from . import circles, doubts, names, reading

CASES = circles.CASES | names.CASES | reading.CASES | doubts.CASES


def files(case):
    """Path and text of each file."""
    out, path = {}, None
    for line in CASES[case].lstrip("\n").splitlines(keepends=True):
        if line.startswith("# ") and line.rstrip().endswith(".py"):
            path = line[2:].strip()
            out[path] = ""
        else:
            out[path] += line
    return out
