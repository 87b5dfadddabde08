"""HTML, judged by the Nu validator, as far as it speaks of tags and elements. The DNA asks for all that we can say."""

import re
import shutil
import subprocess

import corpus

TOOL = corpus.Npm("vnu-jar@26.9.27")
JUDGE = "Nu validator"
CORPUS = [corpus.Npm("foundation-sites@6.9.0"), corpus.Npm("@uswds/uswds@3.13.0"), corpus.Npm("tinymce@8.1.2"), corpus.Debian("postfix", "3.7.11-0+deb12u1", "bookworm"), corpus.Debian("openssl", "3.0.20-1~deb12u2", "bookworm"), corpus.Debian("inkscape", "1.2.2-2", "bookworm")]
BESIDE = {"l1.dna.yaml": "dna: 1\nchecks: { languages: { html: on } }\n"}
TOKENS = re.compile(r"""(?P<skip>\s+|<!--.*?-->)|</|/>|"[^"]*"|'[^']*'|[\w:.-]+|.""", re.DOTALL)
FORM = re.compile(
    r"Unclosed element|violates nesting|open elements|Stray (end|start) tag|Duplicate attribute|when expecting an attribute name|in attribute name"
    r"|slash was not immediately|End of file|in an unquoted attribute|Cannot recover|Self-closing syntax|No space between"
)


def missing():
    return None if shutil.which("java") else "java"


def counts(path):
    return path.suffix in (".html", ".htm")


def judge(paths):
    said = {}
    for start in range(0, len(paths), 200):
        names = [str(path) for path in paths[start : start + 200]]
        command = ["java", "-Xss64m", "-jar", TOOL.folder() / "package/build/dist/vnu.jar", "--errors-only", "--format", "gnu", "--exit-zero-always", "--html"]
        done = subprocess.run([*command, *names], capture_output=True, text=True, errors="replace", timeout=600, check=False)
        for line in done.stderr.splitlines():
            found = re.match(r'"file:([^"]*)":([^:]*): (.*)', line)
            if found and FORM.search(found[3]):
                said.setdefault(found[1].replace("%20", " "), f"{found[2]}: {found[3]}")
    return [said.get(str(path)) for path in paths]
