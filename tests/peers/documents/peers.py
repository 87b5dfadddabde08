"""Programs that are compared: where they are, and what running one costs."""

import os
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
    return next((str(folder / name) for folder in folders if (folder / name).exists()), name)
