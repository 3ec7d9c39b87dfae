"""What a page says of its article: one value for each field, the best-placed good one, and where it stood.

Precedence, first good one wins (`docs/sources.md` has the table): JSON-LD of the article, Open Graph, Twitter cards,
Dublin Core and other meta names, microdata, plain HTML. The image is taken from Open Graph first: it is the one the
publisher chose to be shown elsewhere.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import quote, urljoin, urlsplit

from backstory.model.record import Record
from backstory.sources import plain
from backstory.sources.dates import read_date, read_path_date
from backstory.sources.domains import find_domain, find_owner_part, read_host
from backstory.sources.encoding import decode_page, guess_language
from backstory.sources.junk import is_good_description, is_good_image
from backstory.sources.labels import make_key
from backstory.sources.markup import Markup
from backstory.sources.people import clean_authors
from backstory.sources.roster import load_roster
from backstory.sources.text import clean_text, cut_quote, is_cut
from backstory.sources.titles import read_site_name, trim_title

Candidates = Iterator[tuple[str, str]]

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "article.published", "pubdate",
    "og:pubdate",
    "publish-date", "publish_date", "publishdate", "publisheddate", "publication_date", "publication-date",
    "originalpublicationdate", "date.published", "datepublished", "article:published", "article_date_original",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
    "rnews:datepublished",
    "dcterms.issued", "dcterms.created", "dc.date.issued", "dc.date.created", "dcterms.date", "dc.date", "date",
    "pdate", "ptime", "bt:pubdate", "created", "citation_publication_date", "displaydate", "article:post_date",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:article:modified_time", "og:updated_time", "article.updated", "lastmod",
             "dcterms.modified", "dc.date.modified", "last-modified", "revised", "modified")  # fmt: skip
_TITLES = ("og:title", "twitter:title", "article.headline", "parsely-title", "sailthru.title", "headline", "pagetitle",
           "dcterms.title", "dc.title", "title")  # fmt: skip
_DESCRIPTIONS = ("og:description", "twitter:description", "description", "article.summary", "sailthru.description",
                 "dcterms.abstract", "dcterms.description", "dc.description", "abstract")  # fmt: skip
_IMAGES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "parsely-image-url",
           "sailthru.image.full", "thumbnail")  # fmt: skip
_AUTHORS = ("author", "article:author", "og:article:author", "byl", "parsely-author", "sailthru.author", "dc.creator",
            "dcterms.creator", "twitter:data1", "citation_author")  # fmt: skip
_LOCKED = frozenset("locked metered premium paid subscriber subscribers paywall hard registered".split())
_FREE = frozenset(("free", "open", "public"))


class Article(Record, frozen=True, kw_only=True):
    """What a page says of itself. Empty where it does not say, or says nothing good.

    `origins` name the place each field was found in ("json-ld", "og:title", "html"), by field. `published_at` is a
    moment in UTC, or a date alone where the page gives no zone.
    """

    title: str = ""
    description: str = ""
    image_url: str = ""
    author: str = ""
    published_at: str = ""
    modified_at: str = ""
    language: str = ""
    site_name: str = ""
    canonical_url: str = ""
    is_paywalled: bool | None = None
    charset: str = ""
    origins: tuple[tuple[str, str], ...] = ()


def read_article(body: bytes, content_type: str, url: str) -> Article:
    """What the page at `url` says of its article. Never fails: of a broken page it tells what can be read.

    `body` may be the beginning of a page only.
    """
    text, charset = decode_page(body, content_type)
    page = Markup(text)
    url = join_address(url, "")  # nothing where it is no address
    base = join_address(url, page.base()) or url
    site_name, names = find_site(page, url)
    title = find_title(page, names)
    description = find_description(page, title[0], names)
    image = find_image(page, base)
    published = find_published(page, text, url)
    author = find_author(page, names)
    canonical = find_canonical(page, url)
    found = {
        "title": title, "description": description, "image_url": image, "author": author, "published_at": published,
        "site_name": site_name, "canonical_url": canonical,
    }  # fmt: skip
    return Article(
        **{name: value for name, (value, _) in found.items()},
        modified_at=find_modified(page),
        language=find_language(page) or guess_language(charset),
        is_paywalled=find_paywall(page),
        charset=charset,
        origins=tuple((name, origin) for name, (_, origin) in found.items() if origin),
    )


def find_site(page: Markup, url: str) -> tuple[tuple[str, str], set[str]]:
    """The site's name, and every name it goes by, as keys."""
    host = read_host(url)
    publisher = page.linked_data.names("publisher", "sourceOrganization")
    candidates = [("og:site_name", page.meta("og:site_name")), *(("json-ld", name) for name in publisher)]
    candidates += [(name, page.meta(name)) for name in ("application-name", "dc.publisher", "dcterms.publisher", "cre")]
    said = (page.linked_data.value("headline"), page.meta("og:title"), page.heading())
    headings = [clean_text(value) for value in said]
    headings += [clean_text(page.property("headline")), *plain.find_headings(page.root)]
    known = {make_key(clean_text(name)) for _, name in candidates}
    own = [heading for heading in headings if heading and make_key(heading) not in known]
    candidates += [("title", read_site_name(page.title(), heading)) for heading in own]
    filled = [(clean_text(name), origin) for origin, name in candidates if clean_text(name)]
    name = next(((name, origin) for name, origin in filled if len(name) <= 60), ("", ""))
    # "Herald | The voice of the bay": a name with a slogan
    own = [part for value, _ in filled for part in (value, value.partition("|")[0], value.partition(" - ")[0])]
    names = {make_key(value) for value in own} | {make_key(host), make_key(find_owner_part(find_domain(host)))}
    entry = load_roster().find_host(host)
    if entry:
        names |= {key for key, known in load_roster().by_key.items() if known is entry}
    return name, names - {""}


