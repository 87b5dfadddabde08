#!/usr/bin/env python3
"""How long findings take after a keystroke in a Kubernetes manifest of 2,000 lines, over LSP.

    python3 tests/bench/keystroke.py [--program target/release/ouroboros] [--lines 2000] [--edits 200]

The server is started as an editor does it, the manifest is opened, and single characters are typed into values and taken away again, at
places that a seed chooses; each time the diagnostics of the file are asked for. Prints the wall clock from the change to the answer.
The objects are those of `documents.py`.
"""

import argparse
import json
import pathlib
import random
import statistics
import subprocess
import tempfile
import time

import documents


class Server:
    """A language server on its standard input and output."""

    def __init__(self, program, folder):
        self.process = subprocess.Popen([program, "lsp"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.last = 0

    def send(self, **message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def read(self):
        length = 0
        while line := self.process.stdout.readline().strip():
            name, value = line.split(b":")
            length = int(value) if name.lower() == b"content-length" else length
        return json.loads(self.process.stdout.read(length))

    def ask(self, method, params):
        """The answer to a request; what the server asks on the way is answered with nothing."""
        self.last += 1
        self.send(id=self.last, method=method, params=params)
        while True:
            message = self.read()
            if message.get("id") == self.last and "method" not in message:
                return message.get("result")
            if "id" in message and "method" in message:
                self.send(id=message["id"], result=None)


def manifest(lines):
    """Objects until there are so many lines."""
    text = ""
    for group in documents.texts(1 << 30):
        text += group if not text else "---\n" + group
        if text.count("\n") >= lines:
            return "".join(text.splitlines(keepends=True)[:lines])
    raise AssertionError("the groups end")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=pathlib.Path("target/release/ouroboros"))
    parser.add_argument("--lines", type=int, default=2000)
    parser.add_argument("--edits", type=int, default=200)
    options = parser.parse_args()
    text = manifest(options.lines)
    chance, times, version = random.Random(1), [], 1
    with tempfile.TemporaryDirectory() as name:
        file = pathlib.Path(name).resolve() / "all.yaml"
        file.write_text(text)
        server, uri = Server(options.program.resolve(), name), file.as_uri()
        capabilities = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}
        folders = [{"uri": file.parent.as_uri(), "name": "bench"}]
        server.ask("initialize", {"processId": None, "rootUri": folders[0]["uri"], "workspaceFolders": folders, "capabilities": capabilities})
        server.send(method="initialized", params={})
        server.send(method="textDocument/didOpen", params={"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}})
        # Until the folder has been read it asks to be asked again.
        until = time.monotonic() + 30
        while server.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}}) is None:
            assert time.monotonic() < until, "no diagnostics in 30 seconds"
            time.sleep(0.05)
        ends = [(number, len(line)) for number, line in enumerate(text.splitlines()) if ": " in line and not line.endswith((":", "|", '"'))]
        found = 0
        for number in range(options.edits):
            if number % 2 == 0:
                line, column = chance.choice(ends)
            version += 1
            start, end = {"line": line, "character": column}, {"line": line, "character": column + number % 2}
            change = {"range": {"start": start, "end": end}, "text": "x" if number % 2 == 0 else ""}
            began = time.perf_counter()
            server.send(method="textDocument/didChange", params={"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]})
            answer = server.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
            times.append(time.perf_counter() - began)
            found += bool(answer["items"])
        server.ask("shutdown", None)
        server.send(method="exit")
        server.process.wait(10)
    cuts = statistics.quantiles(times, n=20)
    print(f"{options.lines} lines, {options.edits} keystrokes, {found} of them with findings: ", end="")
    print(f"p50 {statistics.median(times) * 1000:.1f} ms, p95 {cuts[-1] * 1000:.1f} ms, most {max(times) * 1000:.1f} ms")


if __name__ == "__main__":
    main()
