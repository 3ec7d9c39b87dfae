"""What many pages of a site share: descriptions and images that are the site's, not the article's."""

from collections import defaultdict
from collections.abc import Iterable

from backstory.model import Source
from backstory.sources.domains import find_domain, read_host
from backstory.sources.labels import make_key

FEWEST_PAGES = 3
"""Articles with different titles that must share it. Two may be one story told twice."""

Shared = frozenset[tuple[str, str]]


def find_shared(sources: Iterable[Source]) -> Shared:
    """Pairs of a domain and a description (as key) or image address that several of its articles have in common."""
    titles: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for source in sources:
        domain = find_domain(read_host(source.canonical_url or source.url))
        for value in filter(None, name_values(source)):
            seen = titles[domain, value]
            if len(seen) < FEWEST_PAGES:
                seen.add(hash(make_key(source.title) or source.url))
    return frozenset(pair for pair, articles in titles.items() if len(articles) >= FEWEST_PAGES)


def drop_shared(source: Source, shared: Shared) -> tuple[str, str]:
    """The source's description and image address, emptied where its site's other pages have them too."""
    domain = find_domain(read_host(source.canonical_url or source.url))
    values = name_values(source)
    description = "" if (domain, values[0]) in shared else source.description
    image_url = "" if (domain, values[1]) in shared else source.image_url
    return description, image_url


def name_values(source: Source) -> tuple[str, str]:
    """Description and image as they are compared; empty ones compare with nothing."""
    return (
        f"d:{make_key(source.description)}" if source.description else "",
        f"i:{source.image_url}" if source.image_url else "",
    )
