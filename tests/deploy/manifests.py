#!/usr/bin/env python3
"""What `deploy/` holds, judged by the tools that would read it: kubectl, kubernetes-validate, docker-compose, promtool, nginx.

    tests/deploy/manifests.py

Debian's tools are installed where that is allowed; what cannot be had is said. Custom resources are judged by nobody here:
their definitions belong to the Prometheus operator.
"""

import json
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "templates"))

from agents import PYTHON, REPOSITORY, Failed, pip, run  # noqa: E402
from deploy import DEBIAN, KUBERNETES, debian, skipped  # noqa: E402

DEPLOY = REPOSITORY / "deploy"
DEBIAN["nginx"] = "nginx-light"


def kubernetes(folder: Path) -> None:
    import kubernetes_validate
    import yaml

    kubectl = debian("kubectl")
    if not kubectl:
        return
    for overlay in sorted((DEPLOY / "kubernetes" / "overlays").iterdir()):
        made = folder / f"{overlay.name}.yaml"
        run(["sh", "-c", f'{kubectl} kustomize "{overlay}" > "{made}"'], folder, 60)
        documents = list(yaml.safe_load_all(made.read_text()))
        for document in documents:
            if document["apiVersion"].startswith("monitoring.coreos.com/"):
                continue
            try:
                kubernetes_validate.validate(document, KUBERNETES, strict=True)
            except kubernetes_validate.ValidationError as error:
                raise Failed(f"{overlay.name}: {document['kind']} {document['metadata']['name']}: {error}") from None
        hold_together(overlay.name, documents)


def hold_together(overlay: str, documents: list[dict]) -> None:
    """What pods name is there, or is said to be expected."""
    names = {(document["kind"], re.sub(r"-[a-z0-9]{10}$", "", document["metadata"]["name"])) for document in documents}
    said = (DEPLOY / "kubernetes" / "overlays" / overlay / "kustomization.yaml").read_text()
    for document in documents:
        if document["kind"] not in ("Deployment", "StatefulSet"):
            continue
        pod = document["spec"]["template"]["spec"]
        wanted = [("Secret", volume["secret"]["secretName"]) for volume in pod.get("volumes", []) if "secret" in volume]
        for container in pod["containers"]:
            for source in container.get("envFrom", []):
                wanted += [("ConfigMap", source["configMapRef"]["name"])] if "configMapRef" in source else [("Secret", source["secretRef"]["name"])]
        for kind, name in wanted:
            name = re.sub(r"-[a-z0-9]{10}$", "", name)
            if (kind, name) not in names and f"`{name}`" not in said:
                raise Failed(f"{overlay}: {document['metadata']['name']} wants the {kind} {name}, which is neither there nor said to be expected")


def compose(folder: Path) -> None:
    import yaml

    copy = folder / "compose"
    shutil.copytree(DEPLOY / "compose", copy)
    whole = yaml.safe_load((copy / "compose.yaml").read_text())
    for secret in whole["secrets"].values():
        file = copy / secret["file"]
        file.parent.mkdir(exist_ok=True)
        file.write_text("told")
    for service in whole["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith(".") and not (copy / source).exists():
                raise Failed(f"{volume}: there is no {source} beside compose.yaml")
    if tool := debian("docker-compose"):
        # The version of Debian 12 does not know `name` yet.
        text = re.sub(r"(?m)^name:.*\n", "", (copy / "compose.yaml").read_text())
        (copy / "without-name.yaml").write_text(text)
        run([tool, "-f", copy / "without-name.yaml", "config", "--quiet"], copy, 60)
    if tool := debian("promtool"):
        run([tool, "check", "config", "--syntax-only", "prometheus.yaml"], copy, 60)
        run([tool, "check", "rules", *sorted(map(str, copy.glob("**/rules/*.yaml"))), "http/rules.yaml"], copy, 60)
    for dashboard in copy.glob("**/*.json"):
        ids = [panel["id"] for panel in json.loads(dashboard.read_text())["panels"]]
        if len(set(ids)) != len(ids):
            raise Failed(f"{dashboard} has panels of one id")
    if tool := debian("nginx"):
        run([tool, "-t", "-q", "-c", copy / "nginx.conf"], copy, 60)


def main() -> int:
    pip("PyYAML", "kubernetes-validate")
    if Path(sys.prefix).resolve() != PYTHON.parents[1].resolve():
        # Once more, with what was installed.
        os.execv(PYTHON, [str(PYTHON), *sys.argv])
    failed = 0
    for judge in (kubernetes, compose):
        with tempfile.TemporaryDirectory(prefix="deploy-") as folder:
            try:
                judge(Path(folder))
                print(f"{judge.__name__}: passed")
            except Failed as error:
                failed += 1
                print(f"{judge.__name__}: FAILED\n{error}")
    for tool in sorted(skipped):
        print(f"skipped: {tool} is not there")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
