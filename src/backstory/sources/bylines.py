"""Bylines: how citations name their publisher, read once for all citations that name it the same way."""

from backstory.model.record import Record
from backstory.sources.domains import find_domain
from backstory.sources.labels import clean_label, drop_number, is_name, make_key, read_domain, split_carrier
from backstory.sources.roster import Roster, load_roster


class Byline(Record, frozen=True, kw_only=True):
    """The editors' `label`, the `host` of what is cited, and what the page there calls its site."""

    label: str
    host: str
    site_name: str = ""


class Reading(Record, frozen=True, kw_only=True):
    """What a byline tells, and what it asks.

    It tells that `site` (a registered domain, or the first host of a publisher known by hand) is called `name`; both
    empty where it tells nothing. It asks a roster for `terms`: keys of labels, and sites behind an "@". Those known by
    hand are left out, because they never change.
    """

    domain: str = ""
    site: str = ""
    name: str = ""
    key: str = ""
    terms: tuple[str, ...] = ()


def read_byline(byline: Byline, known: Roster | None = None) -> Reading:
    """Read a byline; `known` are the publishers known by hand."""
    known = known or load_roster()
    author, carrier = split_byline(byline)
    here = known.find_host(byline.host)
    domain = find_domain(byline.host) if byline.host else ""
    name = carrier or author
    named = known.find_label(name)
    is_told = domain and is_name(name) and not (named and named.kind == "agency" and named is not here)
    asked = {key for label in (author, carrier) for key in list_keys(label)} - known.by_key.keys()
    sites = {domain, *(find_domain(site) for label in (author, carrier) if (site := read_domain(label)))}
    asked |= {f"@{site}" for site in sites if site and not known.find_host(site)}
    reading = Reading(domain=domain, terms=tuple(sorted(asked)))
    if not is_told:
        return reading
    site = here.domain if here else domain
    return Reading(domain=domain, site=site, name=name, key=make_key(name), terms=reading.terms)


def split_byline(byline: Byline) -> tuple[str, str]:
    """Who wrote and who carries it, as labels. Where the editors name nobody, the page's own word is taken."""
    author, carrier = split_carrier(clean_label(byline.label))
    if not is_name(author) and byline.site_name:
        called = clean_label(byline.site_name)
        author = called if is_name(called) else author
    return author, carrier


def list_keys(label: str) -> list[str]:
    """The keys under which a roster is asked for a label."""
    return [key for form in (label, drop_number(label)) if (key := make_key(form))]
