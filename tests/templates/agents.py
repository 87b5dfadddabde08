#!/usr/bin/env python3
"""Generates what comes with the program, and runs the tests of what was made, each with its own language's tools.

    OUROBOROS_BIN=target/release/ouroboros tests/templates/agents.py [agent-python|agent-typescript|...]...

What these tools install goes below target/ and stays there for the next run. Every step has a limit.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
TARGET = REPOSITORY / "target"
OUROBOROS = Path(os.environ.get("OUROBOROS_BIN", TARGET / "release" / "ouroboros")).resolve()
VENV = TARGET / "templates-venv"
PYTHON = VENV / "bin" / "python"

# What nobody writes, and every output must bear.
AWKWARD = 'Says "it\'s" \\ */ {{ name }} {% raw %} <!-- --> """ \'\'\' `x` #{y} ${Z}\nsecond\u2028third \u0007 \u202e 🐍 é\\'


def agent(language: str) -> dict[str, Any]:
    path = {"type": "string", "description": "Folder to read."}
    return {
        "name": "test-agent",
        "language": language,
        "description": AWKWARD,
        "capabilities": [
            {
                "name": "reindex",
                "description": AWKWARD,
                "input": {
                    "properties": {
                        "path": path,
                        "from": {"type": "integer", "description": AWKWARD},
                        "type": {"type": "array", "items": {"type": "number"}, "description": AWKWARD},
                        "self": {"type": "boolean", "description": AWKWARD},
                    },
                    "required": ["path", "self"],
                },
                "output": {"properties": {"crate": path, "json": path}, "required": ["json"]},
            },
            {"name": "server", "description": "A name that the agent's own modules have too."},
        ],
    }


SERVICE = {
    "name": "test-service",
    "description": AWKWARD,
    "routes": [
        {"method": "get", "path": "/orders/{id}", "name": "show-order", "summary": AWKWARD},
        {"method": "delete", "path": "/a/{x}/a-path-that-fills-the-line/{y}", "name": "health", "summary": AWKWARD},
    ],
}

PACKAGE = {
    "name": "@test/package",
    "description": AWKWARD,
    "exports": [
        {
            "name": "index",
            "description": AWKWARD,
            "functions": [
                {
                    "name": "parse",
                    "description": AWKWARD,
                    "parameters": [{"name": "text", "type": "string"}, {"name": "on", "type": "Date"}],
                    "returns": "number[]",
                }
            ],
        }
    ],
}

GENERATOR = {
    "target": "python",
    "id": "test-kit",
    "name": AWKWARD,
    "codename": AWKWARD,
    "description": AWKWARD,
    "outputs": [
        {"path": "{provider.id}/{technique.id}.py", "template": "all", "condition": "technique.id != '\"\\\\'"},
        {"path": "README.md", "template": "readme"},
    ],
    "templates": [
        {"id": "all", "content": '{% include "head" %}x = "\\n"\n', "partials": {"head": "# '\"\"\"\\\n"}},
        {"id": "readme", "content": "{{ config.seconds }} {{ snake(namespace) }}\n"},
    ],
    "configSchema": {"required": ["seconds"], "properties": {"seconds": {"type": "integer", "description": AWKWARD}}},
    "example": {"files": {"acme/first.py": "# '\"\"\"\\\nx = \"\\n\"\n", "README.md": "1 ouroboros\n"}},
}


class Failed(Exception):
    """A step that did not do what it should; the message has what it said."""


