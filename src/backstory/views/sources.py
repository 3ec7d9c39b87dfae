"""What pages say of the cited articles. An address that is not one of the web is not passed on."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from backstory.model import Source
from backstory.views.addresses import path_of_publisher
from backstory.views.pieces import Link, Picture, Quotation, SourceView
from backstory.views.web import web_url

_COPY = "archived copy"
# Memento's addresses have the moment of the copy in them: /web/20130110123456/https://…
_COPIED_AT = re.compile(r"/((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{0,6}(?:[a-z]{2}_)?/")


def describe_sources(sources: tuple[Source, ...]) -> tuple[SourceView, ...]:
    """Give the sources in the order they are cited."""
    return tuple(
        SourceView(
            publisher=name_publisher(source),
            url=web_url(source.url),
            title=source.title,
            author=source.author,
            published_at=source.published_at,
            published_by=link_publisher(source),
            carried_by=link_carrier(source),
            language=source.language,
            is_paywalled=source.is_paywalled,
            status=source.status,
            status_since=source.status_since,
            checked_at=source.checked_at,
            moved_to=web_url(source.moved_to) if source.status == "moved" else "",
            archived_url=web_url(source.archived_url),
            archived_on=read_copy_date(source.archived_url) if web_url(source.archived_url) else "",
            attached_at=source.attached_at,
        )
        for source in sources
    )


def link_publisher(source: Source) -> Link | None:
    """Give the page of who published the article; None where the archive has not decided who that is."""
    found = source.published_by
    return Link(title=found.name, path=path_of_publisher(found.slug)) if found else None


def link_carrier(source: Source) -> Link | None:
    """Give the page of who carries the article, where that is another than its publisher."""
    found = source.published_by
    return Link(title=found.carrier, path=path_of_publisher(found.carrier_slug)) if found and found.carrier else None


def link_publishers(sources: Iterable[Source]) -> tuple[Link, ...]:
    """Give the pages of the publishers, each once."""
    links = {link.path: link for source in sources if (link := link_publisher(source))}
    return tuple(links.values())


def count_publishers(sources: Iterable[Source]) -> int:
    """Say how many publishers wrote something of their own: an agency's text that three papers carry counts once."""
    return len({link.path if (link := link_publisher(source)) else name_publisher(source) for source in sources})


def read_copy_date(url: str) -> str:
    """Give the day on which a copy in a web archive was made; empty where its address does not say."""
    found = _COPIED_AT.search(url)
    return f"{found[1]}-{found[2]}-{found[3]}" if found else ""


def quote_source(sources: tuple[Source, ...]) -> Quotation | None:
    """Give the description of the first source that has one."""
    for source in sources:
        if source.description:
            return Quotation(
                text=source.description,
                publisher=name_publisher(source),
                url=web_url(source.archived_url if source.described_by == _COPY else source.url),
                described_by=source.described_by,
                language="" if source.described_by else source.language,
            )
    return None


def show_picture(sources: tuple[Source, ...]) -> Picture | None:
    """Give the image of the first source that has one."""
    for source in sources:
        if url := web_url(source.image_url):
            return Picture(url=url, publisher=name_publisher(source), page_url=web_url(source.url))
    return None


def name_publishers(sources: tuple[Source, ...]) -> tuple[str, ...]:
    """Give the publishers' names, each once, as cited."""
    return tuple(dict.fromkeys(name_publisher(source) for source in sources))


def name_publisher(source: Source) -> str:
    """Give the publisher's label, or the host where the editors gave none, or "Source" where there is no host."""
    return source.publisher or _host_of(source.url).removeprefix("www.") or "Source"


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
