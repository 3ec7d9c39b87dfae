"""Where answers are made: what takes long keeps nobody else waiting, and who takes nothing keeps no stream."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from backstory.serve.answers import Answer, ProblemError
from backstory.serve.api import endpoint
from backstory.serve.delivery import Asked
from backstory.serve.desk import Desk
from backstory.serve.readers import Reader
from backstory.serve.settings import ServeSettings
from backstory.serve.site.files import FileMaker
from backstory.serve.site.pages import PageMaker, read_request
from backstory.store.changes import Moment


def test_what_is_made_one_at_a_time_keeps_no_other_request_waiting(port_town: str) -> None:
    async def run() -> None:
        desk, is_over = Desk(ServeSettings(archive=port_town)), threading.Event()

        def wait(reader: Reader) -> bool:
            return is_over.wait(30)

        waiting = [asyncio.create_task(desk.fetch(wait, room="files")) for _ in range(8)]
        await asyncio.sleep(0)
        assert await asyncio.wait_for(desk.fetch(lambda reader: reader.archive.counts()["events"]), 20) > 0
        with pytest.raises(ProblemError) as caught:
            await desk.fetch(wait, room="files")
        assert caught.value.answer.status == 503
        is_over.set()
        assert await asyncio.gather(*waiting) == [True] * 8
        await desk.close()

    asyncio.run(run())


def test_what_was_made_of_the_past_while_the_archive_changed_is_not_kept(port_town: str) -> None:
    async def run() -> None:
        desk = Desk(ServeSettings(archive=port_town))
        desk.look()
        before, after = desk.shelf.moment, Moment(tick=desk.shelf.moment.tick + 1, token=1)

        def change(reader: Reader) -> Answer:
            desk.shelf.renew(after)
            return Answer(200, b"", "text/plain")

        answer = await desk.run(change, as_of="2020-01-01T00:00:00Z")
        assert (desk.shelf.moment, answer.moment) == (after, before)
        await desk.close()

    asyncio.run(run())


def test_lists_of_the_whole_site_have_a_room_of_their_own_and_small_files_none(port_town: str) -> None:
    desk = Desk(ServeSettings(archive=port_town))
    assert FileMaker("/sitemap.xml", desk.site, desk.files).room == "files"
    assert FileMaker("/style.css", desk.site, desk.files).room == ""
    asyncio.run(desk.close())


def test_comparing_is_not_done_between_other_answers(port_town: str) -> None:
    desk = Desk(ServeSettings(archive=port_town))
    path = "/news/2013/01/18/an-event.html"
    plain, compared = (read_request(path, query, "") for query in (b"", b"compare=2013-01-01,2013-02-01"))
    assert PageMaker(plain, desk.site, Asked()).is_quick
    assert not PageMaker(compared, desk.site, Asked()).is_quick
    asyncio.run(desk.close())


def test_a_client_that_takes_nothing_loses_its_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "_TAKE_S", 0.05)
    is_closed = threading.Event()

    def give() -> Iterator[bytes]:
        try:
            while True:
                yield b"line\n"
        finally:
            is_closed.set()

    async def run() -> None:
        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.body":
                await asyncio.Event().wait()

        async def receive() -> dict[str, str]:
            await asyncio.Event().wait()
            return {}

        await asyncio.wait_for(endpoint._send_chunks(give(), Asked(), receive, send), 20)  # type: ignore[arg-type]

    asyncio.run(run())
    assert is_closed.is_set()
