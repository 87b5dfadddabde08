"""What each peer says of a checkout, and what of ours is beside it.

A comparison gives `(title, ours, theirs)` for each kind of thing; things are tuples, paths are relative to the checkout.
"""

import json
import os
import posixpath
import re
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ours import named, run, tool

LINKS = ("L4/broken-link", "L4/broken-anchor")
IMPORTS = ("L4/unresolved-import", "L4/undeclared-dependency")
SCRIPTS = (".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts")
GRIMP = """
import grimp, json, sys
sys.path.insert(0, sys.argv[1])
graph = grimp.build_graph(sys.argv[2], cache_dir=None)
pairs = [(one, other) for one in graph.modules for other in graph.find_modules_directly_imported_by(one)]
json.dump([sorted(graph.modules), sorted(pairs)], sys.stdout)
"""


def lychee(checkout, _path, ours, spent):
    # A list of files, that hidden folders are looked at by both.
    files = sorted(str(path.relative_to(checkout)) for path in checkout.rglob("*.md") if "node_modules" not in path.parts)
    command = [tool("lychee"), "--offline", "--include-fragments", "--no-progress", "--format", "json", "--root-dir", str(checkout)]
    done, spent["lychee"] = run([*command, *files], cwd=checkout)
    broken = set()
    for path, errors in json.loads(done.stdout)["error_map"].items():
        # The line is that of the link for one, of `[name]: target` for the other.
        for error in errors:
            url = unquote(error["url"]).removeprefix(f"file://{checkout}/")
            broken.add((path, plain(url if "fragment" in error["status"]["text"] else url.split("#")[0])))
    mine = {(path, aim(path, message)) for path, _, _, message in ours.findings(LINKS, [".md"])}
    yield "broken links and fragments", mine, broken

    # The targets that are there, from the links it would look at.
    done, spent["lychee --dump"] = run([*command[:-4], "--root-dir", str(checkout), "--dump", "--verbose", *files], cwd=checkout)
    edges = set()
    for line in done.stdout.splitlines():
        if found := re.fullmatch(r"(.+?) \((.+?)\)(?: \[excluded\])?", line):
            target = Path(unquote(urlsplit(found[1]).path)) if found[1].startswith("file://") else None
            if target and target.is_relative_to(checkout) and target.is_file():
                edges.add((found[2], str(target.relative_to(checkout))))
    _, mine = ours.edges("link")
    yield "links to another file that is there", {(one, to) for one, to in mine if one.endswith(".md")}, {(one, to) for one, to in edges if one != to}


def grimp(checkout, path, ours, spent):
    folder, name = (checkout / path).parent, Path(path).name
    done, spent["grimp"] = run([tool("python3"), "-c", GRIMP, str(folder), name], cwd=checkout)
    modules, pairs = json.loads(done.stdout)
    # The same files: the folder that holds the package.
    nodes, edges = ours.edges("import", folder)
    below = {node for node in nodes if node == name or node.startswith(f"{name}.")}
    yield "modules", {(node,) for node in below}, {(module,) for module in modules}
    yield "imports", {(one, to) for one, to in edges if one in below and to in below}, set(map(tuple, pairs))


