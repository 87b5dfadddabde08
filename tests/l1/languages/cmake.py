"""CMake, judged by CMake's own reader: a file is read whole before its first command, which returns at once."""

import subprocess
import tempfile

import corpus
from mutation import TOKENS  # noqa: F401  (measure asks for it)

TOOL = corpus.Tool("cmake==4.1.2")
JUDGE = "CMake 4.1"
CORPUS = [corpus.Debian("cmake", "3.25.1-1", "bookworm"), corpus.Debian("kdevelop", "4:22.12.2-1", "bookworm"), corpus.Debian("inkscape", "1.2.2-2", "bookworm")]
KEYWORDS = "if elseif else endif foreach endforeach while endwhile function endfunction macro endmacro set".split()


def counts(path):
    return path.name == "CMakeLists.txt" or path.suffix == ".cmake"


def judge(paths):
    program = TOOL.folder() / "cmake/data/bin/cmake"
    program.chmod(0o755)
    with tempfile.NamedTemporaryFile(suffix=".cmake") as script:
        return [verdict(program, path.read_bytes(), script) for path in paths]


def verdict(program, data, script):
    script.seek(0)
    script.truncate()
    script.write(b"return()\n" + data.removeprefix(b"\xef\xbb\xbf"))
    script.flush()
    done = subprocess.run([program, "-P", script.name], capture_output=True, text=True, errors="replace", timeout=60, check=False)
    return " ".join(done.stderr.split())[:300] if done.returncode else None
