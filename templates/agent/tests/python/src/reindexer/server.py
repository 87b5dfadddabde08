# Made by ouroboros: generator `agent`, template `python/server.py.j2`.
"""Offers the capabilities as MCP tools."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.types import CallToolRequestParams, CallToolResult, ListToolsResult, PaginatedRequestParams, TextContent, Tool
from pydantic import ValidationError

from . import __version__, handlers, models

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Capability:
    """A tool: its models and the function that does the work."""

    name: str
    description: str
    input: type[models.Model]
    output: type[models.Model]
    handler: Callable[[Any], Awaitable[models.Model]]

    def tool(self) -> Tool:
        return Tool(
            name=self.name,
            description=self.description,
            input_schema=self.input.model_json_schema(),
            output_schema=self.output.model_json_schema(),
        )

    async def call(self, arguments: dict[str, Any]) -> CallToolResult:
        try:
            request = self.input.model_validate(arguments)
        except ValidationError as error:
            return failure(f"invalid arguments for `{self.name}`: {error}")
        try:
            answer = await self.handler(request)
        except NotImplementedError as error:
            return failure(str(error))
        except Exception:
            log.exception("`%s` failed", self.name)
            return failure(f"`{self.name}` failed; the agent's log says why")
        return CallToolResult(
            content=[TextContent(text=answer.model_dump_json(by_alias=True, exclude_none=True))],
            structured_content=answer.model_dump(mode="json", by_alias=True, exclude_none=True),
        )


CAPABILITIES = {
    capability.name: capability
    for capability in (
        Capability(
            name="reindex",
            description="Rebuilds the index of one folder.",
            input=models.ReindexInput,
            output=models.ReindexOutput,
            handler=handlers.reindex.handle,
        ),
        Capability(
            name="drop-index",
            description="Forgets everything.",
            input=models.DropIndexInput,
            output=models.DropIndexOutput,
            handler=handlers.drop_index.handle,
        ),
    )
}


def failure(message: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=message)], is_error=True)


async def list_tools(_context: ServerRequestContext[Any], _params: PaginatedRequestParams | None) -> ListToolsResult:
    return ListToolsResult(tools=[capability.tool() for capability in CAPABILITIES.values()])


async def call_tool(_context: ServerRequestContext[Any], params: CallToolRequestParams) -> CallToolResult:
    capability = CAPABILITIES.get(params.name)
    if capability is None:
        return failure(f"there is no tool `{params.name}`")
    return await capability.call(params.arguments or {})


server = Server(
    "reindexer",
    version=__version__,
    instructions="Keeps the search index of the shop up to date.",
    on_list_tools=list_tools,
    on_call_tool=call_tool,
)
