"""XML, judged by expat, through Python's own binding. What an external subset would declare is not held against a file."""

import re
import xml.parsers.expat

import corpus

JUDGE = "expat"
CORPUS = [
    corpus.Debian("inkscape", "1.2.2-2", "bookworm"),
    corpus.Debian("kdevelop", "4:22.12.2-1", "bookworm"),
    corpus.Debian("iso-codes", "4.15.0-1", "bookworm"),
    corpus.Debian("shared-mime-info", "2.2-1", "bookworm"),
    corpus.Npm("bootstrap-icons@1.13.1"),
]
TOKENS = re.compile(r"""(?P<skip>\s+|<!--.*?-->)|</|/>|<\?|\?>|"[^"]*"|'[^']*'|[\w:.-]+|.""", re.DOTALL)
SUFFIXES = {".xml", ".svg", ".xsd", ".xsl", ".xslt", ".rng", ".ui", ".qrc", ".glade", ".plist", ".wsdl"}


def counts(path):
    return path.suffix in SUFFIXES


def judge(paths):
    return [verdict(path.read_bytes()) for path in paths]


def verdict(data):
    parser = xml.parsers.expat.ParserCreate()
    parser.UseForeignDTD(False)
    try:
        parser.Parse(data, True)
    except xml.parsers.expat.ExpatError as error:
        return str(error)
    except (ValueError, LookupError):
        return "undecided"
    return None
