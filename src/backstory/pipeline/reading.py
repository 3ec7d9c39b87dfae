"""Read what a person wants the backstory of: words, a file, or an article on the web."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from backstory.errors import FetchError, InputError
from backstory.fetch.articles import ArticleFetcher, ArticleOptions, ArticleRequest, Visit
from backstory.fetch.client import make_user_agent
from backstory.fetch.exchange import Exchanger
from backstory.model.record import Record
from backstory.pipeline.sources_plan import SourceOptions
from backstory.sources import read_article, read_paragraphs

MOST_CHARACTERS = 2000
"""So much of a text is read: what an article says first is what it is about."""

_MOST_BYTES = 1 << 20
_FAULTS = {
    "refused": "it is not an address that may be asked",
    "unresolved": "there is no such host",
    "unreachable": "the host cannot be reached",
    "robots": "the site asks programs not to read it",
    "type": "it is not a page",
    "busy": "the site is busy; try again later",
    "postponed": "the site's rules could not be read; try again later",
    "circle": "it redirects in a circle",
}


class Reading(Record, frozen=True, kw_only=True):
    """A text to be understood. `date` is the day it says it is of; empty where it does not say."""

    text: str
    title: str = ""
    url: str = ""
    publisher: str = ""
    date: str = ""


def read_words(words: str) -> Reading:
    """What was given as words, with its spaces joined and no longer than it is read."""
    joined = " ".join(words.split())
    if len(joined) > MOST_CHARACTERS:
        joined = joined[: MOST_CHARACTERS + 1].rpartition(" ")[0] or joined[:MOST_CHARACTERS]
    if not joined:
        raise InputError("There is no text to find the backstory of.")
    return Reading(text=joined)


def read_file(path: str) -> Reading:
    """The beginning of a text file, or of a page's file (by its ending)."""
    try:
        with Path(path).open("rb") as file:
            body = file.read(_MOST_BYTES)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", path=path) from error
    if path.lower().endswith((".html", ".htm")):
        return read_page(body, "", "")
    if b"\0" in body:
        raise InputError(f"{path} is no text.", path=path)
    return read_words(body.decode("utf-8", "replace"))


def read_page(body: bytes, content_type: str, url: str) -> Reading:
    """An article: its title, its own description, and its first paragraphs."""
    article = read_article(body, content_type, url)
    parts = [article.title, article.description, *read_paragraphs(body, content_type, MOST_CHARACTERS)]
    # A description often is the first paragraph again.
    kept = [part for number, part in enumerate(parts) if part and not any(part in other for other in parts[:number])]
    if not kept:
        raise InputError(f"Nothing that reads like an article was found at {url or 'that page'}.", path=url)
    sentences = (part if part[-1] in '.!?…"”’' else f"{part}." for part in kept)
    read = read_words(" ".join(sentences))
    return msgspec.structs.replace(
        read, title=article.title, url=url, publisher=article.site_name, date=article.published_at[:10]
    )


def read_url(url: str, options: SourceOptions, exchanger: Exchanger | None = None) -> Reading:
    """An article on the web, asked for once with the care of `backstory sources`: guarded, bounded, robots.txt kept.

    Raises:
        FetchError: it did not come; the message says why.
    """
    if exchanger is None:
        with closing(Exchanger(make_user_agent(options.contact))) as exchanger:
            return read_url(url, options, exchanger)
    visits: list[Visit] = []
    with ArticleFetcher(exchanger, ArticleOptions(at_once=1, delay_s=0.0, cache_dir=options.cache_dir)) as fetcher:
        for came in fetcher.fetch([ArticleRequest(key=url, url=url)], _ignore):
            visits += came
    reply = visits[0].reply
    if reply.status != 200 or reply.fault:
        why = _FAULTS.get(reply.fault) or reply.detail or f"it answers {reply.status}"
        raise FetchError(f"{url} could not be read: {why}.", url=url)
    return read_page(reply.body, reply.headers.get("content-type", ""), reply.url)


def _ignore(keys: Sequence[str]) -> None:
    """Nothing is kept of what is asked."""