def dependency_cruiser(checkout, _path, ours, spent):
    # It dies of a file that does not parse, and what tests read has some.
    files = [path.relative_to(checkout) for path in checkout.rglob("*") if path.suffix in SCRIPTS and "node_modules" not in path.parts]
    files = {str(path) for path in files if "fixtures" not in path.parts}
    # Its defaults: told to read `exports`, as its `--init` does, it finds fewer files of workspaces that are not built.
    command = [tool("depcruise"), "--no-config", "--output-type", "json", "--ts-pre-compilation-deps", "--exclude", "(^|/)node_modules/"]
    if (checkout / "tsconfig.json").exists():
        command += ["--ts-config", "tsconfig.json"]
    done, spent["dependency-cruiser"] = run([*command, *sorted(files)], cwd=checkout)
    edges, lost = set(), set()
    for module in json.loads(done.stdout)["modules"]:
        for to in module["dependencies"]:
            if to["couldNotResolve"]:
                lost.add((module["source"], to["module"]))
            elif not to["coreModule"] and "node_modules/" not in to["resolved"]:
                edges.add((module["source"], to["resolved"]))
    _, mine = ours.edges("import")
    yield "imports of files", {(one, to) for one, to in mine if one in files}, edges
    mine = {(path, named(message)) for path, _, _, message in ours.findings(IMPORTS, SCRIPTS) if path in files}
    for title, wanted in [("relative imports that lead nowhere", True), ("packages that are not there or not declared", False)]:
        yield title, {one for one in mine if one[1].startswith(".") == wanted}, {one for one in lost if one[1].startswith(".") == wanted}


def knip(checkout, _path, ours, spent):
    done, spent["knip"] = run([tool("knip"), "--reporter", "json", "--no-progress", "--include", "dependencies,unlisted,unresolved"], cwd=checkout)
    said = {"unlisted": set(), "unresolved": set(), "dependencies": set()}
    for issue in json.loads(done.stdout)["issues"]:
        for kind in ("unlisted", "unresolved", "dependencies", "devDependencies"):
            at = said["dependencies" if kind == "devDependencies" else kind]
            at |= {(issue["file"], one["name"]) for one in issue[kind]}
    found = ours.findings((*IMPORTS, "L4/unused-dependency"), (*SCRIPTS, "package.json"))
    for kind, code in [("unlisted", IMPORTS[1]), ("unresolved", IMPORTS[0]), ("dependencies", "L4/unused-dependency")]:
        yield f"{kind}, beside {code}", {(path, named(message)) for path, _, of, message in found if of == code}, said[kind]


def deptry(checkout, package, ours, spent):
    environments = os.environ.get("ENVIRONMENTS")
    python = f"{environments}/{checkout.name.split('+')[1]}/bin/python3" if environments else tool("python3")
    with tempfile.NamedTemporaryFile() as file:
        _, spent["deptry"] = run([python, "-m", "deptry", package, "--json-output", file.name], cwd=checkout)
        issues = json.loads(Path(file.name).read_text())
    missing = {(one["location"]["file"], one["location"]["line"], one["module"]) for one in issues if one["error"]["code"] in ("DEP001", "DEP003")}
    unused = {(one["location"]["file"], one["module"].lower()) for one in issues if one["error"]["code"] == "DEP002"}
    found = ours.findings((*IMPORTS, "L4/unused-dependency"))
    mine = {(path, line, named(message).split(".")[0]) for path, line, code, message in found if code in IMPORTS and path.startswith(f"{package}/")}
    yield "imported, not declared (DEP001, DEP003)", mine, missing
    mine = {(path, named(message).lower()) for path, _, code, message in found if code == "L4/unused-dependency" and path == "pyproject.toml"}
    yield "declared, not imported (DEP002)", mine, unused


def aim(path, message):
    """Where a link of a message leads, from the top, as a path with or without a fragment."""
    names = re.findall(r"`([^`]+)`", message)
    if message.startswith("no heading"):
        return path + names[0] if "of this document" in message else names[0] + names[1]
    target = unquote(names[0])
    folder = "" if target.startswith("/") else posixpath.dirname(path)
    return plain(posixpath.join(folder, target.lstrip("/")))


def plain(target):
    """Without what the two write differently: a query, doubled slashes, letters that nobody sees."""
    target = re.sub(r"\\u\{(\w+)\}", lambda found: chr(int(found[1], 16)), target)
    return posixpath.normpath(target.split("?")[0])


def package(name):
    """Of what an import names, what is installed for it."""
    return "/".join(name.split("/")[: 2 if name.startswith("@") else 1])


ALL = {"lychee": lychee, "grimp": grimp, "dependency-cruiser": dependency_cruiser, "knip": knip, "deptry": deptry}
