"""Kotlin, judged by the compiler's own parser."""

import pathlib
import shutil
import subprocess

import corpus
import lines
from mutation import C_LIKE

COMPILER = corpus.Npm("kotlin-compiler@2.4.20")
JUDGE = "kotlinc 2.4"
CORPUS = [corpus.Debian("kotlin", "1.3.31+ds1-1", "bookworm"), corpus.Debian("protobuf", "3.21.12-3+deb12u1", "bookworm")]
TOKENS = C_LIKE
KEYWORDS = "as break catch class continue do else finally for fun if in interface is object override private return super this throw try val var when while".split()


def missing():
    return None if shutil.which("javac") else "javac"


def counts(path):
    return path.suffix in (".kt", ".kts")


def judge(paths):
    compiler = COMPILER.folder() / "package" / "lib" / "*"
    built = corpus.CORPUS / "kotlin-judge"
    if not (built / "KotlinJudge.class").is_file():
        source = pathlib.Path(__file__).with_name("KotlinJudge.java")
        subprocess.run(["javac", "-nowarn", "-cp", compiler, "-d", built, source], timeout=300, check=True, stderr=subprocess.DEVNULL)
    return lines.verdicts(["java", "-Xss64m", "-cp", f"{built}:{compiler}", "KotlinJudge"], paths, stderr=subprocess.DEVNULL)
