"""What CI servers read from this repository works: linted, and run as far as that goes without the server."""

import hashlib
import os
import re
import shutil
import subprocess
import tarfile

import pytest

from conftest import HERE, OUROBOROS, PLAIN, Repository, tool

ON_PATH = {"PATH": f"{OUROBOROS.parent}{os.pathsep}{os.environ['PATH']}"}


def ran(command, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=300, **more)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done


def git(repository: Repository, *arguments: str) -> str:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main", "-c", "core.hooksPath=/dev/null"]
    return ran(["git", *identity, *arguments], cwd=repository.folder, env=PLAIN).stdout.strip()


def example(language: str, containing: str) -> str:
    """An example of the page about CI."""
    blocks = re.findall(rf"```{language}\n(.*?)```", (HERE / "docs/ci.md").read_text(), re.DOTALL)
    return next(block for block in blocks if containing in block)


def test_the_action_is_sound_and_so_is_its_use(tmp_path):
    ran([tool("check-jsonschema"), "--builtin-schema", "vendor.github-actions", HERE / "action.yml"])
    user = Repository(tmp_path / "user", {".github/workflows/check.yml": example("yaml", "runs-on:")})
    shutil.copy(HERE / "action.yml", user.folder)
    shutil.rmtree(user.folder / ".git")
    git(user, "init")
    lint = [tool("actionlint"), "-no-color", "-shellcheck", shutil.which("shellcheck") or ""]
    ran(lint, cwd=user.folder)
    # It knows the action's inputs and outputs.
    workflow = user.folder / ".github/workflows/check.yml"
    workflow.write_text(workflow.read_text().replace("arguments:", "argument:"))
    assert 'input "argument" is not defined' in subprocess.run(lint, cwd=user.folder, capture_output=True, text=True, timeout=60).stdout


def test_the_scripts_are_sound():
    ran([tool("shellcheck"), *sorted((HERE / "ci").glob("*.sh")), HERE / "tests/ci_surfaces/run.sh"])


