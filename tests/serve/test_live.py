"""What comes in while the server runs: streams of it, and readers who never see half of it."""

import asyncio
import json
import threading
import time
from pathlib import Path

import httpx
import pytest

from backstory import pipeline
from backstory.serve import stream
from backstory.serve.delivery import Asked
from backstory.serve.desk import Desk
from backstory.serve.readers import Reader
from backstory.serve.settings import ServeSettings
from backstory.serve.stream import News, Watch, read_news
from backstory.store import Archive
from backstory.store.changes import Moment
from tests.publish.feeding import feed_day, make_archive
from tests.serve.serving import Client, listen

FERRY = ";Sports\n*The ferry race number {} is called off in [[Port Amber]]. [http://post.example/f (Harbour Post)]"


def read_messages(lines: "httpx.Response", count: int) -> list[dict[str, str]]:
    """The next messages that are not heartbeats."""
    messages: list[dict[str, str]] = []
    fields: dict[str, str] = {}
    for line in lines.iter_lines():
        name, _, value = line.partition(": ")
        if line:
            fields[name] = value
        elif "data" in fields or "retry" in fields:
            messages.append(fields)
            fields = {}
            if len(messages) == count:
                break
    return messages


def test_a_listener_is_told_what_comes_and_later_what_it_missed(port_town: str) -> None:
    settings = ServeSettings(archive=port_town, look_s=0.05)
    with listen(settings) as address, Archive(port_town) as archive:
        with httpx.stream("GET", f"{address}/events/stream", timeout=60) as stream:
            assert stream.headers["content-type"] == "text/event-stream"
            threading.Timer(0.4, feed_day, (archive, "2015-02-01", FERRY.format(1))).start()
            hello, news = read_messages(stream, 2)
        assert "retry" in hello
        told = json.loads(news["data"])
        assert news["event"] == "change"
        assert [event["date"] for event in told["events"]] == ["2015-02-01"]
        assert told["days"] == ["2015-02-01"]

        feed_day(archive, "2015-02-02", FERRY.format(2))
        headers = {"Last-Event-ID": news["id"]}
        with httpx.stream("GET", f"{address}/events/stream", headers=headers, timeout=60) as stream:
            _, missed = read_messages(stream, 2)
        assert [event["date"] for event in json.loads(missed["data"])["events"]] == ["2015-02-02"]

        with httpx.stream("GET", f"{address}/events/stream", headers={"Last-Event-ID": "1.77"}, timeout=60) as stream:
            _, reset = read_messages(stream, 2)
        assert reset["event"] == "reset"


