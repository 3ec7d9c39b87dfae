"""Addresses that carry another address: copies in web archives, AMP caches, redirectors, translations."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

_ARCHIVED = re.compile(
    r"https?://(?:www\.)?(?:(?:web|wayback|replay|liveweb)\.archive\.org(?:/web)?|archive\.org/web"
    r"|(?:wayback\.)?archive-it\.org/(?:all|org-\d+|\d+)|webarchive\.nationalarchives\.gov\.uk(?:/ukgwa)?"
    r"|(?:www\.)?webarchive\.org\.uk/wayback/archive|arquivo\.pt/wayback|webarchive\.loc\.gov/all|perma-archives\.org/warc"
    r"|archive\.(?:today|is|ph|li|fo|vn|md))"
    r"/(?:\d{4}[\d.*-]*(?:[a-z]{2}_)?/)?((?:https?:/{1,2}|www\.).+)",
    re.I | re.S,
)
_AMP_CACHE = re.compile(
    r"https?://[^/]*\.(?:cdn\.ampproject\.org|bing-amp\.com)/(?:[a-z]+/)*?(s/)?([\w-]+(?:\.[\w-]+)+.*)", re.I
)
_GOOGLE_AMP = re.compile(r"https?://(?:www\.)?google\.[a-z.]+/amp/(s/)?(.+)", re.I)
_READERS = re.compile(
    r"https?://(?:www\.)?(?:outline\.com|12ft\.io|r\.jina\.ai|txtify\.it|archive\.org/wayback)/(https?://.+)", re.I
)
# Host (without www.) and path's start of redirectors, with the parameters that carry the address.
_REDIRECTORS = (
    ("google.", "/url", ("url", "q")),
    ("translate.google.", "/", ("u",)),
    ("facebook.com", "/l.php", ("u",)),
    ("l.facebook.com", "/", ("u",)),
    ("lm.facebook.com", "/", ("u",)),
    ("l.instagram.com", "/", ("u",)),
    ("out.reddit.com", "/", ("url",)),
    ("youtube.com", "/redirect", ("q",)),
    ("linkedin.com", "/redir", ("url",)),
    ("slack-redir.net", "/link", ("url",)),
    ("vk.com", "/away.php", ("to",)),
    ("webcitation.org", "/", ("url",)),
    ("news.google.", "/news/url", ("url",)),
    ("web.archive.org", "/save", ("url",)),
    ("bing.com", "/cc", ("u",)),
    ("nl.nytimes.com", "/", ("uri",)),
    ("go.skimresources.com", "/", ("url",)),
)
_CACHED = re.compile(r"(?:cache:(?:[\w-]{8,}:)?)((?:https?://)?[^\s+]+)", re.I)
MOST_LAYERS = 5


def unwrap_url(url: str) -> str:
    """The address inside, or `url` itself where it carries none. Layers on layers are unwrapped too."""
    for _ in range(MOST_LAYERS):
        inner = _unwrap_once(url)
        if inner == url:
            break
        url = inner
    return url


def _unwrap_once(url: str) -> str:
    if found := _ARCHIVED.match(url) or _READERS.match(url):
        return _mend_scheme(found[1])
    if found := _AMP_CACHE.match(url) or _GOOGLE_AMP.match(url):
        return f"http{'s' if found[1] else ''}://{found[2]}"
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return url
    if host.endswith(".translate.goog"):
        # "www-le--monde-fr": dots became hyphens, hyphens were doubled
        name = host.removesuffix(".translate.goog").replace("--", "\0").replace("-", ".").replace("\0", "-")
        return f"https://{name}{parts.path}"
    if host == "webcache.googleusercontent.com" or (host.startswith("google.") and "cache:" in parts.query):
        found = _CACHED.search(unquote(parts.query))
        return _mend_scheme(found[1]) if found else url
    if parts.query:
        for start, path, names in _REDIRECTORS:
            if (host == start or (start.endswith(".") and host.startswith(start))) and parts.path.startswith(path):
                return _read_parameter(parts.query, names) or url
    return url


def _read_parameter(query: str, names: tuple[str, ...]) -> str:
    values = parse_qs(query)
    for name in names:
        value = values.get(name, [""])[0]
        if value.startswith(("http://", "https://", "www.")):
            return _mend_scheme(value)
    return ""


def _mend_scheme(url: str) -> str:
    """The address with a scheme and its two slashes, of which archives' paths lose one."""
    if re.match(r"https?%3a", url, re.I):
        url = unquote(url)
    found = re.match(r"(https?):/*(.*)", url, re.I | re.S)
    return f"{found[1].lower()}://{found[2]}" if found else f"http://{url}"
