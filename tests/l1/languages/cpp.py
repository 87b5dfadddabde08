"""C++, judged by g++. A file whose headers are not at hand is undecided."""

import shutil

import corpus
from languages.c import judged
from mutation import C_LIKE

JUDGE = "g++ -fsyntax-only"
COMPILER = ["g++", "-std=gnu++20"]
BESIDE = {"l1.dna.yaml": "dna: 1\nchecks: { languages: { cpp: on } }\n"}
CORPUS = [
    corpus.Debian("abseil", "20220623.1-1+deb12u2", "bookworm"),
    corpus.Debian("re2", "20220601+dfsg-1", "bookworm"),
    corpus.Debian("leveldb", "1.23-4", "bookworm"),
    corpus.Debian("protobuf", "3.21.12-3+deb12u1", "bookworm"),
    corpus.Debian("catch2", "2.13.10-1", "bookworm"),
]
TOKENS = C_LIKE
KEYWORDS = "auto bool break case char class const continue default delete do double else enum explicit for if int long namespace new operator private protected public return sizeof static struct switch template this throw try typename union using virtual void while".split()


def missing():
    return None if shutil.which(COMPILER[0]) else COMPILER[0]


def counts(path):
    return path.suffix in (".cc", ".cpp", ".cxx", ".hpp")


def judge(paths):
    return judged(COMPILER, paths)
