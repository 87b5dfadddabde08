#!/usr/bin/env python3
"""Measures which modules distributions bring, and writes it into ../data/modules.tsv.

    python3 server/graph/modules/measure.py PATH...

Each PATH is a wheel, an sdist, or a folder that has such, or installed distributions (`site-packages`), anywhere below it. What
is there is read, never run, and no index is asked: bring the wheels with pip first (`pip download --no-deps -d FOLDER NAME`).
Lines of distributions that are not below the paths stay as they are.

Each line: the normalised name, a tab, the modules with blanks between; no tab where the only module is the name with `_` for
`-`. Of a namespace that several distributions share, the dotted path of the first package that is a distribution's own
(`google.cloud.storage`).
"""

import csv
import io
import re
import sys
import tarfile
import zipfile
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data" / "modules.tsv"

# What lies in wheels by mistake: nobody means it by an import.
LEFT_OUT = {"bench", "benchmark", "benchmarks", "bin", "demo", "demos", "doc", "docs", "etc", "example", "examples", "licenses"}
LEFT_OUT |= {"sample", "samples", "scripts", "share", "test", "tests"}

# Namespaces that have modules of several distributions directly below them.
SHARED = {"backports", "google", "google.cloud", "jaraco", "sphinxcontrib"}

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# An `__init__.py` that does this and nothing else, so a short one.
DECLARES_NAMESPACE = re.compile(rb"__path__\s*=.*extend_path\(|declare_namespace\(__name__\)")
SHORT = 2000
DEEPEST = 5
LARGEST = 1 << 20


def normalised(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def module_of(file):
    """The module that a file is, by its name; `None` for what is none."""
    stem, _, rest = file.partition(".")
    is_module = rest == "py" or rest in ("so", "pyd") or rest.startswith(("cpython-", "abi3.", "cp3")) and rest.endswith((".so", ".pyd"))
    return stem if is_module and NAME.fullmatch(stem) else None


def tree_of(paths):
    """Folders as dictionaries; files are `None`."""
    top = {}
    for path in paths:
        parts = path.split("/")
        if parts[0].endswith(".data") and len(parts) > 2:
            if parts[1] not in ("purelib", "platlib"):
                continue
            parts = parts[2:]
        if ".." in parts or parts[0].endswith((".dist-info", ".egg-info")) or "__pycache__" in parts:
            continue
        at = top
        for part in parts[:-1]:
            at = at.setdefault(part, {})
            if at is None:
                break
        else:
            at.setdefault(parts[-1], None)
    return top


def is_namespace(init):
    return len(init) < SHORT and DECLARES_NAMESPACE.search(init)


def modules_in(folder, path, read):
    """The dotted paths of what `folder`, which is `path` in imports, has of its own."""
    found = set()
    for name, below in sorted(folder.items()):
        if below is None:
            module = module_of(name)
            if module and module != "__init__":
                found.add(".".join([*path, module]))
            continue
        if not NAME.fullmatch(name):
            continue
        here = [*path, name]
        dotted = ".".join(here)
        own = {module_of(file) for file, inner in below.items() if inner is None} - {None}
        # Beside a stub alone there are modules that a loader puts there.
        is_package = "__init__" in own or "__init__.pyi" in below
        if "__init__.py" in below and is_namespace(read("/".join([*here, "__init__.py"]))):
            is_package, own = False, set()
        if is_package or own and dotted not in SHARED:
            found.add(dotted)
        elif len(here) < DEEPEST:
            found |= modules_in(below, here, read)
    return found


def told(modules):
    """Without what nobody means by an import, unless there is nothing else."""
    modules = {module for module in modules if not module.endswith("__mypyc") and not LEFT_OUT & set(module.split("."))}
    return sorted({module for module in modules if not any(part.startswith("_") for part in module.split("."))} or modules)


def of_wheel(file):
    with zipfile.ZipFile(file) as wheel:
        names = [name for name in wheel.namelist() if not name.endswith("/")]
        known = set(names)

        def read(path):
            data = next((name for name in names if name == path or name.endswith(f"lib/{path}") and ".data/" in name), None)
            return wheel.read(data) if data in known and wheel.getinfo(data).file_size < LARGEST else b""

        return told(modules_in(tree_of(names), [], read))


def of_installed(info):
    """Of a folder `x.dist-info`; `None` where what is installed lies elsewhere, as when it is being developed."""
    record = info / "RECORD"
    if not record.is_file():
        return None
    paths = [row[0] for row in csv.reader(io.StringIO(record.read_text(errors="replace"))) if row]
    if any("__editable__" in path or path.endswith(("direct_url.json", ".egg-link")) for path in paths):
        return None

    def read(path):
        file = info.parent / path
        return file.read_bytes() if file.is_file() and file.stat().st_size < LARGEST else b""

    return told(modules_in(tree_of(paths), [], read))


def of_sdist(file):
    """What setuptools has written into an sdist; `None` where it has not."""
    with tarfile.open(file) as sdist:
        for member in sdist:
            if re.fullmatch(r"[^/]+/([^/]+/)?[^/]+\.egg-info/top_level\.txt", member.name) and member.size < LARGEST:
                text = sdist.extractfile(member).read().decode(errors="replace")
                return told({line.strip() for line in text.splitlines() if NAME.fullmatch(line.strip())})
    return None


def version_key(version):
    """Near enough to tell the newest of what lies about."""
    return [int(part) for part in re.findall(r"\d+", version.partition("-")[0])]


def measured(path):
    """Names, versions and modules of all distributions at or below `path`; wheels are believed before sdists."""
    files = [path, *sorted(path.rglob("*"))]
    kinds = [
        (lambda file: file.name.endswith(".tar.gz") and file.is_file(), of_sdist),
        (lambda file: file.name.endswith(".dist-info") and file.is_dir(), of_installed),
        (lambda file: file.suffix == ".whl" and file.is_file(), of_wheel),
    ]
    for is_kind, modules in kinds:
        for file in filter(is_kind, files):
            parts = file.name.removesuffix(".tar.gz").removesuffix(".dist-info")
            name, dash, version = parts.rpartition("-") if modules is of_sdist else parts.partition("-")
            try:
                found = modules(file)
            except (OSError, tarfile.TarError, zipfile.BadZipFile) as error:
                print(f"{file}: {error}", file=sys.stderr)
                continue
            if dash and found:
                yield (modules is not of_sdist, version_key(version), normalised(name), found)


def read_lines(file):
    """The modules of each distribution that `file` has; none for the name itself."""
    rows = (line.partition("\t") for line in file.read_text().splitlines()) if file.exists() else ()
    return {name: modules.split() for name, _, modules in rows}


def write_lines(file, lines):
    def line(name, modules):
        return name if modules in ([], [name.replace("-", "_")]) else f"{name}\t{' '.join(modules)}"

    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(f"{line(name, modules)}\n" for name, modules in sorted(lines.items())))


def main(paths):
    if not paths:
        sys.exit(__doc__)
    lines = read_lines(DATA)
    found = [distribution for path in paths for distribution in measured(Path(path))]
    # The newest last, so that it stays.
    for _, _, name, modules in sorted(found):
        lines[name] = modules
    write_lines(DATA, lines)


if __name__ == "__main__":
    main(sys.argv[1:])
