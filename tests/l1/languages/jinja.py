"""Jinja, judged by Jinja2's parser with the extensions that are shipped with it."""

import re

import corpus

JUDGE = "Jinja2 3.1"
CORPUS = [corpus.Wheel("kolla-ansible==22.2.0"), corpus.Wheel("ansible-core==2.19.14"), corpus.Wheel("nbconvert==7.17.2"), corpus.Wheel("kolla==22.0.0")]
# Only what stands inside of tags is the language; the rest is text, taken as one token that is skipped.
TOKENS = re.compile(
    r"""(?P<skip>\s+|\{\#.*?\#\}|(?<=[%}]\})(?:(?!\{[{%\#]).)+|\A(?:(?!\{[{%\#]).)+)|\{[{%][-+]?|[-+]?[%}]\}|"[^"\n]*"|'[^'\n]*'|\w+|.""",
    re.VERBOSE | re.DOTALL,
)
KEYWORDS = ["if", "for", "in", "else", "elif", "endif", "endfor", "set", "not", "and", "or", "is", "block", "endblock", "macro"]


def counts(path):
    return path.suffix in (".j2", ".jinja", ".jinja2")


def judge(paths):
    corpus.Tool("Jinja2==3.1.6").on_path()
    import jinja2

    environment = jinja2.Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n"])
    return [verdict(jinja2, environment, path.read_bytes()) for path in paths]


def verdict(jinja2, environment, data):
    try:
        environment.parse(data.decode())
    except (jinja2.TemplateSyntaxError, UnicodeDecodeError) as error:
        return str(error)
    except RecursionError:
        return "undecided"
    return None