def find_title(page: Markup, names: set[str]) -> tuple[str, str]:
    """The headline and where it stood."""
    said = [("json-ld", clean_text(page.linked_data.value("headline", "name")))]
    said += [(name, clean_text(content)) for name in _TITLES for content in page.metas.get(name, ())]
    said += [("microdata", clean_text(page.property("headline"))), ("h1", page.heading()), ("title", page.title())]
    headings = tuple(words for origin, words in said if origin in ("json-ld", "microdata", "h1") and words)
    found = [(trim_title(words, names, headings), origin) for origin, words in said if words]
    # a title that is nothing but the site's name is no title
    good = [(words, origin) for words, origin in found if make_key(words) not in names]
    return prefer_whole(good) or ("", "")


def find_description(page: Markup, title: str, names: set[str]) -> tuple[str, str]:
    """The first good description and where it stood."""
    said = [("json-ld", page.linked_data.value("description"))]
    said += [(name, content) for name in _DESCRIPTIONS for content in page.metas.get(name, ())]
    said += [("microdata", page.property("description"))]
    of_site = {make_key(clean_text(text)) for text in page.linked_data.sites_own()}
    cleaned = [(clean_text(text), origin) for origin, text in said]
    good = [
        (text, origin)
        for text, origin in cleaned
        if is_good_description(text, title, names) and make_key(text) not in of_site
    ]
    text, origin = prefer_whole(good) or ("", "")
    return cut_quote(text), origin


def find_image(page: Markup, base: str) -> tuple[str, str]:
    """The address of the article's image and where it stood."""

    def list_images() -> Candidates:
        for name in _IMAGES:
            for content in page.metas.get(name, ()):
                yield content, name
        for address in page.linked_data.addresses("image") + page.linked_data.addresses("thumbnailUrl"):
            yield address, "json-ld"
        yield page.link("image_src"), "image_src"
        yield page.property("image"), "microdata"
        # a page that shares a logo says that the article has no image: what else is on it is other articles'
        yield plain.find_image(page.root, in_article=bool(page.meta("og:image"))), "html"

    for address, origin in list_images():
        whole = join_address(base, clean_text(address).replace(" ", "%20")) if address else ""
        if whole and is_good_image(whole):
            return whole, origin
    return "", ""


