"""A publisher: who wrote what a citation cites, and what the archive knows of one."""

from backstory.model.record import Record


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


class PublisherProfile(Record, frozen=True, kw_only=True):
    """A publisher as the archive's citations show it. Numbers count citations of live events.

    `citations` are of what it wrote, `carried` how many of those stand with another; `carrying` are citations of what
    others wrote and it carries. `labels` are the words it is cited by, `domains` the sites, `carriers` who carries it
    and `sources` whom it carries (slug, name, count), each the most frequent first.
    """

    name: str
    slug: str
    domain: str = ""
    is_agency: bool = False
    citations: int = 0
    carried: int = 0
    carrying: int = 0
    labels: tuple[tuple[str, int], ...] = ()
    domains: tuple[tuple[str, int], ...] = ()
    carriers: tuple[tuple[str, str, int], ...] = ()
    sources: tuple[tuple[str, str, int], ...] = ()
