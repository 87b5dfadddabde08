"""One-token mistakes, seeded: what a hand does to a file that was right a moment ago."""

import re

# A text in most languages: names, numbers, strings on one line, and single marks. A language whose comments or
# strings look otherwise brings its own; the group `skip` is for what is no token.
TOKENS = re.compile(
    r"""(?P<skip>\s+|\#[^\n]*)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[^\W\d]\w*|\d[\w.]*|.""",
    re.VERBOSE | re.DOTALL,
)
C_LIKE = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?\*/)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|[\w$]+|.""",
    re.VERBOSE | re.DOTALL,
)
KINDS = ["delete", "duplicate", "swap", "replace", "bracket"]
BRACKETS = "()[]{}"


class Mutator:
    """Makes mistakes in texts of one language. `chance` is a `random.Random`: the same seed, the same mistakes."""

    def __init__(self, chance, tokens=TOKENS, keywords=(), indents=False):
        self.chance, self.tokens, self.keywords = chance, tokens, list(keywords)
        self.kinds = KINDS + (["keyword"] if keywords else []) + (["indent"] if indents else [])

    def mutate(self, text):
        """`(text, line, how)` with one token changed, the line counted from 1; None where the text does not suit."""
        kind = self.chance.choice(self.kinds)
        if kind == "indent":
            return self.indent(text)
        spans = [match.span() for match in self.tokens.finditer(text) if match.lastgroup != "skip"]
        chosen = spans
        if kind == "bracket":
            chosen = [span for span in spans if text[span[0] : span[1]] in BRACKETS]
        elif kind == "keyword":
            chosen = [span for span in spans if text[span[0] : span[1]] in self.keywords]
        if not chosen:
            return None
        index = self.chance.randrange(len(chosen))
        start, end = chosen[index]
        token, how = text[start:end], kind
        if kind in ("delete", "bracket"):
            changed = text[:start] + text[end:]
        elif kind == "duplicate":
            changed = text[:end] + " " + token + text[end:]
        elif kind == "swap":
            if index + 1 == len(chosen):
                return None
            left, right = chosen[index + 1]
            changed = text[:start] + text[left:right] + text[end:left] + token + text[right:]
        else:
            others = self.keywords if kind == "keyword" else [text[left:right] for left, right in spans]
            other = self.chance.choice(others)
            changed, how = text[:start] + other + text[end:], f"{kind} by {other!r}"
        if changed == text:
            return None
        line = text.count("\n", 0, start) + 1
        return changed, line, f"{how}: {token[:60]!r}"

    def indent(self, text):
        """Moves one line to the left or to the right."""
        lines = text.splitlines(keepends=True)
        if not lines:
            return None
        number = self.chance.randrange(len(lines))
        change = self.chance.choice([" ", "    ", "\t", -1, -4])
        line = change + lines[number] if isinstance(change, str) else lines[number][-change:]
        changed = "".join(lines[:number] + [line] + lines[number + 1 :])
        return None if changed == text else (changed, number + 1, f"indent by {change!r}")
