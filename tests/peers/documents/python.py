#!/usr/bin/env python3
"""Python of public projects: what we find beside ruff and pyflakes, in one run on the same files.

Usage: python.py CORPUS [--binary target/release/ouroboros] [--show] [--sample N]

CORPUS is a folder of unpacked projects, filled from `python-corpus.tsv`: revisions of repositories, and source distributions of PyPI.
The peers are looked for on PATH, or in the folder PEERS of the environment. For each rule: what both find, what only one of them finds,
and for each that only one finds, why. A difference without a reason is printed, and the exit status is 1. Then the CPU seconds of each.
"""

import argparse
import ast
import json
import os
import random
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from peers import run, tool

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
RULES = {
    "F401": "L3/unused-import",
    "F811": "L3/duplicate-definition",
    "F821": "L3/undefined-name",
    "F822": "L3/undefined-export",
    "F632": "L3/literal-identity",
    "B006": "L3/mutable-default",
}
# Rules of ruff that say the same by other means, or what we leave to linters: not compared.
STYLE = ["F403", "F405", "F841", "E402", "F541"]
PYFLAKES = [
    (re.compile(r"imported but unused$"), "F401"),
    (re.compile(r"^redefinition of unused"), "F811"),
    (re.compile(r"^undefined name .* in __all__$"), "F822"),
    (re.compile(r"^undefined name"), "F821"),
    (re.compile(r"^use ==/!= to compare"), "F632"),
]
DATA = {
    "__fixtures__", "__snapshots__", "corpus", "fixture", "fixtures", "golden", "goldens", "project_template", "project_templates",
    "snapshots", "template", "templates", "test-data", "test_data", "testdata",
}  # fmt: skip
BELOW_TESTS = {
    "cases", "data", "examples", "expected", "files", "input", "inputs", "modules", "output", "outputs", "resources", "roots", "samples",
    "snippets",
}  # fmt: skip
GIVERS = re.compile(r"(^|/)(__init__|conftest|.*settings.*|.*compat.*|six|api|env|celeryconfig|.*config|constants|.*typing)\.py$|/(settings|config|compat|configs)/[^/]*$")
EFFECT = set(
    "antigravity bootstrap checks config context env environment handlers init monkeypatch patch patches path paths readline receivers "
    "register rlcompleter settings setup signals sitecustomize tasks this usercustomize".split()
)


def is_data(path: str) -> bool:
    folders = path.split("/")[:-1]
    tests = next((at for at, part in enumerate(folders) if part in ("test", "tests", "testing")), len(folders))
    return any(part in DATA or part.startswith(".") for part in folders) or any(part in BELOW_TESTS for part in folders[tests:])


class Module:
    """What the reasons ask of a file."""

    def __init__(self, path: Path):
        self.text = path.read_text(encoding="utf-8", errors="replace")
        self.lines = self.text.splitlines()
        try:
            self.tree = ast.parse(self.text)
        except (SyntaxError, ValueError, RecursionError):
            self.tree = None
        self.parents, self.blocks = {}, {}
        for node in ast.walk(self.tree) if self.tree else []:
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node

    def at(self, line, kinds):
        """The innermost nodes of these kinds that hold a line."""
        found = [node for node in self.parents if isinstance(node, kinds) and node.lineno <= line <= node.end_lineno]
        return sorted(found, key=lambda node: (node.lineno, -node.end_lineno))

    def around(self, node):
        while node in self.parents:
            node = self.parents[node]
            yield node

    def has(self, pattern) -> bool:
        return re.search(pattern, self.text) is not None


