"""The roster: which host and which label belong to which publisher, by hand and as the archive's own citations show."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files

from backstory.model.record import Record
from backstory.model.slug import slugify
from backstory.sources.domains import find_domain, find_owner_part
from backstory.sources.labels import drop_number, make_key, read_domain

# A label that is this much on one site belongs to it. Of the 444 labels used three times or more in 12,000 citations
# 426 are above 0.8; below are homonyms and publishers with two sites (benchmarks/sources_publishers.py has the data).
_AT_HOME = 0.6
# "taggeschau" and "tagesschau" are 0.9 alike, "today" and "todayonline" 0.63.
_SLIP = 0.85


class Entry(Record, frozen=True, kw_only=True):
    """A publisher in the roster. `kind` is "", "agency", "aggregator" or "platform"."""

    name: str
    slug: str
    domain: str = ""
    kind: str = ""


class Evidence(Record, frozen=True, kw_only=True):
    """That a site was called a name so many times: see `bylines.Reading`."""

    site: str
    name: str
    count: int


class Roster:
    """Publishers by host and by label. It is not changed once made.

    `by_host` are hosts known by hand: each covers what stands below it. `by_site` are other registered domains.
    """

    def __init__(
        self, by_host: dict[str, Entry], by_key: dict[str, Entry], by_site: dict[str, Entry] | None = None
    ) -> None:
        self.by_host = by_host
        self.by_key = by_key
        self.by_site = by_site or {}

    def find_host(self, host: str) -> Entry | None:
        """The publisher of the longest host known by hand that ends this one, otherwise of its domain."""
        rest = host
        while rest:
            if rest in self.by_host:
                return self.by_host[rest]
            rest = rest.partition(".")[2]
        return self.by_site.get(find_domain(host)) if self.by_site and host else None

    def find_label(self, label: str) -> Entry | None:
        """The publisher that a label names, with or without a closing number."""
        for form in (label, drop_number(label)):
            entry = self.by_key.get(make_key(form))
            if entry:
                return entry
        return self.find_host(read_domain(label))


@cache
def load_roster() -> Roster:
    """The publishers known by hand (`publishers.txt`)."""
    by_host: dict[str, Entry] = {}
    by_key: dict[str, Entry] = {}
    for line in files("backstory.sources").joinpath("publishers.txt").read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, hosts, labels, kind = (part.strip() for part in line.split("|"))
        entry = Entry(name=name, slug=slugify(name), domain=hosts.split()[0], kind=kind)
        by_host |= dict.fromkeys(hosts.split(), entry)
        for label in (name, *labels.split(",")):
            by_key.setdefault(make_key(label), entry)
    by_key.pop("", None)
    return Roster(by_host, by_key)


def weigh_evidence(evidence: Iterable[Evidence], known: Roster | None = None) -> Roster:
    """The publishers known by hand and those that citations show: names that share a site, sites that share a name.

    A site is named by its most frequent label. Two sites are one publisher's where their owners chose the same domain
    name and the editors gave them the same label; otherwise equal names are told apart by the domain. An address comes
    from the domain, which stays as labels come and go. Linear.

    What comes out for a site or a key that is not known by hand depends on nothing but the evidence that is connected
    with it by such sites and keys: it may be derived from these alone.
    """
    known = known or load_roster()
    sites = count_names(evidence)
    homes = find_homes(sites, known)
    by_site = {site: entry for site in sites if (entry := known.by_host.get(site))}
    alike: defaultdict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for site, names in sites.items():
        if site not in by_site:
            name = choose_name(site, names, homes, known)
            alike[make_key(name)].append((-names.total(), site, name))
    for key, members in alike.items():
        # the most cited first: they get the plain name
        by_site |= tell_apart(sorted(members), known.by_key.get(key))
    by_key = dict(known.by_key)
    for key, site in homes.items():
        if key not in by_key and by_site[site].kind not in ("platform", "aggregator"):
            by_key[key] = by_site[site]
    return Roster(known.by_host, by_key, by_site)


def count_names(evidence: Iterable[Evidence]) -> dict[str, Counter[str]]:
    """How often each site is called what."""
    sites: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for told in evidence:
        sites[told.site][told.name] += told.count
    return dict(sites)


def find_homes(sites: dict[str, Counter[str]], known: Roster) -> dict[str, str]:
    """The site that each name (as key) is mostly used for, names known by hand left out."""
    places: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for site, names in sites.items():
        for name, count in names.items():
            places[make_key(name)][site] += count
    homes = {}
    for key, found in places.items():
        # of equal ones the first by name, so that the order in which they came does not matter
        site = min(found, key=lambda site: (-found[site], site))
        if key and key not in known.by_key and found[site] >= _AT_HOME * found.total():
            homes[key] = site
    return homes


def choose_name(site: str, names: Counter[str], homes: dict[str, str], known: Roster) -> str:
    """The most frequent spelling of the most frequent name; names at home elsewhere only where there is no other."""
    groups: defaultdict[str, Counter[str]] = defaultdict(Counter)
    guests = set()
    for name, count in names.items():
        group = make_key(drop_number(name))
        groups[group][name] += count
        key = make_key(name)
        if key in known.by_key or homes.get(key, site) != site:
            guests.add(group)
    owner = make_key(find_owner_part(site))
    best = max(groups, key=lambda group: (group not in guests, groups[group].total(), group == owner, group))
    # a slip of the pen that is made more often than not; the owner knew better
    if owner in groups and owner != best and SequenceMatcher(None, owner, best).ratio() >= _SLIP:
        best = owner
    return min(groups[best], key=lambda name: (-groups[best][name], -len(name), name))


def tell_apart(members: Iterable[tuple[int, str, str]], holder: Entry | None) -> dict[str, Entry]:
    """The entries of sites that chose one name; `holder` is who is known by it already."""
    found: dict[str, Entry] = {}
    owners: dict[str, Entry] = {}
    for _, site, name in members:
        owner = find_owner_part(site)
        if holder and find_owner_part(holder.domain) == owner:
            found[site] = holder
            continue
        # sites that chose the name of somebody known by hand have nothing to do with each other
        entry = None if holder else owners.get(owner)
        if entry is None:
            full = f"{name} ({site})" if holder or owners else name
            entry = owners[owner] = Entry(name=full, slug=slugify(site), domain=site)
        found[site] = entry
    return found
