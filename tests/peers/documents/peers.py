"""Programs that are compared: where they are, what running one costs, and where they say the same."""

import os
import re
import resource
import subprocess
from pathlib import Path


def cpu() -> float:
    """CPU seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(command, timeout=600, **more):
    """Runs a command; what came of it, and its CPU seconds."""
    before = cpu()
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, **more)
    return done, cpu() - before


def tool(name):
    """A program in one of the folders that PEERS names (`:` between them), else on PATH."""
    folders = [Path(folder) for folder in os.environ.get("PEERS", "").split(":") if folder]
    return next((str((folder / name).absolute()) for folder in folders if (folder / name).exists()), name)


def end(lines, line):
    """The last line of what begins at a line: of an instruction that goes on, or of what stands further in."""
    if line > len(lines):
        return line
    goes_on, first = lines[line - 1].rstrip().endswith("\\"), re.match(r"\s*", lines[line - 1])[0]
    for at in range(line, len(lines)):
        if not (re.search(r"\\\s*$|^\s*(#.*)?$", lines[at - 1]) if goes_on else re.match(rf"{first}\s|\s*$", lines[at])):
            return at
    return len(lines)


def alone(places, mine, lines):
    """Of lines and messages of one rule of a peer those where we do not say the same."""
    left, mine = list(places), list(mine)
    # First those at the very same line, since two steps may follow each other.
    for near, last in ((0, lambda line: line), (1, lambda line: end(lines, line) + 1)):
        for place in list(left):
            hit = next((one for one in mine if not place[0] or place[0] - near <= one <= last(place[0])), None)
            if hit is not None:
                left.remove(place)
                mine.remove(hit)
    return left
