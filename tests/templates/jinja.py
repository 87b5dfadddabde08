"""Templates mean here what they mean in Jinja2: each of `jinja/*.j2` is rendered by both and compared byte for byte, and
each row of the table of differences in docs/templates.md is rendered by both and must give what the row says.

Jinja2 gets the settings and the filters that docs/templates.md names, and nothing else.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

import jinja2

HERE = Path(__file__).parent
CASES = HERE / "jinja"
DOCS = HERE.parent.parent / "docs" / "templates.md"
PROGRAM = os.environ.get("OUROBOROS_BIN", str(HERE.parent.parent / "target" / "release" / "ouroboros"))
LIMIT = 30


def words(name):
    out, word = [], ""
    for at, c in enumerate(name):
        if not c.isalnum():
            if word:
                out.append(word)
            word = ""
            continue
        before = name[at - 1] if at else ""
        after = name[at + 1] if at + 1 < len(name) else ""
        if word and c.isupper() and (before.islower() or before.isnumeric() or before.isupper() and after.islower()):
            out.append(word)
            word = ""
        word += c
    return out + [word] if word else out


def pascal(name):
    return "".join(word[:1].upper() + word[1:].lower() for word in words(name))


def camel(name):
    first, *rest = words(name) or [""]
    return first.lower() + "".join(word[:1].upper() + word[1:].lower() for word in rest)


def snake(name):
    return "_".join(words(name)).lower()


def kebab(name):
    return "-".join(words(name)).lower()


def plural(noun):
    lower = noun.lower()
    if not noun:
        return ""
    if lower.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    if lower.endswith("y") and not lower.endswith(("ay", "ey", "iy", "oy", "uy")):
        return noun[:-1] + "ies"
    return noun + "s"


def does_not_print(c):
    return unicodedata.category(c) == "Cc" or c in "\u2028\u2029\ufeff\ufffe\uffff" or "\u200b" <= c <= "\u200f" or "\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069"


def quoted(escape):
    simple = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}

    def quote(text):
        return '"' + "".join(simple.get(c) or (escape(ord(c)) if does_not_print(c) else c) for c in text) + '"'

    return quote


def oneline(text):
    return " ".join("".join(" " if does_not_print(c) or c.isspace() else c for c in text).split())


def comment(text, prefix):
    lines = re.split("[\n\u2028\u2029\r\x0b\x0c\x85]", text)
    return "\n".join((prefix + "".join(c for c in line if not does_not_print(c))).rstrip() for line in lines)


def environment(folder):
    out = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder, encoding="utf-8"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        extensions=["jinja2.ext.loopcontrols", "jinja2.ext.do"],
        # Jinja2 would write every line's end as one newline.
        newline_sequence="\n",
    )
    spellings = {"camel": camel, "pascal": pascal, "kebab": kebab, "snake": snake}
    out.filters.update(
        spellings, plural=plural, quote=quoted("\\u{:04X}".format), rust_quote=quoted("\\u{{{:x}}}".format), oneline=oneline, comment=comment
    )
    out.globals.update(spellings, upper=str.upper, lower=str.lower)
    # `tojson` keeps the order that a mapping is written in.
    out.policies["json.dumps_kwargs"] = {"sort_keys": False}
    return out


def by_jinja(folder, name, context):
    try:
        return environment(folder).get_template(name).render(context)
    except Exception as error:  # whatever it is: the template fails
        return f"error ({type(error).__name__}: {error})"


def by_us(folder, name, context):
    with tempfile.TemporaryDirectory() as scratch:
        at = Path(scratch)
        generator = {
            "generator": 1,
            "id": "case",
            "version": "1.0.0",
            "description": "One template.",
            "outputs": [{"path": "rendered.txt", "template": name, "provenance": False}],
        }
        (at / "generator.yaml").write_text(json.dumps(generator))
        (at / "with.json").write_text(json.dumps(context))
        shutil.copytree(folder, at / "templates")
        command = [PROGRAM, "generate", "--use", at / "generator.yaml", "--with", at / "with.json", "--out", at / "out"]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
        rendered = at / "out" / "rendered.txt"
        if ran.returncode != 0:
            return f"error ({ran.stdout.strip() or ran.stderr.strip()})"
        return rendered.read_bytes().decode() if rendered.exists() else "error (nothing was written)"


def shown(text):
    return "error" if text.startswith("error (") else text.replace("\r", "\\r").replace("\n", "\\n")


def same(failures):
    context = json.loads((CASES / "context.json").read_text())
    cases = sorted(CASES.glob("*.j2"))
    for case in cases:
        own = case.with_suffix(".json")
        given = json.loads(own.read_text()) if own.exists() else context
        expected, found = by_jinja(CASES, case.name, given), by_us(CASES, case.name, given)
        if expected != found or found.startswith("error ("):
            failures.append(f"{case.name}:\n--- Jinja2\n{expected}\n--- here\n{found}")
    return len(cases)


def differences(failures):
    """The rows of the tables whose head says so: template, Jinja2, here, why."""
    rows = 0
    inside = False
    for line in DOCS.read_text().splitlines():
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]
        if not line.startswith("|"):
            inside = False
        elif cells[:3] == ["template", "Jinja2", "here"]:
            inside = True
        elif inside and not set(cells[0]) <= set("-: "):
            rows += 1
            template, *expected = (cell[1:-1] if cell.startswith("`") else cell for cell in cells[:3])
            with tempfile.TemporaryDirectory() as folder:
                # A row is one line: a line's end in its template is written `⏎`.
                (Path(folder) / "case.j2").write_text(template.replace("␍", "\r").replace("⏎", "\n"), newline="")
                context = json.loads((CASES / "context.json").read_text())
                found = [shown(by_jinja(folder, "case.j2", context)), shown(by_us(folder, "case.j2", context))]
            if found != list(expected):
                failures.append(f"docs/templates.md: {template}\n  says {list(expected)}\n  is   {found}")
            elif found[0] == found[1]:
                failures.append(f"docs/templates.md: {template}: no difference any more: take the row out")
    return rows


def main():
    failures = []
    cases, rows = same(failures), differences(failures)
    for failure in failures:
        print(failure, end="\n\n")
    if cases < 40 or rows == 0:
        failures.append("too few were found")
    print(f"{cases} templates and {rows} differences, {len(failures)} of them not as they should be")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
