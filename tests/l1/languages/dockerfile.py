"""Dockerfiles, judged by BuildKit: its parser and its reading of instructions, built from the sources that Debian ships."""

import json
import pathlib
import re
import subprocess

import corpus
from languages.go import TOOLCHAIN

DOCKER = corpus.Debian("docker.io", "26.1.5+dfsg1-9+deb13u1", "trixie")
# What its vendored dependencies lack, since Debian ships it apart.
LIBRARIES = corpus.DebianLibrary(
    "buildkit-needs",
    "trixie",
    [
        "golang-github-agext-levenshtein-dev=1.2.3-2",
        "golang-github-containerd-typeurl-dev=2.1.1-3",
        "golang-github-docker-go-connections-dev=0.4.0-4",
        "golang-github-docker-go-units-dev=0.4.0-4",
        "golang-github-gogo-protobuf-dev=1.3.2-3",
        "golang-github-moby-docker-image-spec-dev=1.3.1-2",
        "golang-github-opencontainers-go-digest-dev=1.0.0-2",
        "golang-github-opencontainers-image-spec-dev=1.1.0-2",
        "golang-github-pkg-errors-dev=0.9.1-3",
        "golang-google-protobuf-dev=1.36.5-1",
    ],
)
JUDGE = "BuildKit 0.13"
CORPUS = [
    DOCKER,
    corpus.Debian("golang-github-containers-buildah", "1.39.3+ds1-1", "trixie"),
    corpus.Debian("libpod", "4.3.1+ds1-8+deb12u1", "bookworm"),
    corpus.Debian("docker.io", "20.10.24+dfsg1-1+deb12u1", "bookworm"),
    corpus.Crates(),
]
TOKENS = re.compile(r"""(?P<skip>[^\S\n]+|^[ \t]*\#[^\n]*)|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\n|[\w./$@%:{}+-]+|.""", re.DOTALL | re.MULTILINE)
KEYWORDS = "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR AS NONE".split()
# The names that `docker build -f` is given and that are something else all the same.
OTHER = (".py", ".md", ".go", ".sh", ".vim", ".js", ".ts", ".json", ".yml", ".yaml", ".in", ".tmpl", ".template", ".j2", ".dockerignore")


def counts(path):
    name = path.name.lower()
    named = name in ("dockerfile", "containerfile") or name.startswith(("dockerfile.", "containerfile.")) or name.endswith((".dockerfile", ".containerfile"))
    return named and not name.endswith(OTHER)


def judge(paths):
    done = subprocess.run([program()], input=json.dumps([str(path) for path in paths]), capture_output=True, text=True, timeout=600, check=True)
    return json.loads(done.stdout)


def program():
    """The judge, built when it is older than its source."""
    source = pathlib.Path(__file__).with_name("dockerfile_judge.go")
    built = corpus.CORPUS / "dockerfile_judge"
    if not built.exists() or built.stat().st_mtime < source.stat().st_mtime:
        go = corpus.executable(TOOLCHAIN, "go/bin/go")
        # Packages of before there were modules are found below a GOPATH.
        engine = next(DOCKER.folder().glob("**/engine"))
        path = corpus.CORPUS / "dockerfile_judge.path" / "src" / "github.com"
        for name, package in [("moby/buildkit", engine / "vendor/github.com/moby/buildkit"), ("docker/docker", engine)]:
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).unlink(missing_ok=True)
            (path / name).symlink_to(package)
        path = f"{path.parents[1]}:{LIBRARIES.folder() / 'usr/share/gocode'}"
        corpus.run([go, "build", "-o", built, source], env=corpus.go_environment(path))
    return built
