"""Tools for language models, asked by the official client: over HTTP and over standard input and output."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp", reason="pip install -e '.[mcp]'")

from mcp import ClientSession, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from backstory.errors import NotFoundError
from backstory.render import Site
from backstory.serve.agents.briefing import find_event, write_brief
from backstory.serve.readers import Reader
from backstory.serve.settings import ServeSettings
from tests.serve.serving import listen

SITE = Site(base_url="https://news.example")
SOURCE = Path(__file__).parents[2] / "src"
Ask = Callable[[ClientSession], Awaitable[None]]


@pytest.fixture
def reader(port_town: str) -> Iterator[Reader]:
    reader = Reader(port_town, 60)
    yield reader
    reader.close()


def ask_over_http(archive: str, ask: Ask) -> None:
    async def run(address: str) -> None:
        async with streamable_http_client(f"{address}/mcp") as streams, ClientSession(*streams[:2]) as session:
            await session.initialize()
            await ask(session)

    with listen(ServeSettings(archive=archive)) as address:
        asyncio.run(asyncio.wait_for(run(address), 60))


def ask_over_pipes(archive: str, ask: Ask) -> None:
    async def run() -> None:
        server = StdioServerParameters(
            command=sys.executable,
            args=["-m", "backstory", "mcp", "--archive", archive, "--base-url", "https://news.example"],
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
        )
        async with stdio_client(server) as streams, ClientSession(*streams[:2]) as session:
            await session.initialize()
            await ask(session)

    asyncio.run(asyncio.wait_for(run(), 60))


async def call(session: ClientSession, tool: str, **given: Any) -> str:
    result = await session.call_tool(tool, given)
    assert not result.is_error, result
    return "".join(part.text for part in result.content)  # type: ignore[union-attr]


@pytest.mark.parametrize("ask_over", [ask_over_http, ask_over_pipes])
def test_the_tools_tell_events_with_sources_and_permalinks(
    port_town: str, ask_over: Callable[[str, Ask], None]
) -> None:
    async def ask(session: ClientSession) -> None:
        tools = (await session.list_tools()).tools
        assert {tool.name for tool in tools} == {"search_events", "get_event", "brief"}
        assert all(tool.description and len(tool.description) > 60 for tool in tools)
        assert all(tool.input_schema["additionalProperties"] is False for tool in tools)

        found = await call(session, "search_events", query="bridge falls")
        assert "2013-01-10" in found
        assert "(Harbour Post" in found
        assert "/news/2013/01/10/" in found
        id = found.split("id=")[1].split()[0]
        event = await call(session, "get_event", event=id)
        assert "http://post.example/falls" in event
        assert "## Background" in event

        told = await call(session, "brief", subject="Amber Bridge")
        assert told.index("2013-01-08") < told.index("2013-01-10") < told.index("2014-03-05")
        since = await call(session, "brief", subject="Amber Bridge collapse", since="2013-02")
        assert "2013-01-10" not in since
        then = await call(session, "brief", subject="Amber Bridge", as_of="2013-01-08")
        assert "falls" not in then
        assert "for good" not in then
        short = await call(session, "brief", subject="Amber Bridge", budget=100)
        assert len(short) < 100 * 4
        assert "left out" in short

        wrong = await session.call_tool("get_event", {"event": "none"})
        assert wrong.is_error
        assert "Traceback" not in str(wrong.content)
        assert (await session.call_tool("brief", {"subject": "x", "budget": 10**9})).is_error
        unknown = await session.call_tool("search_events", {"query": "bridge", "as-of": "2013-01-08"})
        assert unknown.is_error
        assert "no argument “as-of”. It has: query, since, until," in str(unknown.content)

    ask_over(port_town, ask)


def test_a_brief_tells_one_event_however_small_its_budget(reader: Reader) -> None:
    def brief(subject: str, budget: int) -> str:
        return write_brief(reader, SITE, subject, since="", until="", budget=budget)

    whole = brief("Amber Bridge", 1500)
    assert whole.count("https://news.example/news/") == 4
    short = brief("Amber Bridge", 50)
    id = reader.archive.events_on("2014-03-05")[0].id
    assert f"- 2014-03-05 The builder of the Amber Bridge is fined in Port Amber. id={id}\n" in short
    assert "(3 more events are left out.)" in short
    assert "Nothing is recorded." not in short
    assert "Nothing is recorded." in brief("Zeppelin", 50)


def test_an_event_is_found_by_its_address_as_it_is_copied(reader: Reader) -> None:
    event = reader.archive.events_on("2014-03-05")[0]
    for copied in (event.path, f"{event.path}.html#x", f"https://news.example{event.path}.md?lang=en#x", event.id):
        assert find_event(reader, f" {copied} ").id == event.id
    with pytest.raises(NotFoundError, match=r"the address https://other\.example/news/2014/03/05/x\."):
        find_event(reader, "https://other.example/news/2014/03/05/x")