def run(command: list[str | Path], folder: Path, limit: int, **variables: str) -> None:
    """Runs a command to its end, or ends it and all that it started."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        said, _ = process.communicate()
        raise Failed(f"{command} took more than {limit} s\n{said}") from None
    if process.returncode != 0:
        raise Failed(f"{command} in {folder} ended with {process.returncode}\n{said}")


def python_agent(folder: Path) -> None:
    pip("--no-build-isolation", "--editable", f"{folder}[dev]")
    run([PYTHON, "-m", "pytest", "-q"], folder, 180)
    run([PYTHON, "-m", "ruff", "check", "."], folder, 60)
    run([PYTHON, "-m", "mypy", "src", "tests"], folder, 300)


def python_generator(folder: Path) -> None:
    pip("jinja2", "jsonschema", "mypy", "pytest", "ruff", "types-jsonschema")
    run([PYTHON, "-m", "pytest", "-q", "tests/unit"], folder, 120)
    run([PYTHON, "-m", "ruff", "check", "."], folder, 60)
    run([PYTHON, "-m", "mypy", "--strict", "--explicit-package-bases", "core", "tests"], folder, 300)


def pip(*wanted: str) -> None:
    if not PYTHON.exists():
        run([sys.executable, "-m", "venv", VENV], REPOSITORY, 120)
        run([PYTHON, "-m", "pip", "install", "-q", "hatchling", "editables"], REPOSITORY, 300)
    run([PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", *wanted], REPOSITORY, 500)


def typescript(folder: Path) -> None:
    manifest = json.loads((folder / "package.json").read_text())
    wanted = {key: manifest.get(key, {}) for key in ("dependencies", "devDependencies")}
    installed = TARGET / "templates-npm" / folder.parent.name
    stamp = installed / "package.json"
    if not stamp.exists() or json.loads(stamp.read_text()) != wanted:
        shutil.rmtree(installed, ignore_errors=True)
        installed.mkdir(parents=True)
        (folder / "node_modules").unlink(missing_ok=True)
        shutil.copy(folder / "package.json", installed)
        run(["npm", "install", "--no-audit", "--no-fund"], installed, 400)
        stamp.write_text(json.dumps(wanted))
    (folder / "node_modules").symlink_to(installed / "node_modules")
    run(["npm", "test"], folder, 240)


def rust(folder: Path) -> None:
    target = TARGET / "templates-cargo"
    kept = target / f"{folder.parent.name}.lock"
    if kept.exists():
        shutil.copy(kept, folder / "Cargo.lock")
    variables = {"CARGO_TARGET_DIR": str(target), "CARGO_PROFILE_DEV_DEBUG": "0"}
    run(["cargo", "fmt", "--check"], folder, 60)
    run(["cargo", "test", "-q"], folder, 900, **variables)
    run(["cargo", "clippy", "-q", "--all-targets", "--", "-D", "warnings"], folder, 600, **variables)
    shutil.copy(folder / "Cargo.lock", kept)


CASES: dict[str, tuple[str, dict[str, Any], Callable[[Path], None]]] = {
    "agent-python": ("agent", agent("python"), python_agent),
    "agent-typescript": ("agent", agent("typescript"), typescript),
    "agent-rust": ("agent", agent("rust"), rust),
    "rust-service": ("rust-service", SERVICE, rust),
    "ts-package": ("ts-package", PACKAGE, typescript),
    "generator": ("generator", GENERATOR, python_generator),
}


def generate(root: Path, generator: str, given: dict[str, Any]) -> Path:
    """Makes everything below `root`, which is then in order and stays as it is."""
    entry = {"use": f"ouroboros:{generator}", "into": "out", "with": given}
    (root / "test.dna.yaml").write_text(json.dumps({"dna": 1, "name": "test", "generators": {"made": entry}}, ensure_ascii=False))
    run([OUROBOROS, "generate", "--root", root, "--apply"], root, 60)
    run([OUROBOROS, "generate", "--root", root, "--check"], root, 60)
    run([OUROBOROS, "check", root, "--no-cache", "--fail-on", "warning"], root, 60)
    return root / "out"


# The examples, whose handlers are written: made anew, tested, and the one in Python called as the orchestrator calls it.
HELPERS = REPOSITORY / "fixtures" / "agents"
EXAMPLES: dict[str, Callable[[Path], None]] = {
    "todo-counter": lambda folder: todo_counter(folder),
    "licence-checker": typescript,
    "log-summary": rust,
}


def todo_counter(folder: Path) -> None:
    python_agent(folder)
    # The whole workspace is named, as in the other parts of `./test`: of one package cargo would build another set of features.
    tests = ["cargo", "nextest", "run", "--release", "--locked", "--workspace", "--run-ignored", "only", "-E", "binary_id(agents::example)"]
    run([*tests], REPOSITORY, 900, TODO_COUNTER=str(VENV / "bin" / "todo-counter"))


def example(root: Path, name: str) -> Path:
    """A copy of the examples, which are what is made of their DNA."""
    run([OUROBOROS, "generate", "--root", HELPERS, "--check"], REPOSITORY, 60)
    run([OUROBOROS, "check", HELPERS, "--no-cache", "--fail-on", "warning"], REPOSITORY, 60)
    shutil.copytree(HELPERS / "agents" / name, root / name)
    return root / name


def main() -> int:
    known = [*CASES, *EXAMPLES]
    chosen = sys.argv[1:] or known
    if unknown := [name for name in chosen if name not in known]:
        print(f"there is no case {', '.join(unknown)}: {', '.join(known)} are", file=sys.stderr)
        return 2
    failed = 0
    for name in chosen:
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="templates-") as temporary:
            root = Path(temporary, name)
            root.mkdir()
            try:
                if name in EXAMPLES:
                    EXAMPLES[name](example(root, name))
                else:
                    generator, given, judge = CASES[name]
                    judge(generate(root, generator, given))
                verdict = "passed"
            except Failed as failure:
                print(failure)
                failed += 1
                verdict = "FAILED"
        print(f"{name}: {verdict} in {time.monotonic() - start:.0f} s", flush=True)
    print(f"{len(chosen) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
