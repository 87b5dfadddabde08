"""TOML, judged by CPython's `tomllib`."""

import tomllib

import corpus

JUDGE = "tomllib"
CORPUS = [corpus.Crates(), corpus.Wheel("homeassistant==2026.2.3"), corpus.Wheel("poetry-core==2.1.3"), corpus.Wheel("mypy==1.18.2")]
KEYWORDS = ["true", "false"]


def counts(path):
    return path.suffix == ".toml" or path.name == "Cargo.lock"


def judge(paths):
    return [verdict(path.read_bytes()) for path in paths]


def verdict(data):
    try:
        tomllib.loads(data.decode())
    except ValueError as error:
        return str(error)
    except RecursionError:
        return "undecided"
    return None