def find_published(page: Markup, text: str, url: str) -> tuple[str, str]:
    """When it was first published and where that stood. The last resort is to look for dates in the text."""

    def list_dates() -> Candidates:
        for name in ("datePublished", "dateCreated", "uploadDate"):
            yield page.linked_data.value(name), f"json-ld {name}"
        for name in _PUBLISHED:
            yield page.meta(name), name
        yield page.property("datePublished"), "microdata"
        yield plain.find_time(page.root), "time"

    for value, origin in list_dates():
        if date := read_date(value):
            return date, origin
    if date := read_path_date(urlsplit(url).path):
        return date, "address"
    if date := plain.find_date(text, url):
        return date, "text"
    return "", ""


def find_modified(page: Markup) -> str:
    """When it was last changed."""
    return read_date(page.linked_data.value("dateModified")) or next(
        (date for name in _MODIFIED if (date := read_date(page.meta(name)))), ""
    )


def find_author(page: Markup, names: set[str]) -> tuple[str, str]:
    """The persons who wrote it, with commas between, and where they stood; the site itself is nobody's author."""

    def list_authors() -> Iterator[tuple[list[str], str]]:
        yield page.linked_data.names("author", "creator"), "json-ld"
        for name in _AUTHORS:
            yield page.metas.get(name, []), name
        yield [page.property("author")], "microdata"
        yield plain.find_bylines(page.root), "html"

    for said, origin in list_authors():
        if authors := clean_authors(said, names):
            return ", ".join(authors), origin
    return "", ""


def find_language(page: Markup) -> str:
    """The language as its first subtag ("en", "pt")."""
    said = page.linked_data.value("inLanguage")
    named = said.get("alternateName") or said.get("name") if isinstance(said, dict) else said
    for value in (page.language(), named, page.meta("og:locale", "content-language", "dc.language", "language")):
        tag = str(value or "").replace("_", "-").partition("-")[0].strip().lower()
        if 2 <= len(tag) <= 3 and tag.isalpha():
            return tag
    return ""


def find_canonical(page: Markup, url: str) -> tuple[str, str]:
    """The address that the page gives as its own; empty where it gives none or its front page."""
    entity = page.linked_data.value("mainEntityOfPage")
    named = entity.get("@id") if isinstance(entity, dict) else entity
    said: list[tuple[str, object]] = [
        ("canonical", page.link("canonical")), ("og:url", page.meta("og:url")), ("json-ld", named),
    ]  # fmt: skip
    for origin, address in said:
        whole = join_address(url, address) if isinstance(address, str) else ""
        if whole and urlsplit(whole).path not in ("", "/"):
            return whole, origin
    return "", ""


def find_paywall(page: Markup) -> bool | None:
    """Whether readers must pay; None where the page does not say."""
    named = page.metas.get("article:content_tier", []) + page.metas.get("og:article:content_tier", [])
    tiers = {tier.lower() for tier in named}
    said = page.linked_data.has_paywall()
    if said is None and tiers:
        return True if tiers & _LOCKED else False if tiers & _FREE else None
    return said


def prefer_whole(candidates: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """The first candidate; where it ends in dots, one that goes on where it stops."""
    listed = list(candidates)
    if not listed:
        return None
    first = listed[0]
    if is_cut(first[0]):
        start = first[0].rstrip(" .…[]\"'”’)")
        longer = [found for found in listed if found[0].startswith(start) and not is_cut(found[0])]
        return max(longer, key=lambda found: len(found[0]), default=first)
    return first


def join_address(base: str, address: str) -> str:
    """The whole web address of a possibly relative one, in ASCII; nothing where it is none."""
    try:
        whole = urljoin(base, address.strip())
        parts = urlsplit(whole)
        if parts.scheme not in ("http", "https") or not parts.hostname or any(char <= " " for char in whole):
            return ""
    except ValueError:
        return ""
    return whole if whole.isascii() else quote(whole, safe="/:?#[]@!$&'()*+,;=%~-._")
