"""Protocol Buffers, judged by protoc's parser: what it says of names it cannot find is not about the file alone."""

import re
import subprocess
import sys

import corpus
from mutation import C_LIKE

TOOL = corpus.Tool("grpcio-tools==1.76.0")
JUDGE = "protoc 33"
CORPUS = [corpus.Npm("google-proto-files@5.0.0"), corpus.Npm("@agoric/cosmic-proto@0.5.0"), corpus.Npm("@temporalio/proto@1.13.1"), corpus.Debian("etcd", "3.4.23-4", "bookworm")]
TOKENS = C_LIKE
KEYWORDS = "syntax import package option message enum service extend rpc returns stream repeated optional oneof reserved map string int32 bool".split()
# Questions of linking, which come after parsing.
LINKING = re.compile(r"had errors|is not defined|seems to be defined|not found|already defined|is not imported|but it resolves|unknown|conflict|has already been used|warning|already been|must be|Enum|Message|Extension|JSON name|reserved|is not a|defined in", re.IGNORECASE)


def counts(path):
    return path.suffix == ".proto"


def judge(paths):
    return [verdict(path) for path in paths]


def verdict(path):
    command = [sys.executable, "-m", "grpc_tools.protoc", f"-I{path.parent}", "--descriptor_set_out=/dev/null", str(path)]
    environment = {"PYTHONPATH": str(TOOL.folder())}
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)
    for line in done.stderr.splitlines():
        found = re.match(r"(?:.*/)?" + re.escape(path.name) + r":(\d+):\d+: (.*)", line)
        if found and (found[2].startswith(("Expected", "Missing", "Unexpected", "Invalid", "Need", "Reached end", "String literals", "End-of-file")) or not LINKING.search(found[2])):
            return f"{found[1]}: {found[2]}"
    return None
