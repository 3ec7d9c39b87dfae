"""The Action API's answers in their own shape (formatversion=2), only the fields that are read here.

https://www.mediawiki.org/wiki/API:Query. What does not fit these shapes did not come from MediaWiki.
"""

import msgspec

from backstory.errors import FetchError


class Slot(msgspec.Struct):
    """A revision's text; None where the wiki hides it."""

    content: str | None = None


class State(msgspec.Struct):
    """One revision of a page; which fields are filled depends on `rvprop`."""

    revid: int
    timestamp: str = ""
    slots: dict[str, Slot] = {}

    @property
    def text(self) -> str | None:
        """The wikitext; None where it is hidden or was not asked for."""
        return self.slots.get("main", Slot()).content


class Place(msgspec.Struct):
    """Coordinates in degrees; `primary` are those of the page's subject."""

    lat: float
    lon: float
    primary: bool = False
    globe: str = "earth"


class Page(msgspec.Struct):
    """A page as far as one part of an answer, or all parts merged, tell of it."""

    title: str
    pageid: int = 0
    invalid: bool = False
    revisions: list[State] = []
    pageprops: dict[str, str] = {}
    coordinates: list[Place] = []

    @property
    def exists(self) -> bool:
        """Whether the wiki has it; deleted pages and special ones have no number."""
        return self.pageid > 0

    def merge(self, part: "Page") -> None:
        """Add what another part of the answer tells."""
        self.revisions += part.revisions
        self.pageprops |= part.pageprops
        self.coordinates += part.coordinates


class Step(msgspec.Struct, rename={"source": "from", "target": "to"}):
    """One title that stands for another."""

    source: str
    target: str


class QueryPart(msgspec.Struct):
    """The pages of one part of an answer, and how their titles came from those asked for."""

    pages: list[Page] = []
    normalized: list[Step] = []
    converted: list[Step] = []
    redirects: list[Step] = []


class Refusal(msgspec.Struct):
    """An error, which arrives with HTTP 200."""

    code: str
    info: str = ""


class WireAnswer(msgspec.Struct, rename={"going_on": "continue"}):
    """A whole answer. `query` is absent where nothing was found, `going_on` where nothing is left."""

    query: QueryPart = msgspec.field(default_factory=QueryPart)
    going_on: dict[str, str | int] = {}
    error: Refusal | None = None


_decoder = msgspec.json.Decoder(WireAnswer)


def decode_answer(body: bytes, url: str) -> WireAnswer:
    """The answer in that body; FetchError where it is not JSON or not MediaWiki's."""
    try:
        return _decoder.decode(body)
    except msgspec.ValidationError as error:
        raise FetchError(f"{url} answered in JSON of another shape than MediaWiki's: {error}", url=url) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        start = body[:60].decode("utf-8", "replace")
        raise FetchError(f"{url} answered with something that is not JSON: {start!r}", url=url) from error
