"""Publishers: who wrote what a citation cites, and who carries it."""

from collections import Counter
from collections.abc import Iterable

from backstory.model import Publisher
from backstory.model.slug import slugify
from backstory.model.wrappers import unwrap_url
from backstory.sources.bylines import Byline, read_byline, split_byline
from backstory.sources.domains import find_domain, read_host
from backstory.sources.labels import is_name, read_domain
from backstory.sources.roster import Entry, Evidence, Roster, load_roster, weigh_evidence


def resolve_publisher(label: str, url: str = "", roster: Roster | None = None, *, site_name: str = "") -> Publisher:
    """The publisher of a citation with this label and URL; without a roster only those known by hand are told.

    ``BBC``, ``BBC News`` and ``(BBC)`` at bbc.co.uk or bbc.com are one; ``AP via The Guardian`` is the Associated
    Press, carried by The Guardian, and so is ``AP`` at theguardian.com. Where label and site disagree, the site is
    right, unless an agency wrote it or the site carries what others write. A label that names nobody gives way to
    what the page calls its site. Nothing given: "Unknown".
    """
    byline = Byline(label=label, host=read_host(unwrap_url(url)), site_name=site_name)
    entry, carrier = resolve_byline(byline, roster or load_roster())
    return Publisher(
        name=entry.name, slug=entry.slug, domain=entry.domain, is_agency=entry.kind == "agency",
        carrier=carrier.name if carrier else "", carrier_slug=carrier.slug if carrier else "",
    )  # fmt: skip


def resolve_byline(byline: Byline, roster: Roster) -> tuple[Entry, Entry | None]:
    """Who a byline says wrote it, and who carries it where that is another."""
    host = byline.host
    author, carrier_label = split_byline(byline)
    here = roster.find_host(host)
    named = roster.find_label(author)
    if carrier_label:
        carrier = here or roster.find_label(carrier_label) or make_entry(carrier_label, host)
        return _leave_out_same(named or make_entry(author, ""), carrier)
    if named and here and named.slug != here.slug and (named.kind == "agency" or here.kind == "aggregator"):
        return named, here
    if here is None or here.kind in ("platform", "aggregator"):
        return _leave_out_same(*_resolve_by_label(author, host, named, here))
    return here, None


def derive_roster(citations: Iterable[tuple[str, str]]) -> Roster:
    """The publishers known by hand and those that citations (label, URL) show: see `weigh_evidence`."""
    counts = Counter(Byline(label=label, host=read_host(unwrap_url(url))) for label, url in citations)
    readings = [(read_byline(byline), count) for byline, count in counts.items()]
    return weigh_evidence(Evidence(site=r.site, name=r.name, count=n) for r, n in readings if r.site)


def count_independent(publishers: Iterable[Publisher]) -> int:
    """How many publishers wrote something of their own: an agency's text that three papers carry counts once."""
    return len({publisher.slug for publisher in publishers})


def _resolve_by_label(author: str, host: str, named: Entry | None, here: Entry | None) -> tuple[Entry, Entry | None]:
    """Of what stands on a site that is nobody's, or where anybody publishes."""
    carrier = here if here and here.kind == "aggregator" else None
    if here and named and named.slug != here.slug:
        return named, carrier
    if here and (named or not is_name(author) or read_domain(author)):
        return here, None
    if here:
        return make_entry(author, ""), carrier
    if named and (not host or named.kind == "agency"):
        return named, make_entry("", host) if host else None
    return make_entry(author, host), None


def _leave_out_same(entry: Entry, carrier: Entry | None) -> tuple[Entry, Entry | None]:
    """Nobody carries their own text."""
    return entry, carrier if carrier and carrier.slug != entry.slug else None


def make_entry(label: str, host: str) -> Entry:
    """An entry for a publisher that no roster has: named by the label, or by its domain."""
    domain = find_domain(host) if host else ""
    # a label that is an address names nobody, unless it is the publisher's own ("Lenta.ru")
    is_own = is_name(label) and (not read_domain(label) or label.lower() == domain)
    name = label if is_own else domain or read_domain(label) or "Unknown"
    return Entry(name=name, slug=slugify(domain or name), domain=domain)
