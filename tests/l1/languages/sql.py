"""SQL, judged by PostgreSQL's parser; other databases' scripts are not in the sample. The DNA asks for all that we can say."""

import re

import corpus

TOOL = corpus.Tool("pglast==8.8")
JUDGE = "PostgreSQL 17"
CORPUS = [corpus.Debian("postgresql-15", "15.18-0+deb12u1", "bookworm")]
BESIDE = {"l1.dna.yaml": "dna: 1\nchecks: { languages: { sql: on } }\n"}
TOKENS = re.compile(r"""(?P<skip>\s+|--[^\n]*|/\*.*?\*/)|'(?:''|[^'])*'|"[^"]*"|\w+|.""", re.DOTALL)


def counts(path):
    return path.suffix == ".sql"


def judge(paths):
    TOOL.on_path()
    import pglast

    return [verdict(pglast, path.read_text(errors="replace")) for path in paths]


def verdict(library, text):
    # Lines for psql are no SQL.
    if re.search(r"^\s*\\", text, re.MULTILINE):
        return "undecided"
    try:
        library.parser.parse_sql_json(text)
    except library.parser.ParseError as error:
        return str(error)
    return None
