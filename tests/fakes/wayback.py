"""The Internet Archive as far as it is asked: availability API, TimeGate, TimeMap, saving. Answers on a FakePress.

Copies are put in by URL and moment; the closest to what is asked for is answered, as there.
"""

import json
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from backstory.fetch.memento import ArchiveService
from tests.fakes.press import FakePress

SERVICE = ArchiveService(
    availability="http://archive.org/wayback/available?url=",
    timegate="http://web.archive.org/web/",
    timemap="http://web.archive.org/web/timemap/link/",
    save="http://web.archive.org/save/",
)


class FakeWayback:
    """Copies by URL: moments as 14 digits."""

    def __init__(self, press: FakePress) -> None:
        self.copies: dict[str, list[str]] = {}
        self.is_broken = False
        press.answers = _Answers(press.answers, self)

    def keep(self, url: str, moment: str) -> None:
        """A copy made at that moment."""
        self.copies.setdefault(url, []).append(moment)

    def closest(self, url: str, wanted: str) -> str:
        def distance(moment: str) -> float:
            return abs((read(moment) - read(wanted.ljust(14, "0"))).total_seconds())

        return min(self.copies.get(url, []), key=distance, default="")

    def answer(self, handler: Any) -> None:
        host, path = handler.headers["Host"].partition(":")[0], handler.path
        if self.is_broken:
            handler.send(503, b"overloaded")
        elif host == "archive.org":
            query = parse_qs(urlsplit(path).query)
            moment = self.closest(query["url"][0], query["timestamp"][0])
            found = {"available": True, "status": "200", "timestamp": moment,
                     "url": f"http://web.archive.org/web/{moment}/{query['url'][0]}"}  # fmt: skip
            content = {"url": query["url"][0], "archived_snapshots": {"closest": found} if moment else {}}
            handler.send(200, json.dumps(content).encode(), {"Content-Type": "application/json"})
        elif path.startswith("/web/timemap/link/"):
            self.answer_timemap(handler, path.removeprefix("/web/timemap/link/"))
        elif path.startswith("/save/"):
            url = path.removeprefix("/save/")
            self.keep(url, "20210304050607")
            handler.send(302, b"", {"Location": f"http://web.archive.org/web/20210304050607/{url}"})
        elif path.startswith("/web/http"):
            url = path.removeprefix("/web/")
            asked = parsedate_to_datetime(handler.headers["Accept-Datetime"])
            moment = self.closest(url, f"{asked:%Y%m%d%H%M%S}")
            target = {"Location": f"http://web.archive.org/web/{moment}/{url}", "Vary": "accept-datetime"}
            handler.send(302 if moment else 404, b"", target if moment else {})
        else:
            handler.send(404, b"")

    def answer_timemap(self, handler: Any, url: str) -> None:
        if url not in self.copies:
            handler.send(404, b"")
            return
        lines = [f'<{url}>; rel="original"', f'<http://web.archive.org/web/{url}>; rel="timegate"']
        for moment in self.copies[url]:
            when = f"{read(moment):%a, %d %b %Y %H:%M:%S} GMT"
            lines.append(f'<http://web.archive.org/web/{moment}/{url}>; rel="memento"; datetime="{when}"')
        handler.send(200, ",\n".join(lines).encode(), {"Content-Type": "application/link-format"})


class _Answers(dict[tuple[str, str], Any]):
    """The press's answers, and the archive's for its two hosts."""

    def __init__(self, inner: dict[tuple[str, str], Any], wayback: FakeWayback) -> None:
        super().__init__(inner)
        self._wayback = wayback

    def get(self, key: tuple[str, str], default: Any = None) -> Any:
        if key not in self and key[0] in ("archive.org", "web.archive.org"):
            return self._wayback.answer
        return super().get(key, default)


def read(moment: str) -> datetime:
    return datetime.strptime(moment, "%Y%m%d%H%M%S")
