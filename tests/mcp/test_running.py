"""Long work: how far it is, and that it stops."""
import asyncio, json, os, subprocess, time
from pathlib import Path

import pytest

from conftest import REVISIONS, within

pytestmark = pytest.mark.asyncio

# So much that reading it takes long on any machine.
MODULES, FUNCTIONS = 1500, 400


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    folder = tmp_path_factory.mktemp("large")
    (folder / "shop.dna.yaml").write_text("dna: 1\n")
    (folder / "pkg").mkdir()
    (folder / "pkg/__init__.py").write_text("")
    body = "".join(f"def f{n}(a, b):\n    return [a + {n} for x in b if x > {n}] or (a, b, 'text')\n" for n in range(FUNCTIONS))
    for number in range(MODULES):
        (folder / f"pkg/m{number}.py").write_text(f"from pkg import m{(number + 1) % MODULES}\n{body}")
    return folder


async def test_progress_grows(connect, large, revision):
    told = []

    async def note(done, total, message):
        told.append((done, total, message))

    async with connect("--no-cache", revision=revision, folder=large) as session:
        answer = await session.raw("verify", {}, progress_callback=note)
        assert not answer.is_error and len(told) > 2
        assert all(earlier[0] < later[0] for earlier, later in zip(told, told[1:]))
        assert all(total and done <= total and message for done, total, message in told)


class Wire:
    """The protocol by hand, to see every message."""

    def __init__(self, program, folder, environment):
        self.process = subprocess.Popen([program, "mcp", "--no-cache"], cwd=folder, env={**os.environ, **environment},
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def send(self, **message):
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        self.process.stdin.flush()

    async def receive(self):
        line = await within(asyncio.to_thread(self.process.stdout.readline))
        return json.loads(line)

    def processor_time(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def call(self, number, name, arguments=None, token=None):
        meta = {"progressToken": token} if token else {}
        if self.modern:
            meta |= {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {},
                     "io.modelcontextprotocol/clientInfo": {"name": "t", "version": "1"}}
        self.send(id=number, method="tools/call", params={"name": name, "arguments": arguments or {}, "_meta": meta})

    async def start(self, revision):
        self.modern = revision >= "2026"
        if not self.modern:
            self.send(id=0, method="initialize", params={"protocolVersion": revision, "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}})
            assert (await self.receive())["result"]["protocolVersion"] == revision
            self.send(method="notifications/initialized")

    def close(self):
        self.process.stdin.close()
        code = self.process.wait(timeout=30)
        rest = self.process.stdout.read()
        self.process.stdout.close()
        self.process.stderr.close()
        return code, rest


async def test_cancelling_stops_the_work_and_gives_nothing_stale(program, large, environment, revision):
    wire = Wire(program, large, environment)
    try:
        await wire.start(revision)
        wire.call(7, "verify", token="seven")
        while (await wire.receive()).get("method") != "notifications/progress":
            pass
        cancelled = time.monotonic()
        wire.send(method="notifications/cancelled", params={"requestId": 7, "reason": "no longer wanted"})
        # Another question is answered at once.
        wire.call(8, "explain", {"code": "import-cycle"})
        while True:
            message = await wire.receive()
            assert message.get("id") != 7, "the cancelled request was answered"
            if message.get("id") == 8:
                break
        assert time.monotonic() - cancelled < 5
        # And the processor rests: looked at until it does, for a while.
        for _ in range(40):
            before = wire.processor_time()
            await asyncio.sleep(0.25)
            if wire.processor_time() - before < 0.05:
                break
        else:
            pytest.fail("the work goes on after it was cancelled")
        # Read anew: that question is answered as if nothing had been.
        wire.call(9, "verify")
        while True:
            message = await wire.receive()
            assert message.get("id") != 7
            if message.get("id") == 9:
                break
        assert message["result"]["structuredContent"]["files"] == MODULES + 2
    finally:
        code, rest = wire.close()
    assert code == 0 and rest == b"", "the client leaves, the server ends, and it says nothing more"


async def test_nothing_but_the_protocol_is_said(program, place, environment):
    wire = Wire(program, place, environment)
    await wire.start("2025-11-25")
    wire.send(id=1, method="tools/list")
    assert len((await wire.receive())["result"]["tools"]) == 7
    wire.process.stdin.write(b"this is no JSON\n")
    wire.call(2, "no_such_tool")
    seen = []
    while not any(message.get("id") == 2 for message in seen):
        seen.append(await wire.receive())
    assert seen[-1]["error"]["code"] == -32602
    code, rest = wire.close()
    assert code == 0 and rest == b""


async def test_two_at_once_do_not_see_each_other(connect, revision):
    """Overlays of one question are never part of another's answer."""
    async with connect(revision=revision) as session:
        plain = await session.call("verify")
        broken = {"pkg/beta.py": "from pkg.gone import function\n"}
        questions = [session.call("verify", **({"overlays": broken} if number % 2 else {})) for number in range(16)]
        answers = await within(asyncio.gather(*questions))
        for number, answer in enumerate(answers):
            assert (answer == plain) == (number % 2 == 0)
