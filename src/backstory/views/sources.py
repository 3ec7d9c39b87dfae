"""What pages say of the cited articles. An address that is not one of the web is not passed on."""

from urllib.parse import urlsplit

from backstory.model import Source
from backstory.views.pieces import Picture, Quotation, SourceView
from backstory.views.web import web_url


def describe_sources(sources: tuple[Source, ...]) -> tuple[SourceView, ...]:
    """Give the sources in the order they are cited."""
    return tuple(
        SourceView(
            publisher=name_publisher(source),
            url=web_url(source.url),
            title=source.title,
            author=source.author,
            published_at=source.published_at,
            language=source.language,
            is_paywalled=source.is_paywalled,
            status=source.status,
            checked_at=source.checked_at,
            archived_url=web_url(source.archived_url),
        )
        for source in sources
    )


def quote_source(sources: tuple[Source, ...]) -> Quotation | None:
    """Give the description of the first source that has one."""
    for source in sources:
        if source.description:
            return Quotation(
                text=source.description,
                publisher=name_publisher(source),
                url=web_url(source.url),
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