def job(repository: Repository, script: str, **inputs: str):
    """Runs a script of the action as a runner does."""
    runner = repository.folder.parent / "runner"
    runner.mkdir(exist_ok=True)
    files = {name: runner / name for name in ("GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for file in files.values():
        file.write_text("")
    environment = {"RUNNER_TEMP": str(runner), "GITHUB_WORKSPACE": str(repository.folder), "OUROBOROS_SOURCE": str(HERE)}
    environment |= {name: str(file) for name, file in files.items()} | inputs
    step = runner / "step.sh"
    step.write_text(f'"$OUROBOROS_SOURCE/ci/{script}"')
    assert f"run: '{step.read_text()}'" in (HERE / "action.yml").read_text()
    done = repository.run("bash", "--noprofile", "--norc", "-eo", "pipefail", step, **environment)
    return done, {name: file.read_text() for name, file in files.items()}


def test_the_action_installs_an_archive(tmp_path, clean):
    archive = tmp_path / "ouroboros-0.1.0-any.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(OUROBOROS, "ouroboros-0.1.0-any/ouroboros")
    sha256 = hashlib.sha256(archive.read_bytes()).hexdigest()
    done, files = job(clean, "install.sh", OUROBOROS_ARCHIVE=str(archive), OUROBOROS_SHA256=sha256)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("ouroboros ")
    assert os.access(f"{files['GITHUB_PATH'].strip()}/ouroboros", os.X_OK)
    done, _ = job(clean, "install.sh", OUROBOROS_ARCHIVE=str(archive), OUROBOROS_SHA256="0" * 64)
    assert done.returncode == 2 and "::error title=Ouroboros::the SHA-256 of" in done.stdout
    done, _ = job(clean, "install.sh", OUROBOROS_ARCHIVE="nowhere.tar.gz")
    assert done.returncode == 2 and "there is no archive" in done.stdout


def test_the_action_checks(tmp_path, shop, clean):
    sarif = tmp_path / "out.sarif"
    done, files = job(shop, "check.sh", OUROBOROS_SARIF=str(sarif), OUROBOROS_ARGUMENTS="--level=L4\n\n--fail-on=warning\n", **ON_PATH)
    assert done.returncode == 1, done.stderr
    assert "::error file=shop/views.py,line=1," in done.stdout and sarif.stat().st_size > 1000
    assert files["GITHUB_OUTPUT"] == f"sarif={sarif}\nexit-code=1\n"
    assert "L4/unresolved-import" in files["GITHUB_STEP_SUMMARY"]
    done, files = job(clean, "check.sh", OUROBOROS_ANNOTATIONS="false", **ON_PATH)
    assert (done.returncode, files["GITHUB_OUTPUT"]) == (0, "exit-code=0\n"), done.stderr
    assert "0 errors" in done.stdout
    done, _ = job(clean, "check.sh", OUROBOROS_PATH="nowhere", OUROBOROS_SARIF=str(sarif), **ON_PATH)
    assert done.returncode == 2 and "nowhere: there is no such file" in done.stderr


def test_the_gitlab_job(shop, clean):
    ran([tool("check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", HERE / "ci/gitlab.yml"])
    yaml = pytest.importorskip("yaml")
    job = yaml.safe_load((HERE / "ci/gitlab.yml").read_text())["ouroboros"]
    variables = {name: value for name, value in job["variables"].items() if "IMAGE" not in name}
    reports = job["artifacts"]["reports"]
    for repository, code in ((shop, 1), (clean, 0)):
        done = repository.run("bash", "-eo", "pipefail", "-c", "\n".join(job["script"]), CI_PROJECT_DIR=str(repository.folder), **variables, **ON_PATH)
        assert done.returncode == code, done.stderr
        assert " component" in done.stdout
        for name in reports.values():
            assert (repository.folder / name).stat().st_size > 0
    done = clean.run("bash", "-eo", "pipefail", "-c", "\n".join(job["script"]), **(variables | {"OUROBOROS_PATH": "nowhere"}), **ON_PATH)
    assert done.returncode not in (0, 1) or not done.stdout, "what cannot be checked is not taken for findings"


def test_pre_commit_runs_the_hooks(tmp_path):
    pre_commit = tool("pre-commit")
    ran([pre_commit, "validate-manifest", HERE / ".pre-commit-hooks.yaml"])
    hooks = Repository(tmp_path / "hooks", {})
    user = Repository(tmp_path / "user", {"a.py": "x = 1\n", "b.py": "y = = 1\n"})
    for repository in (hooks, user):
        shutil.rmtree(repository.folder / ".git")
        git(repository, "init")
    shutil.copy(HERE / ".pre-commit-hooks.yaml", hooks.folder)
    git(hooks, "add", ".")
    git(hooks, "commit", "-m", "hooks")
    revision = git(hooks, "rev-parse", "HEAD")
    environment = {"PRE_COMMIT_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path)} | ON_PATH

    def run(hook: str, *arguments: str):
        config = f"repos:\n  - repo: {hooks.folder}\n    rev: {revision}\n    hooks: [{{ id: {hook} }}]\n"
        user.write(".pre-commit-config.yaml", config)
        git(user, "add", ".")
        return user.run(pre_commit, "run", "--color", "never", *arguments, **environment)

    everything = run("ouroboros", "--all-files")
    assert everything.returncode == 1 and "b.py:1:5" in everything.stdout, everything.stdout + everything.stderr
    assert run("ouroboros-files", "--files", "a.py").returncode == 0
    some = run("ouroboros-files", "--files", "b.py")
    assert some.returncode == 1 and "L1/syntax-error" in some.stdout
    user.write("b.py", "y = 1\n")
    mended = run("ouroboros", "--all-files")
    assert mended.returncode == 0, mended.stdout + mended.stderr


def test_the_dockerfile_is_sound():
    ran([tool("hadolint"), HERE / "Dockerfile"])
    dockerfile = (HERE / "Dockerfile").read_text()
    assert re.search(r"^USER \d+", dockerfile, re.MULTILINE), "CI images run as nobody in particular"
    rust = re.search(r'^rust-version = "([\d.]+)"', (HERE / "Cargo.toml").read_text(), re.MULTILINE).group(1)
    assert f"FROM rust:{rust}-" in dockerfile, "built with the compiler that the workspace asks for"
