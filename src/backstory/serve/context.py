"""The backstory of a text, as far as search can tell it: the events that its words and names lead to."""

from backstory.model import SearchRequest
from backstory.serve.params import ContextBody, mend_day
from backstory.serve.readers import Reader
from backstory.serve.records import TextContext
from backstory.views.addresses import path_of_entity
from backstory.views.pieces import CountedLink
from backstory.views.searching import describe_hit

_MOST_WORDS = 400
"""Of a long text, its beginning says what it is about."""


def find_context(reader: Reader, asked: ContextBody) -> TextContext:
    """Give whom and what the text names, and the events it belongs with."""
    words = " ".join(asked.text.split()[:_MOST_WORDS])
    # No syntax is meant in a text: what would be one is dropped.
    words = words.replace('"', " ").replace(":", " ").replace(" -", " ").lstrip("-")
    request = SearchRequest(text=words, last=mend_day(asked.before or ""), limit=asked.limit, with_facets=True)
    found = reader.archive.search(request)
    named = found.facets.entities if found.facets else ()
    folded = asked.text.casefold()
    return TextContext(
        entities=tuple(
            CountedLink(title=one.label, path=path_of_entity(one.name), count=one.count)
            for one in named
            if one.label.casefold().partition(" (")[0] in folded
        ),
        events=tuple(describe_hit(hit) for hit in found.hits),
    )
