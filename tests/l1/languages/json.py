"""JSON, judged by CPython's decoder, with what RFC 8259 forbids or advises against forbidden: NaN, a key twice, another encoding."""

import json
import re

import corpus

JUDGE = "CPython, strict"
CORPUS = [corpus.Wheel("homeassistant==2026.2.3"), corpus.Npm("mdn-data@2.23.0"), corpus.Npm("typescript@5.9.3"), corpus.Wheel("botocore==1.40.0")]
TOKENS = re.compile(r'(?P<skip>\s+)|"(?:\\.|[^"\\\n])*"|[\w.+-]+|.', re.DOTALL)
KEYWORDS = ["true", "false", "null"]
# Names whose readers allow comments.
COMMENTED = re.compile(r"^(tsconfig|jsconfig|\.eslintrc|\.jshintrc|biome|nx|lerna|turbo|angular|devcontainer|api-extractor|typedoc|pyrightconfig)")


def counts(path):
    return path.suffix == ".json" and not COMMENTED.match(path.name) and path.parent.name not in (".vscode", ".devcontainer")


def judge(paths):
    return [verdict(path.read_bytes()) for path in paths]


def once(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError("a key twice")
    return dict(pairs)


def never(constant):
    raise ValueError(constant)


def verdict(data):
    try:
        json.loads(data.decode("utf-8-sig"), object_pairs_hook=once, parse_constant=never)
    except ValueError as error:
        return str(error)
    except RecursionError:
        return "undecided"
    return None
