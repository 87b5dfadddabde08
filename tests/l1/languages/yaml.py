"""YAML, judged by libyaml (through PyYAML) and, as the specification asks, by its keys being unique."""

import re

import corpus

JUDGE = "libyaml, unique keys"
CORPUS = [corpus.Wheel("homeassistant==2026.2.3"), corpus.Wheel("kolla-ansible==22.2.0"), corpus.Wheel("ansible-core==2.19.14"), corpus.Wheel("esphome==2026.6.5")]
TOKENS = re.compile(r"""(?P<skip>\s+|(?<!\S)\#[^\n]*)|"(?:\\.|[^"\\\n])*"|'(?:''|[^'\n])*'|[\w./$@%+-]+|.""", re.DOTALL)
INDENTS = True


def counts(path):
    return path.suffix in (".yaml", ".yml")


def judge(paths):
    corpus.Tool("PyYAML==6.0.3").on_path()
    import yaml

    return [verdict(yaml, path.read_bytes()) for path in paths]


def verdict(library, data):
    try:
        for document in library.compose_all(data.decode(), Loader=library.CSafeLoader):
            if twice := repeated(document, library):
                return f"key twice: {twice}"
    except (library.YAMLError, UnicodeDecodeError) as error:
        return " ".join(str(error).split())
    except RecursionError:
        return "undecided"
    return None


def repeated(document, library):
    """The first key that stands twice in one mapping."""
    waiting, seen = [document] if document else [], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, library.SequenceNode):
            waiting += node.value
        elif isinstance(node, library.MappingNode):
            keys = [(key.tag, key.value) for key, _ in node.value if isinstance(key, library.ScalarNode)]
            if len(keys) != len(set(keys)):
                return next(key for key in keys if keys.count(key) > 1)[1]
            waiting += [part for pair in node.value for part in pair]
    return None
