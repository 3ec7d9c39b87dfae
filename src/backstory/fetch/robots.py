"""robots.txt (RFC 9309): what a site lets this program read, kept for a day."""

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from protego import Protego

from backstory.fetch.exchange import Reply
from backstory.model.record import Record

AGENT = "Backstory"
"""The product token that sites can name in their rules."""

GOOD_FOR_S = 24 * 3600  # RFC 9309, 2.4
MOST_REDIRECTS = 5  # 2.3.1.2
LONGEST_DELAY_S = 30.0
"""A site that asks for longer waits is asked this often all the same; within a run's budget it is rarely more than one
page."""


class Rules(Record, frozen=True, kw_only=True):
    """A site's robots.txt as it was: `is_open` is False where it could not be read and nothing may be asked."""

    fetched_at: float
    text: str = ""
    is_open: bool = True


class RobotsCache:
    """Rules by authority (``https://example.org``), in memory and, with a folder, beyond the run.

    A site whose rules could not be read (server error, no connection) is closed until they can: that is not kept.
    """

    def __init__(self, folder: str = "", *, now: Callable[[], float] = time.time) -> None:
        self._folder = Path(folder) / "robots" if folder else None
        self._now = now
        self._rules: dict[str, Rules] = {}
        self._parsed: dict[str, Protego] = {}

    def is_known(self, authority: str) -> bool:
        """Whether the site's rules need not be asked for."""
        rules = self._rules.get(authority) or self._load(authority)
        return rules is not None and self._now() - rules.fetched_at < GOOD_FOR_S

    def learn(self, authority: str, reply: Reply) -> None:
        """Take what the site answered for ``/robots.txt``, after its redirects."""
        if reply.status >= 500 or reply.status == 429:
            self._rules[authority] = Rules(fetched_at=self._now(), is_open=False)
            return
        # Any 4xx means that there are no rules (2.3.1.3), and so does what is not a text.
        text = reply.body.decode("utf-8-sig", "replace") if reply.status == 200 and not reply.fault else ""
        self._rules[authority] = Rules(fetched_at=self._now(), text=text)
        self._save(authority)

    def may_ask(self, url: str) -> bool:
        """Whether the site's known rules allow this URL."""
        rules = self._rules[authority_of(url)]
        return rules.is_open and self._parse(authority_of(url)).can_fetch(url, AGENT)

    def is_open(self, url: str) -> bool:
        """Whether the site's rules could be read at all."""
        return self._rules[authority_of(url)].is_open

    def delay_s(self, url: str) -> float:
        """Seconds between two requests that the site asks for; 0 where it does not."""
        if authority_of(url) not in self._rules:
            return 0.0
        asked = self._parse(authority_of(url)).crawl_delay(AGENT)
        return min(float(asked or 0), LONGEST_DELAY_S)

    def _parse(self, authority: str) -> Protego:
        if authority not in self._parsed:
            if len(self._parsed) > 1000:
                self._parsed.clear()
            self._parsed[authority] = Protego.parse(self._rules[authority].text)
        return self._parsed[authority]

    def _path(self, authority: str) -> Path | None:
        return self._folder / f"{hashlib.sha256(authority.encode()).hexdigest()[:32]}.json" if self._folder else None

    def _load(self, authority: str) -> Rules | None:
        path = self._path(authority)
        if path is None:
            return None
        try:
            rules = msgspec.json.decode(path.read_bytes(), type=Rules)
        except (OSError, msgspec.MsgspecError):
            return None
        self._rules[authority] = rules
        return rules

    def _save(self, authority: str) -> None:
        path = self._path(authority)
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(f".{os.getpid()}")
            draft.write_bytes(msgspec.json.encode(self._rules[authority]))
            draft.replace(path)
        except OSError:
            return  # the cache is a courtesy: without it the site is asked once more


def authority_of(url: str) -> str:
    """Scheme, host and port of a URL: what one robots.txt is for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
