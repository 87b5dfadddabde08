"""INI, judged by who reads the file: configparser, git, systemd, the desktop's validator, EditorConfig's grammar."""

import configparser
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import corpus
from mutation import TOKENS  # noqa: F401  (measure asks for it)

JUDGE = "configparser, git, systemd, desktop-file-validate"
CORPUS = [
    corpus.Debian("systemd", "252.39-1~deb12u2", "bookworm"),
    corpus.Debian("kdevelop", "4:22.12.2-1", "bookworm"),
    corpus.Debian("python-django", "3:3.2.25-0+deb12u3", "bookworm"),
]
PYTHON = {"setup.cfg", "tox.ini", "mypy.ini", "pytest.ini", ".flake8", ".coveragerc", ".pylintrc", "pylintrc"}
UNITS = {".service", ".socket", ".timer", ".mount"}
# What systemd says of a file's form, and not of what it asks for.
FORM = re.compile(r"Missing '='|Invalid section header|Assignment outside of section|Unbalanced quoting")
DESKTOP = re.compile(r"error: (file contains (multiple|line)|first group|.*is not a key)")


def missing():
    tools = [tool for tool in ("systemd-analyze", "desktop-file-validate", "git") if not shutil.which(tool)]
    return ", ".join(tools) or None


def counts(path):
    return "fuzz" not in str(path) and (path.name in PYTHON | {".gitmodules", ".editorconfig"} or path.suffix in UNITS | {".desktop"})


def judge(paths):
    units = systemd([path for path in paths if path.suffix in UNITS])
    return [units[path] if path in units else verdict(path) for path in paths]


def systemd(paths):
    """One run for all of them: it starts slowly."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        copies = {}
        for path in paths:
            text = path.read_text(errors="replace")
            found[path] = None if re.search(r"^\[(Unit|Service|Socket|Timer|Mount|Install)\]", text, re.MULTILINE) else "undecided"
            copy = pathlib.Path(folder, f"u{len(copies)}{path.suffix}")
            copy.write_text(text)
            copies[copy.name] = path
        names = [f"{folder}/{name}" for name in copies]
        for start in range(0, len(names), 100):
            command = ["systemd-analyze", "verify", "--man=no", *names[start : start + 100]]
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=300, check=False, env=os.environ | {"LC_ALL": "C"})
            for line in done.stderr.splitlines():
                said = re.match(r"\S*/(u\d+\.\w+):\d+: (.*)", line)
                if said and said[1] in copies and FORM.search(said[2]) and not found[copies[said[1]]]:
                    found[copies[said[1]]] = line
    return found


def verdict(path):
    text = path.read_text(errors="replace")
    if path.name in PYTHON:
        try:
            configparser.RawConfigParser().read_string(text)
        except configparser.Error as error:
            return " ".join(str(error).split())
        return None
    if path.name == ".gitmodules":
        return said(["git", "config", "-f", path, "--list"], re.compile("fatal"), path)
    if path.name == ".editorconfig":
        lines = [line.strip() for line in text.splitlines()]
        bad = [line for line in lines if line and line[0] not in "#;[" and not re.search("[=:]", line) or line[:1] == "[" and "]" not in line]
        return bad[0] if bad else None
    return said(["desktop-file-validate", path], DESKTOP, path) if "[Desktop Entry]" in text else "undecided"


def said(command, pattern, path):
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=120, check=False, env=os.environ | {"LC_ALL": "C"})
    lines = (done.stdout + done.stderr).splitlines()
    return next((line.replace(str(path), path.name) for line in lines if pattern.search(line)), None)
