"""Python, judged by `compile()` of the CPython that runs this."""

import keyword
import re
import sys

import corpus

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
JUDGE = f"CPython {VERSION}"
# Without it the newest Python would be meant.
BESIDE = {"pyproject.toml": f'[project]\nname = "sample"\nversion = "1"\nrequires-python = "=={VERSION}.*"\n'}
CORPUS = [corpus.Wheel("django==5.2.19"), corpus.Wheel("homeassistant==2026.2.3"), corpus.Wheel("sympy==1.14.0")]
TOKENS = re.compile(
    r'''(?P<skip>\s+|\#[^\n]*|\\\n)|(?:[rbfuRBFU]{0,2})(?:"""(?:\\.|.)*?"""|\'\'\'(?:\\.|.)*?\'\'\'|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|\w+|[^\w\s]''',
    re.DOTALL,
)
KEYWORDS = keyword.kwlist
INDENTS = True


def counts(path):
    return path.suffix == ".py"


def judge(paths):
    return [verdict(path.read_bytes()) for path in paths]


def verdict(data):
    try:
        compile(data, "<file>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    except (RecursionError, MemoryError):
        # Its own limits, which depend on the machine.
        return "undecided"
    return None
