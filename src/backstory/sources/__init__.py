"""Citation to source: canonical URL, publisher, and what the article's page says of itself.

Takes labels, URLs and pages as bytes; gives `Publisher` and `Article` records and judgements of a page's state. It
never touches the network or the archive, and never writes a word that the page does not have.
"""

from typing import TYPE_CHECKING

from backstory.loading import load_lazily
from backstory.model import Publisher
from backstory.model.canonical import canonical_url
from backstory.sources.bylines import Byline, Reading, read_byline
from backstory.sources.publishers import count_independent, derive_roster, resolve_byline, resolve_publisher
from backstory.sources.roster import Entry, Evidence, Roster, load_roster, weigh_evidence

if TYPE_CHECKING:
    from backstory.sources.metadata import Article, read_article
    from backstory.sources.paragraphs import read_paragraphs
    from backstory.sources.repetition import drop_shared, find_shared
    from backstory.sources.state import Finding, judge_visit

_MODULES = {
    "Article": "metadata",
    "Finding": "state",
    "drop_shared": "repetition",
    "find_shared": "repetition",
    "judge_visit": "state",
    "read_article": "metadata",
    "read_paragraphs": "paragraphs",
}

__all__ = [
    "Article",
    "Byline",
    "Entry",
    "Evidence",
    "Finding",
    "Publisher",
    "Reading",
    "Roster",
    "canonical_url",
    "count_independent",
    "derive_roster",
    "drop_shared",
    "find_shared",
    "judge_visit",
    "load_roster",
    "read_article",
    "read_byline",
    "read_paragraphs",
    "resolve_byline",
    "resolve_publisher",
    "weigh_evidence",
]

# A day without new articles needs nothing of what reads pages.
__getattr__ = load_lazily(__name__, _MODULES)
