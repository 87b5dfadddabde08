"""Ruby, judged by the interpreter's compiler."""

import pathlib
import re
import shutil

import corpus
import lines

JUDGE = "ruby -c"
CORPUS = [corpus.Debian("rails", "2:6.1.7.10+dfsg-1~deb12u2", "bookworm"), corpus.Debian("ruby3.1", "3.1.2-7+deb12u1", "bookworm"), corpus.Debian("rubocop", "1.39.0+dfsg-1", "bookworm")]
TOKENS = re.compile(r"""(?P<skip>\s+|\#[^\n]*)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[@$:]?[^\W\d]\w*[?!]?|\d[\w.]*|.""", re.DOTALL)
KEYWORDS = "begin break case class def do else elsif end ensure for if in module next rescue return self super then unless until when while yield".split()


def missing():
    return None if shutil.which("ruby") else "ruby"


def counts(path):
    # `<%` in a generator's template is filled in first.
    return path.suffix == ".rb" and "templates" not in path.parts


def judge(paths):
    return lines.verdicts(["ruby", "-W0", pathlib.Path(__file__).with_name("ruby_judge.rb")], paths)
