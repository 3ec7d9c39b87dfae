"""Who published what: citations get their bylines, what these show is weighed, and each is given its publisher.

Loaded only where there is something to weigh (see `attributing`).
"""

from collections.abc import Iterable, Sequence

from backstory.model.wrappers import unwrap_url
from backstory.sources import Byline, Entry, Evidence, Roster, load_roster, read_byline, resolve_byline, weigh_evidence
from backstory.sources.domains import read_host
from backstory.store import Archive
from backstory.store.bylines import BylineRow, Citing, RosterRow
from backstory.store.publishers import PublisherRow


def name_citations(archive: Archive, unnamed: Sequence[Citing]) -> None:
    """Give citations their bylines, read where they are new."""
    said = [(citing, (citing.label, read_host(unwrap_url(citing.url)), citing.site_name)) for citing in unnamed]
    known = archive.find_bylines({byline for _, byline in said})
    new = dict.fromkeys(byline for _, byline in said if byline not in known)
    known |= archive.add_bylines(describe_byline(*byline) for byline in new)
    archive.name_citations((citing, known[byline]) for citing, byline in said)


def describe_byline(label: str, host: str, site_name: str) -> BylineRow:
    """A byline with what it tells and asks."""
    read = read_byline(Byline(label=label, host=host, site_name=site_name))
    return BylineRow(
        label=label,
        host=host,
        site_name=site_name,
        domain=read.domain,
        site=read.site,
        name=read.name,
        name_key=read.key,
        terms=read.terms,
    )


def weigh(archive: Archive, touched: Iterable[BylineRow]) -> dict[str, RosterRow | None]:
    """What the roster says now of every site and name that is connected with bylines that were touched."""
    rows, sites, keys = gather(archive, touched)
    told = (Evidence(site=row.site, name=row.name, count=row.uses) for row in rows)
    roster = weigh_evidence(told)
    found = {f"@{site}": describe_term(f"@{site}", roster.by_site.get(site)) for site in sites}
    return found | {key: describe_term(key, roster.by_key.get(key)) for key in keys}


def gather(archive: Archive, touched: Iterable[BylineRow]) -> tuple[list[BylineRow], set[str], set[str]]:
    """The bylines connected with those touched by sites and names that are not known by hand; these sites and names."""
    known = load_roster()
    rows: dict[int, BylineRow] = {}
    sites: set[str] = set()
    keys: set[str] = set()
    new: Iterable[BylineRow] = [row for row in touched if row.site]
    while True:
        new_sites = {row.site for row in new if not known.find_host(row.site)} - sites
        new_keys = {row.name_key for row in new if row.name_key not in known.by_key} - keys
        if not new_sites and not new_keys:
            return list(rows.values()), sites, keys
        sites |= new_sites
        keys |= new_keys
        new = archive.bylines_telling(new_sites, new_keys, rows)
        rows |= {row.key: row for row in new}


def describe_term(term: str, entry: Entry | None) -> RosterRow | None:
    """A line of the archive's roster."""
    if entry is None:
        return None
    return RosterRow(term=term, name=entry.name, slug=entry.slug, domain=entry.domain, kind=entry.kind)


def decide(archive: Archive, rows: Iterable[BylineRow]) -> dict[int, tuple[PublisherRow, PublisherRow | None]]:
    """Who stands behind bylines, by what is known by hand and what the archive's roster says."""
    wanted = {row.key: row for row in rows}
    roster = complete_roster(archive.read_roster(wanted))
    found = {}
    for key, row in wanted.items():
        byline = Byline(label=row.label, host=row.host, site_name=row.site_name)
        author, carrier = resolve_byline(byline, roster)
        found[key] = (describe_publisher(author), describe_publisher(carrier) if carrier else None)
    return found


def complete_roster(rows: Iterable[RosterRow]) -> Roster:
    """The publishers known by hand and these."""
    known = load_roster()
    by_key, by_site = dict(known.by_key), {}
    for row in rows:
        entry = Entry(name=row.name, slug=row.slug, domain=row.domain, kind=row.kind)
        if row.term.startswith("@"):
            by_site[row.term[1:]] = entry
        else:
            by_key[row.term] = entry
    return Roster(known.by_host, by_key, by_site)


def describe_publisher(entry: Entry) -> PublisherRow:
    """A publisher as the archive keeps it."""
    return PublisherRow(name=entry.name, slug=entry.slug, domain=entry.domain, is_agency=entry.kind == "agency")
