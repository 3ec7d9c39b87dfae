"""Tools for language models: a server of the Model Context Protocol, made with its official SDK."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Any, cast

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, InputRequiredResult, Tool
from pydantic import Field

from backstory import __version__
from backstory.errors import BackstoryError
from backstory.model import SearchRequest
from backstory.serve.agents.briefing import write_brief, write_event, write_hits
from backstory.serve.answers import ProblemError
from backstory.serve.delivery import Application
from backstory.serve.desk import Desk
from backstory.serve.readers import Reader
from backstory.store.moments import parse_moment

_INSTRUCTIONS = (
    "An archive of the world's news events, written by the editors of Wikipedia's Current Events portal, each with "
    "its sources and what it belongs with. Begin with `brief` for a person, place, conflict or story; use "
    "`search_events` for a question in words; `get_event` tells one event with its background. Events are named with "
    "date, publishers and permalink: cite these. With `as_of`, only what had been recorded by that moment is told, in "
    "the wording of then: nothing later leaks."
)
_LOCAL = ("127.0.0.1", "localhost", "[::1]")
_DAY = r"^(\d{4}(-\d{2}(-\d{2})?)?)?$"

Words = Annotated[str, Field(max_length=500, description="Words that the events have; “in quotation marks” together.")]
Since = Annotated[str, Field(pattern=_DAY, description="First day, month or year: 2013-01-10, 2013-01 or 2013.")]
Until = Annotated[str, Field(pattern=_DAY, description="Last day, month or year.")]
AsOf = Annotated[
    str,
    Field(
        max_length=40,
        description="Tell only what had been recorded by this moment: 2013-01-10 or 2013-01-10T14:00:00Z.",
    ),
]
Filter = Annotated[str, Field(max_length=200)]


class StrictServer(MCPServer):
    """A server whose tools take no arguments but their own: a misspelt `as_of` would tell what came later."""

    async def list_tools(self) -> list[Tool]:
        """The tools, whose schemas say that there are no other arguments."""
        return [
            tool.model_copy(update={"input_schema": {**tool.input_schema, "additionalProperties": False}})
            for tool in await super().list_tools()
        ]

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; raises ToolError for an argument that it does not have."""
        schemas = {tool.name: tool.input_schema for tool in await super().list_tools()}
        known = list(schemas[name]["properties"]) if name in schemas else []
        if known and (unknown := [given for given in arguments if given not in known]):
            named = ", ".join(f"“{given[:40]}”" for given in unknown[:10])
            raise ToolError(f"{name} has no argument {named}. It has: {', '.join(known)}.")
        return await super().call_tool(name, arguments, context)


def make_agent_server(desk: Desk) -> MCPServer:
    """Give the server with its tools."""
    server = StrictServer(name="backstory", version=__version__, instructions=_INSTRUCTIONS, log_level="WARNING")
    tools = Tools(desk)
    for tool in (tools.search_events, tools.get_event, tools.brief):
        server.add_tool(tool, structured_output=False)
    return server


class Tools:
    """What a program can ask; each answer is text with sources and permalinks. Their docstrings are its manual."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def search_events(
        self,
        query: Words = "",
        since: Since = "",
        until: Until = "",
        entity: Filter = "",
        story: Filter = "",
        category: Filter = "",
        publisher: Filter = "",
        collection: Filter = "",
        limit: Annotated[int, Field(ge=1, le=50)] = 10,
        as_of: AsOf = "",
    ) -> str:
        """Find events by words, and by days, entity, story, category, publisher or collection.

        Gives a line for each: date, headline, publishers, permalink, id; best first, or the newest first where there
        are no words. Names are found under all their aliases.
        """
        is_asked = query or entity or story or category or publisher or collection or since or until
        first = since if is_asked else "0001"
        request = SearchRequest(
            text=query, first=first, last=until, entity=entity, story=story, category=category, publisher=publisher,
            collection=collection, sort="relevance" if query else "newest", limit=limit,
        )  # fmt: skip
        return await self._tell(lambda reader: write_hits(reader, self._desk.site, request), as_of)

    async def get_event(
        self,
        event: Annotated[str, Field(min_length=1, max_length=600, description="An event's id or permalink.")],
        as_of: AsOf = "",
    ) -> str:
        """Tell one event: its wording, sources with their addresses, what led to it and what came of it, and why."""
        return await self._tell(lambda reader: write_event(reader, self._desk.site, event), as_of)

    async def brief(
        self,
        subject: Annotated[
            str, Field(min_length=1, max_length=4000, description="A person, place, thing or story by name; or a text.")
        ],
        since: Since = "",
        until: Until = "",
        budget: Annotated[int, Field(ge=100, le=20_000, description="At most about so many tokens.")] = 1500,
        as_of: AsOf = "",
    ) -> str:
        """Brief me: what happened about an entity, a story, or what a text speaks of, in order of time.

        Where the budget does not hold all of it, the latest is told, and how many events were left out.
        """
        return await self._tell(
            lambda reader: write_brief(reader, self._desk.site, subject, since=since, until=until, budget=budget), as_of
        )

    async def _tell(self, read: Callable[[Reader], str], as_of: str) -> str:
        try:
            self._desk.look()
            at = parse_moment(as_of) if as_of else ""
            text = await self._desk.fetch(read, as_of=at)
        except ProblemError as problem:
            raise ToolError(str(problem)) from problem
        except BackstoryError as error:
            raise ToolError(str(error)) from error
        return f"As recorded by {at}.\n\n{text}" if at else text


def make_agent_app(desk: Desk) -> tuple[Application, Callable[[], AbstractAsyncContextManager[None]]]:
    """Give the application that speaks the protocol over HTTP, and what must run as long as it does."""
    server = make_agent_server(desk)
    settings = desk.settings
    hosts = sorted(settings.hosts) or [f"{host}:{settings.port}" for host in _LOCAL] + [f"{host}:*" for host in _LOCAL]
    security = TransportSecuritySettings(
        # At an address of the outside that nobody named, any name may be meant.
        enable_dns_rebinding_protection=bool(settings.hosts) or settings.host in ("127.0.0.1", "localhost", "::1"),
        allowed_hosts=hosts,
        allowed_origins=[f"{scheme}://{host}" for host in hosts for scheme in ("http", "https")],
    )
    app = server.streamable_http_app(
        stateless_http=True,
        json_response=True,
        max_request_body_size=settings.body_limit_bytes,
        transport_security=security,
    )
    return cast(Application, app), server.session_manager.run