def test_listeners_are_told_of_what_another_request_saw_first(port_town: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The look of any request makes the present the new one; only the watch tells the listeners."""
    monkeypatch.setattr(stream, "_HEARTBEAT_S", 60.0)

    async def run() -> list[bytes]:
        desk, sent, is_told = Desk(ServeSettings(archive=port_town, look_s=0.05)), [], asyncio.Event()
        gone = asyncio.Event()

        async def send(message: dict[str, object]) -> None:
            sent.append(message.get("body", b""))
            if b"event: change" in sent[-1]:
                is_told.set()

        async def receive() -> dict[str, str]:
            await gone.wait()
            return {"type": "http.disconnect"}

        watch = Watch(desk)
        listener = asyncio.create_task(watch.listen({"headers": []}, receive, send, Asked()))  # type: ignore[arg-type]
        await asyncio.sleep(0.02)
        with Archive(port_town) as archive:
            feed_day(archive, "2015-02-01", FERRY.format(1))
        desk.look()  # somebody asks for a page
        await asyncio.wait_for(is_told.wait(), 20)
        gone.set()
        listener.cancel()
        await watch.close()
        await desk.close()
        return sent

    assert any(b"event: change" in body for body in asyncio.run(run()))


def test_a_listener_that_read_more_than_the_desk_saw_is_told_it_once(
    port_town: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is committed between the desk's look and the listener's read is told; then nothing until there is more."""
    monkeypatch.setattr(stream, "_HEARTBEAT_S", 60.0)

    async def run() -> list[bytes]:
        # The desk looks when the listener comes, and not again.
        desk, sent, is_told = Desk(ServeSettings(archive=port_town, look_s=60.0)), [], asyncio.Event()
        reads = 0

        async def send(message: dict[str, object]) -> None:
            sent.append(message.get("body", b""))
            if b"event: change" in sent[-1]:
                is_told.set()

        async def receive() -> dict[str, str]:
            await asyncio.Event().wait()
            return {}

        def read_late(reader: Reader, since: Moment) -> News | None:
            nonlocal reads
            reads += 1
            return read_news(reader, since)

        monkeypatch.setattr(stream, "read_news", read_late)
        desk.look()
        first = desk.shelf.moment
        with Archive(port_town) as archive:
            feed_day(archive, "2015-02-01", FERRY.format(1))
            desk.look()
            monkeypatch.setattr(desk, "look", lambda: None)
            feed_day(archive, "2015-02-02", FERRY.format(2))
        headers = [(b"last-event-id", f"{first.tick}.{first.token}".encode())]
        watch = Watch(desk)
        listener = asyncio.create_task(watch.listen({"headers": headers}, receive, send, Asked()))  # type: ignore[arg-type]
        await asyncio.wait_for(is_told.wait(), 20)
        await asyncio.sleep(0.3)
        assert reads == 1
        listener.cancel()
        await watch.close()
        await desk.close()
        return sent

    told = [body for body in asyncio.run(run()) if b"event: change" in body]
    assert len(told) == 1
    assert b"2015-02-01" in told[0]
    assert b"2015-02-02" in told[0]


def put_in_place(archive: Path, place: str) -> None:
    """Put an archive where another one is, as docs/howto-serve.md says."""
    for beside in ("-wal", "-shm"):
        Path(place + beside).unlink(missing_ok=True)
    archive.replace(place)


def test_another_file_in_the_archives_place_is_what_is_answered_from(port_town: str, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with make_archive(other) as archive:
        archive.save_copy(tmp_path / "later.db")
        feed_day(archive, "2015-02-01", FERRY.format(1))
        archive.save_copy(tmp_path / "next.db")
    asked = {"text": "The [[Amber Bridge]] in Port Amber closes for good after divers find deep cracks."}
    with Client(ServeSettings(archive=port_town)) as client:
        paths = ("/index.json", "/api/v1/statistics", "/api/v1/days?limit=1000", "/search.json?q=ferry")

        def read() -> list[str]:
            time.sleep(0.01)
            texts = [client.ask("/api/v1/context", "POST", json=asked)]
            answers = [*(client.get(path) for path in paths), *texts]
            assert [answer.status_code for answer in answers] == [200] * 5
            return [answer.text for answer in answers]

        first = read()
        put_in_place(tmp_path / "next.db", port_town)
        second = read()
        assert all("2015" in text for text in second[:4])
        assert second != first
        with Archive(port_town) as archive:
            feed_day(archive, "2015-02-02", FERRY.format(2))
        assert "2015-02-02" in read()[2]
        last = read()
        Path(port_town).rename(tmp_path / "gone.db")
        assert read() == last
        put_in_place(tmp_path / "later.db", port_town)
        assert not any("2015" in text for text in read())


def test_a_file_that_is_not_yet_whole_is_no_end(port_town: str, tmp_path: Path) -> None:
    whole = tmp_path / "whole.db"
    with make_archive(whole) as archive:
        archive.save_copy(tmp_path / "next.db")
    body = (tmp_path / "next.db").read_bytes()
    with Client(ServeSettings(archive=port_town)) as client:
        assert client.get("/index.json").status_code == 200
        (tmp_path / "part.db").touch()
        put_in_place(tmp_path / "part.db", port_town)
        for part in (body[:0], body[:5000], body[:200_000]):
            Path(port_town).write_bytes(part)
            time.sleep(0.01)
            assert client.get("/index.json").status_code == 503
        Path(port_town).write_bytes(body)
        time.sleep(0.01)
        assert client.get("/index.json").status_code == 200
        assert client.get("/api/v1/statistics").status_code == 200


def test_moments_of_an_archive_that_was_replaced_are_not_shown(port_town: str, tmp_path: Path) -> None:
    with Archive(tmp_path / "other.db") as archive:
        feed_day(archive, "2013-01-07", FERRY.format(1))
        feed_day(archive, "2013-03-01", FERRY.format(2))
        archive.save_copy(tmp_path / "next.db")
    with Client(ServeSettings(archive=port_town)) as client:
        path = "/api/v1/days?as_of=2013-01-09"
        assert "2013-01-08" in client.get(path).text
        put_in_place(tmp_path / "next.db", port_town)
        time.sleep(0.01)
        assert "2013-01-07" in client.get(path).text


def test_listeners_are_told_of_another_archive(port_town: str, tmp_path: Path) -> None:
    with make_archive(tmp_path / "other.db") as archive:
        archive.save_copy(tmp_path / "next.db")
    with (
        listen(ServeSettings(archive=port_town, look_s=0.05)) as address,
        httpx.stream("GET", f"{address}/events/stream", timeout=60) as stream,
    ):
        threading.Timer(0.4, put_in_place, (tmp_path / "next.db", port_town)).start()
        _, told = read_messages(stream, 2)
    assert told["event"] == "reset"


@pytest.mark.parametrize("said", ["1.9223372036854775808", "1.-9999999999999999999", "x", "1"])
def test_a_last_event_id_that_is_none_is_passed_over(said: str) -> None:
    assert stream.read_last_id({"headers": [(b"last-event-id", said.encode())]}) is None


def test_sixteen_readers_see_no_error_and_no_torn_page_while_somebody_writes(tmp_path: Path) -> None:
    """Every state of the day has the same number in all its events: a page with two numbers would be torn."""
    path = str(tmp_path / "busy.db")
    make_archive(path).close()
    text = ";Sports\n" + "\n".join(f"*Race {place} of round 0 is held in [[Port Amber]]." for place in range(5))
    stop = threading.Event()
    faults: list[str] = []
    rounds = set()

    def read(number: int, address: str) -> None:
        paths = ("/news/2015/02/1/index", "/api/v1/days/2015-02-01", "/entity/port-amber", "/index", "/search?q=race")
        with httpx.Client(base_url=address, timeout=30) as client:
            while not stop.is_set():
                for path in paths:
                    answer = client.get(path, headers={"Accept": "application/json"})
                    if answer.status_code != 200:
                        faults.append(f"{path} {answer.status_code} {answer.text[:200]}")
                        continue
                    seen = {word for word in answer.text.split() if word.startswith("#")}
                    if len(seen) > 1 and "search" not in path:
                        faults.append(f"{path} {seen}")
                    rounds.update(seen)

    with Archive(path) as archive:
        feed_day(archive, "2015-02-01", text.replace("round 0", "round #0 "), at="2015-02-01T00:00:00Z")
        with listen(ServeSettings(archive=path)) as address:
            readers = [threading.Thread(target=read, args=(number, address)) for number in range(16)]
            for reader in readers:
                reader.start()
            for number in range(1, 500):
                if number > 24 and len(rounds) > 2:
                    break
                at = f"2015-02-01T{number // 60:02}:{number % 60:02}:00Z"
                feed_day(archive, "2015-02-01", text.replace("round 0", f"round #{number} "), at=at)
                if number % 8 == 0:
                    pipeline.relate(archive)
                time.sleep(0.02)
            stop.set()
            for reader in readers:
                reader.join(30)
    assert faults == []
    assert len(rounds) > 2