def why_not_unused(path, module, line, message):
    name = re.search(r"`([^`]*)`", message)[1]
    bound = name.split(" as ")[-1].split(".")[-1]
    if GIVERS.search("/" + path):
        return "a module that others take names from"
    if "find_spec" in message:
        return "an attempt that catches ImportError"
    statements = module.at(line, (ast.Import, ast.ImportFrom))
    if statements:
        statement = statements[-1]
        named = [alias.asname for alias in statement.names if alias.asname and alias.name.split(".")[-1] == bound]
        bound = named[0] if named else bound
        if any("pylint:" in text for text in module.lines[statement.lineno - 1 : statement.end_lineno]):
            return "accepted in a comment for another tool"
        for alias in statement.names:
            if isinstance(statement, ast.Import) and alias.name == name and "." in name and not alias.asname:
                return "`import a.b` runs a module"
            if alias.asname and alias.asname == alias.name and alias.name.split(".")[-1] == bound:
                return "`x as x` gives the name on"
        for node in module.around(statement):
            if isinstance(node, ast.Try):
                return "an attempt that catches ImportError"
            if isinstance(node, ast.With):
                return "a `with` that looks on"
            if isinstance(node, ast.FunctionDef) and re.search(r"^ready$|import|autodiscover", node.name):
                return "a function that imports for the effect"
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").count("fixture"):
            return "fixtures, found by name"
    if module.has(r"\b(eval|exec|globals|locals|vars)\(|\bdir\(\)|_getframe|currentframe|getmembers"):
        return "the file reads names by their text"
    if set(name.split(" ")[0].split(".")[-1].split("_")) & EFFECT:
        return "a module whose name says that importing it does something"
    if re.search(r"# flake8: *noqa|# pylint: *(skip-file|disable=.*(unused-import|W0611))", module.text):
        return "accepted in a comment for another tool"
    if re.search(r"[\"'][^\"'\n]*\b%s\b[^\"'\n]*[\"']|# type:.*\b%s\b|>>>.*\b%s\b|\.\.\. .*\b%s\b" % ((re.escape(bound),) * 4), module.text):
        return "named in a text that is read as code (annotation, doctest, comment)"
    if re.search(r"(test|tests)", path) and (bound.lower().startswith("test") or "fixture" in bound or module.has(r"def \w+\([^)]*\b%s\b" % re.escape(bound))):
        return "found by a runner of tests, by its name"
    if bound in ("setUpModule", "tearDownModule", "setup_module", "teardown_module", "load_tests", "_"):
        return "found by a runner of tests, by its name"
    if module.has(r"(?m)^\s*(%s)\b[^=\n(]*=[^=]|\b(def|class|for|global|del) (%s)\b|\bas %s\b" % ((re.escape(bound),) * 3)):
        return "the name is bound otherwise too, or removed"
    if module.tree and all(isinstance(one, (ast.Import, ast.ImportFrom, ast.Expr, ast.Assign, ast.If, ast.Try, ast.AnnAssign, ast.AugAssign)) for one in module.tree.body):
        return "a module of nothing but imports"
    if len(re.findall(r"\b%s\b" % re.escape(bound), module.text)) > 1:
        return "used in a scope in which another import of the name is not seen first"
    return None


def why_not_twice(path, module, line, message):
    name = re.search(r"`([^`]*)`", message)[1].split(".")[-1]
    first = int(re.search(r"line (\d+)", message)[1]) if re.search(r"line (\d+)", message) else 0
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    second = [node for node in module.at(line, definitions) if node.name == name and node.lineno == line]
    if not second:
        return "an import, a parameter or a variable takes the name: nothing is defined again"
    second = second[-1]
    if second.decorator_list or any(node.name == name and node.decorator_list for node in module.at(first, definitions)):
        return "with a decorator"
    before = [node for node in module.parents if getattr(node, "lineno", 0) <= first and getattr(node, "end_lineno", 0) >= first and isinstance(node, (*definitions, ast.Import, ast.ImportFrom))]
    if not any(module.parents[node] is module.parents[second] and same_block(module.parents[second], node, second) for node in before):
        return "in another block"
    if isinstance(second, ast.ClassDef) and (second.bases or second.keywords):
        return "a class whose bases may register it"
    between = "\n".join(module.lines[first : second.end_lineno])
    if re.search(r"\b%s\b" % re.escape(name), between.replace("def %s" % name, "").replace("class %s" % name, "")):
        return "something between may use the first"
    if module.has(r"\b(eval|exec|globals|locals|vars)\(|\bdir\(\)|getmembers"):
        return "the file reads names by their text"
    return None


