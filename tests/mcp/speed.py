#!/usr/bin/env python3
"""How long `verify` takes with a text laid over a file: tests/mcp/speed.py FOLDER FILE [ROUNDS]. FILE is seen from FOLDER."""
import asyncio, os, statistics, sys, tempfile, time
from pathlib import Path

from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters

ROOT = Path(__file__).parent.parent.parent


async def main(folder, path, rounds=20):
    program = os.environ.get("OUROBOROS_BIN", str(ROOT / "target/release/ouroboros"))
    text = (Path(folder) / path).read_text()
    with tempfile.TemporaryDirectory() as home:
        server = StdioServerParameters(command=program, args=["mcp"], cwd=folder, env={"HOME": home, "XDG_CACHE_HOME": home})
        async with Client(server, mode="2026-07-28") as client:
            async def timed(**arguments):
                start = time.perf_counter()
                result = await client.call_tool("verify", arguments)
                assert not result.is_error, result
                return (time.perf_counter() - start) * 1000, result.structured_content

            async def many(what, arguments):
                times = sorted([(await timed(**arguments(number)))[0] for number in range(int(rounds))])
                print(f"{what:44} median {statistics.median(times):7.1f} ms  worst {times[-1]:7.1f} ms")

            cold, answer = await timed()
            print(f"{'cold, ' + str(answer['files']) + ' files':44}        {cold:7.1f} ms")
            await timed()
            since = answer["result_id"]
            await many("warm, nothing laid over", lambda _: {"since": since})
            await many("another comment each time", lambda n: {"since": since, "overlays": {path: f"{text}\n# {n}\n"}})
            await many("another broken import each time", lambda n: {"since": since, "overlays": {path: f"{text}\nimport gone_{n}.far\n"}})
            await many("another definition each time", lambda n: {"since": since, "overlays": {path: f"{text}\ndef new_{n}(): pass\n"}})
            await many("a new file each time", lambda n: {"since": since, "overlays": {f"{Path(path).parent}/new_{n}.py": text}})


asyncio.run(main(*sys.argv[1:]))
