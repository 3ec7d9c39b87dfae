"""The roster: which host and which label belong to which publisher, by hand and as the archive's own citations show."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from backstory.model.record import Record
from backstory.model.slug import slugify
from backstory.sources.domains import find_domain, find_owner_part, read_host
from backstory.sources.labels import clean_label, drop_number, is_name, make_key, read_domain, split_carrier

# A label that is this much on one site belongs to it. Of the 444 labels used three times or more in 12,000 citations
# 426 are above 0.8; below are homonyms and publishers with two sites (benchmarks/sources_publishers.py has the data).
_AT_HOME = 0.6


class Entry(Record, frozen=True, kw_only=True):
    """A publisher in the roster. `kind` is "", "agency", "aggregator" or "platform"."""

    name: str
    slug: str
    domain: str = ""
    kind: str = ""


class Roster:
    """Publishers by host and by label. It is not changed once made."""

    def __init__(self, by_host: dict[str, Entry], by_key: dict[str, Entry]) -> None:
        self.by_host = by_host
        self.by_key = by_key

    def find_host(self, host: str) -> Entry | None:
        """The publisher of the longest known host that ends this one."""
        while host:
            if host in self.by_host:
                return self.by_host[host]
            host = host.partition(".")[2]
        return None

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


def derive_roster(citations: Iterable[tuple[str, str]], known: Roster | None = None) -> Roster:
    """The known publishers and those that citations (label, URL) show: labels that share a site, sites that share one.

    A site is named by its most frequent label. Two sites are one publisher's where their owners chose the same name
    and the editors gave them the same label; otherwise equal names are told apart by the domain. Linear.
    """
    known = known or load_roster()
    sites = count_labels(citations, known)
    homes = find_homes(sites)
    by_host, by_key = dict(known.by_host), dict(known.by_key)
    taken = {make_key(entry.name): entry for entry in known.by_host.values()}
    # the most cited first: they get the plain name
    for domain, labels in sorted(sites.items(), key=lambda item: (-item[1].total(), item[0])):
        entry = known.find_host(domain) or name_site(domain, labels, taken, homes)
        by_host[domain] = entry
        taken.setdefault(make_key(entry.name), entry)
        for label in labels:
            key = make_key(label)
            if homes.get(key) == domain and entry.kind not in ("platform", "aggregator"):
                by_key.setdefault(key, entry)
    return Roster(by_host, by_key)


def count_labels(citations: Iterable[tuple[str, str]], known: Roster) -> dict[str, Counter[str]]:
    """How often each site is cited under each label, agencies' texts on others' sites left out."""
    pairs = Counter((label, read_host(url)) for label, url in citations)
    sites: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (raw, host), count in pairs.items():
        author, carrier = split_carrier(clean_label(raw))
        label = carrier or author
        if not host or not is_name(label):
            continue
        here, named = known.find_host(host), known.find_label(label)
        if named and named.kind == "agency" and named is not here:
            continue
        sites[find_domain(host)][label] += count
    return dict(sites)


def find_homes(sites: dict[str, Counter[str]]) -> dict[str, str]:
    """The site that each label (as key) is mostly used for."""
    places: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for domain, labels in sites.items():
        for label, count in labels.items():
            places[make_key(label)][domain] += count
    homes = {}
    for key, domains in places.items():
        domain, count = domains.most_common(1)[0]
        if key and count >= _AT_HOME * domains.total():
            homes[key] = domain
    return homes


def name_site(domain: str, labels: Counter[str], taken: dict[str, Entry], homes: dict[str, str]) -> Entry:
    """The entry of a site that is not known by hand."""
    name = choose_name(domain, labels, homes)
    same = taken.get(make_key(name))
    if same and find_owner_part(same.domain) == find_owner_part(domain):
        return same
    if same:
        name = f"{name} ({domain})"
    return Entry(name=name, slug=slugify(name), domain=domain)


def choose_name(domain: str, labels: Counter[str], homes: dict[str, str]) -> str:
    """The most frequent spelling of the most frequent label; labels at home elsewhere only where there is no other."""
    groups: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for label, count in labels.items():
        groups[make_key(drop_number(label))][label] += count
    if not groups:
        return domain
    best = max(groups, key=lambda key: (homes.get(key, domain) == domain, groups[key].total(), key))
    return min(groups[best], key=lambda label: (-groups[best][label], -len(label), label))
