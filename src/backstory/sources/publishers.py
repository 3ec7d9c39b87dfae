"""Publishers: who wrote what a citation cites, and who carries it."""

from collections.abc import Iterable

from backstory.model.record import Record
from backstory.model.slug import slugify
from backstory.model.wrappers import unwrap_url
from backstory.sources.domains import find_domain, read_host
from backstory.sources.labels import clean_label, is_name, read_domain, split_carrier
from backstory.sources.roster import Entry, Roster, load_roster


class Publisher(Record, frozen=True, kw_only=True):
    """Who published something: `name`, `slug` (its page's address), `domain` where one is known.

    `carrier` is who carries another's text (an agency's in a paper, anybody's on a portal), otherwise empty.
    """

    name: str
    slug: str
    domain: str = ""
    is_agency: bool = False
    carrier: str = ""
    carrier_slug: str = ""


def resolve_publisher(label: str, url: str = "", roster: Roster | None = None) -> Publisher:
    """The publisher of a citation with this label and URL; without a roster only those known by hand are told.

    ``BBC``, ``BBC News`` and ``(BBC)`` at bbc.co.uk or bbc.com are one; ``AP via The Guardian`` is the Associated
    Press, carried by The Guardian, and so is ``AP`` at theguardian.com. Where label and site disagree, the site is
    right, unless an agency wrote it or the site carries what others write. Neither given: "Unknown".
    """
    roster = roster or load_roster()
    host = read_host(unwrap_url(url))
    author, carrier_label = split_carrier(clean_label(label))
    here = roster.find_host(host)
    named = roster.find_label(author)
    if carrier_label:
        carrier = here or roster.find_label(carrier_label) or make_entry(carrier_label, host)
        return make_publisher(named or make_entry(author, ""), carrier)
    if named and here and named.slug != here.slug and (named.kind == "agency" or here.kind == "aggregator"):
        return make_publisher(named, here)
    if here is None or here.kind in ("platform", "aggregator"):
        return _resolve_by_label(author, host, named, here)
    return make_publisher(here)


def count_independent(publishers: Iterable[Publisher]) -> int:
    """How many publishers wrote something of their own: an agency's text that three papers carry counts once."""
    return len({publisher.slug for publisher in publishers})


def _resolve_by_label(author: str, host: str, named: Entry | None, here: Entry | None) -> Publisher:
    """Of what stands on a site that is nobody's, or where anybody publishes."""
    if here and named and named.slug != here.slug:
        return make_publisher(named, here if here.kind == "aggregator" else None)
    if here and (named or not is_name(author) or read_domain(author)):
        return make_publisher(here)
    if here:
        return make_publisher(make_entry(author, ""), here if here.kind == "aggregator" else None)
    if named and (not host or named.kind == "agency"):
        return make_publisher(named, make_entry("", host) if host else None)
    return make_publisher(make_entry(author, host))


def make_entry(label: str, host: str) -> Entry:
    """An entry for a publisher that no roster has: named by the label, or by its domain."""
    domain = find_domain(host) if host else ""
    # a label that is an address names nobody, unless it is the publisher's own ("Lenta.ru")
    is_own = is_name(label) and (not read_domain(label) or label.lower() == domain)
    name = label if is_own else domain or read_domain(label) or "Unknown"
    return Entry(name=name, slug=slugify(name), domain=domain)


def make_publisher(entry: Entry, carrier: Entry | None = None) -> Publisher:
    """The record of a publisher and who carries it; nobody carries their own text."""
    if carrier is None or carrier.slug == entry.slug:
        carrier = Entry(name="", slug="")
    return Publisher(
        name=entry.name, slug=entry.slug, domain=entry.domain, is_agency=entry.kind == "agency",
        carrier=carrier.name, carrier_slug=carrier.slug,
    )  # fmt: skip
