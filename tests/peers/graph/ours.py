"""What `ouroboros` says of a checkout, in the form in which its peers can be compared with it."""

import json
import os
import re
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "documents"))

from peers import run, tool  # noqa: E402, F401  (the line above is what makes it importable)

# Every run reads everything.
COLD = {**os.environ, "OUROBOROS_NO_CACHE": "true"}


class Ours:
    """The program, and what its runs have cost."""

    def __init__(self, checkout, binary):
        self.checkout, self.binary, self.spent = checkout, binary, Counter()

    def findings(self, codes, suffixes=()):
        """`(path, line, code, message)` of all places that findings of these codes name, infos too."""
        command = [self.binary, "check", ".", "--no-progress", "--format", "json"]
        done, seconds = run(command, cwd=self.checkout, env=COLD)
        self.spent["ouroboros check, all levels"] = seconds
        found = set()
        for one in json.loads(done.stdout)["findings"]:
            if one["code"] in codes and one["path"].endswith(tuple(suffixes) or ""):
                # One finding stands for all places of a file that say the same.
                for place in [one, *one["related"]]:
                    if place["path"] == one["path"]:
                        found.add((one["path"], place["range"]["start"]["line"], one["code"], one["message"]))
        return found

    def edges(self, kind, below="."):
        """Paths by the id of what is there, and pairs of ids, of what lies in one folder."""
        done, seconds = run([self.binary, "graph", ".", "--kind", kind, "--format", "json"], cwd=self.checkout / below, env=COLD)
        self.spent[f"ouroboros graph --kind {kind}"] = seconds
        graph = json.loads(done.stdout)
        return {node["id"]: node["path"] for node in graph["nodes"]}, {(edge["from"], edge["to"]) for edge in graph["edges"]}


def named(message):
    """The first thing that a message names."""
    return re.search(r"`([^`]+)`", message)[1]