def same_block(parent, one, other):
    return any(one in block and other in block for block in vars(parent).values() if isinstance(block, list))


def why_not_undefined(path, module, line, message):
    name = re.search(r"`([^`]*)`", message)[1]
    if module.has(r"(?m)\b(exec|globals)\(|^(locals|vars)\(\)|^\s*from .* import \*"):
        return "names come from elsewhere (star import, exec, globals)"
    if name.startswith("__") and name.endswith("__"):
        return "a name that a loader gives"
    text = module.lines[line - 1] if line <= len(module.lines) else ""
    if re.search(r"# flake8: *noqa|# pylint: *(skip-file|disable=.*(unused-import|W0611))", module.text):
        return "accepted in a comment for another tool"
    if re.search(r"[\"'][^\"']*\b%s\b[^\"']*[\"']" % re.escape(name), text):
        return "in a text"
    if module.has(r"(?m)(^|\s|,|\()(%s)\s*(,[^=\n(]*\)?\s*|:[^=\n]*)?=[^=]|\b(def|class|for|as|import|global|del|lambda|nonlocal) [^\n]*\b%s\b" % ((re.escape(name),) * 2)):
        return "bound somewhere in its scope, later or removed: order is not judged"
    if module.has(r"except\s*(\(?.*NameError.*|):"):
        return "its absence is caught"
    if name in ("unicode", "xrange", "basestring", "long", "raw_input", "reduce", "cmp", "unichr", "execfile", "file", "reload"):
        return "of Python 2, in a file for both"
    if name in ("_", "display", "gdb", "get_ipython", "lldb", "ngettext", "npgettext", "pgettext", "profile", "reveal_type", "snakemake", "tags"):
        return "a tool puts it in"
    return None


def why_not_exported(path, module):
    if path.endswith("__init__.py"):
        return "a package exports its modules"
    if module.has(r"(?m)^__all__ (\+?)= (\[\s*\w+ for|[\w.]+)"):
        return "a list that is not written out"
    return "names come from elsewhere (star import, `__getattr__`)" if module.has(r"(?m)^\s*from .* import \*|def __getattr__|sys\.modules") else None


WHY_NOT = {
    "F401": why_not_unused,
    "F811": why_not_twice,
    "F821": why_not_undefined,
    "F822": lambda path, module, line, message: why_not_exported(path, module),
    "F632": lambda path, module, line, message: None,
    "B006": lambda path, module, line, message: "the body is not seen to change the default",
}


def in_class_body(module, line, name) -> bool:
    """Whether a class around the line binds the name, which its functions and comprehensions do not see."""
    return any(re.search(r"(?m)^\s+%s\b" % re.escape(name), "\n".join(module.lines[node.lineno - 1 : node.end_lineno])) for node in module.at(line, ast.ClassDef))


def why_only_ours(path, module, line, code, message):
    name = re.search(r"`([^`]*)`", message)
    name = name[1] if name else ""
    if code == "F821" and in_class_body(module, line, name):
        return "the peers let comprehensions see the class around them; Python does not"
    if code == "F811":
        return "the peers count a use in a function that runs later as one of the first"
    if code == "F401":
        return "the peers take a use of another binding of the name for one of the import"
    return None


def ours(options, files):
    command = [options.binary, "check", str(options.corpus), "--format", "json", "--no-progress", "--no-cache", "--level", "L3"]
    done, seconds = run(command, timeout=1200)
    known = set(files)
    found = defaultdict(dict)
    for one in json.loads(done.stdout)["findings"]:
        code = next((theirs for theirs, own in RULES.items() if own == one["code"]), one["code"])
        if one["path"] in known and (code in RULES or code == "L3/unreachable-code"):
            found[code].setdefault((one["path"], one["range"]["start"]["line"]), one["message"])
    unread = {one["path"] for one in json.loads(done.stdout)["findings"] if one["code"].startswith("L1/")}
    return found, unread, seconds


