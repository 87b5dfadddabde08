# Made by ouroboros: generator `agent`, template `python/main.py.j2`.
"""Serves the agent on standard input and output until the input ends."""

import logging

import anyio
from mcp.server.stdio import stdio_server

from .server import server


async def serve() -> None:
    async with stdio_server() as (requests, answers):
        await server.run(requests, answers, server.create_initialization_options())


def main() -> None:
    logging.basicConfig(level=logging.INFO)  # standard error: standard output carries the protocol
    anyio.run(serve)


if __name__ == "__main__":
    main()
