"""Markdown, in which every text is right: whatever L1 says of UTF-8 is false."""

import corpus

JUDGE = "every text is right"
CORPUS = [corpus.Crates(), corpus.Npm("typescript@5.9.3"), corpus.Npm("highlight.js@11.11.1"), corpus.Wheel("mkdocs-material==9.6.20")]
MUTATES = False


def counts(path):
    return path.suffix in (".md", ".markdown")


def judge(paths):
    return [verdict(path.read_bytes()) for path in paths]


def verdict(data):
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return str(error)
    return None
