"""Java, judged by javac's parser: what other files say does not count."""

import pathlib
import shutil

import corpus
import lines
from mutation import C_LIKE

JUDGE = "javac"
CORPUS = [corpus.Debian("guava-libraries", "31.1-1", "bookworm"), corpus.Debian("tomcat10", "10.1.55-1~deb12u1", "bookworm"), corpus.Debian("libcommons-lang3-java", "3.12.0-2+deb12u1", "bookworm")]
TOKENS = C_LIKE
KEYWORDS = "abstract case catch class default else enum extends final for if implements import instanceof int interface new package private public return static switch this throws try void while".split()


def missing():
    return None if shutil.which("javac") else "javac"


def counts(path):
    return path.suffix == ".java"


def judge(paths):
    script = pathlib.Path(__file__).with_name("JavaJudge.java")
    return lines.verdicts(["java", "-Xss64m", script], paths)