def ruff(options):
    select = ",".join([*RULES, "E9"])
    command = [tool("ruff"), "check", "--isolated", "--no-cache", "--select", select, "--output-format", "json", "--no-respect-gitignore", "--target-version", "py314", "--exit-zero", str(options.corpus)]
    done, seconds = run(command, timeout=1200)
    found = defaultdict(dict)
    for one in json.loads(done.stdout):
        path = os.path.relpath(one["filename"], options.corpus)
        if one["code"] in RULES and path.endswith(".py"):
            found[one["code"]].setdefault((path, one["location"]["row"]), one["message"])
    return found, seconds


def pyflakes(options):
    done, seconds = run([tool("pyflakes"), str(options.corpus)], timeout=1200)
    found = defaultdict(dict)
    for line in done.stdout.splitlines():
        match = re.match(r"(.*?):(\d+):\d+:? (.*)$", line)
        code = match and next((code for pattern, code in PYFLAKES if pattern.search(match[3])), None)
        if code:
            message = match[3].replace("'", "`")
            found[code].setdefault((os.path.relpath(match[1], options.corpus), int(match[2])), message)
    return found, seconds


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--binary", default=str(ROOT / "target/release/ouroboros"))
    arguments.add_argument("--show", action="store_true", help="print every difference")
    arguments.add_argument("--sample", type=int, help="print so many of our findings, drawn with seed 20260727, to be judged by hand")
    options = arguments.parse_args()
    options.corpus = options.corpus.resolve()
    files = sorted(str(path.relative_to(options.corpus)) for path in options.corpus.rglob("*.py"))
    own, unread, own_seconds = ours(options, files)
    if options.sample:
        everything = sorted((path, line, RULES.get(code, code), message) for code, found in own.items() for (path, line), message in found.items())
        for one in sorted(random.Random(20260727).sample(everything, min(options.sample, len(everything)))):
            print(*one, sep="\t")
        return 0
    ruff_found, ruff_seconds = ruff(options)
    flakes_found, flakes_seconds = pyflakes(options)
    modules: dict[str, Module] = {}

    def module(path):
        return modules.setdefault(path, None) or modules.__setitem__(path, Module(options.corpus / path)) or modules[path]

    unexplained = 0
    print(f"{len(files)} files; CPU seconds: ours {own_seconds:.1f}, ruff {ruff_seconds:.1f}, pyflakes {flakes_seconds:.1f}")
    for code, rule in RULES.items():
        theirs = dict(flakes_found[code]) | dict(ruff_found[code])
        if code == "B006":
            both = {place for place in own[code] if any(path == place[0] for path, _ in theirs)}
            missed = dict(theirs)
        else:
            both = own[code].keys() & theirs.keys()
            missed = {place: message for place, message in theirs.items() if place not in own[code]}
        alone = {place: message for place, message in own[code].items() if place not in both}
        print(f"== {rule}: both {len(both)}, only ours {len(alone)}, only ruff's or pyflakes' {len(missed)}")
        for title, places in (("theirs", missed), ("ours", alone)):
            reasons = Counter()
            for (path, line), message in sorted(places.items()):
                if title == "theirs":
                    reason = "not judged: L1 found errors in the file" if path in unread else "data of tests, or filled in by a generator" if is_data(path) else WHY_NOT[code](path, module(path), line, message)
                else:
                    reason = why_only_ours(path, module(path), line, code, message)
                reasons[reason or "UNEXPLAINED"] += 1
                unexplained += reason is None
                if reason is None or options.show:
                    print(f"   only {title}: {path}:{line} {code} {message}{'' if reason is None else ' -- ' + reason}")
            for reason, count in reasons.most_common():
                print(f"   only {title}: {count:5} {reason}")
    print(f"== L3/unreachable-code: {len(own['L3/unreachable-code'])}, which no rule of theirs that is on by default looks for")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
