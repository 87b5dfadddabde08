"""Scratch repositories, and the built program."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]
OUROBOROS = Path(os.environ.get("OUROBOROS_BIN", HERE / "target/release/ouroboros"))

# Nothing of the outside that changes what is said.
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "CI", "RUNNER_", "GIT_", "VIRTUAL_ENV"))}

# Findings of every severity, in two components, with names that break out of what is not escaped.
SHOP = {
    "shop/__init__.py": "",
    "shop/models.py": "class Order: ...\n",
    "shop/views.py": "from shop.model import Order\nfrom shop.models.x import y\n",
    "shop/a.py": "from shop import b\n",
    "shop/b.py": "from shop import a\n",
    "web/package.json": '{ "name": "web" }\n',
    "web/a.md": "[x](#nope) [y](nope.md)\n",
    "web/x.json": '{"a": [1,]}\n',
    'bad "]]><&\n\x1b[2J%,.py': "x = = '\x01'\n",
    "CODEOWNERS": "* @all\n/web/ @web\n",
}


class Repository:
    def __init__(self, folder: Path, files: dict[str, str]):
        self.folder = folder
        (folder / ".git").mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run(self, *command: object, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [str(word) for word in command], cwd=self.folder, env=PLAIN | environment, capture_output=True, text=True, timeout=120
        )

    def check(self, *arguments: str) -> subprocess.CompletedProcess:
        return self.run(OUROBOROS, "check", *arguments)


@pytest.fixture
def shop(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "shop", SHOP)


@pytest.fixture
def clean(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "clean", {"a.py": "x = 1\n"})


def tool(name: str) -> str:
    """The path of a program; skips the test without it."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} cannot be installed here")
    return found
