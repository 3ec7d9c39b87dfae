"""Canonical URLs: what an article is known by, however it was cited."""

import html
import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

from backstory.model.wrappers import unwrap_url

# Parameters that say how a reader came, never what is read. Prefixes end with a star.
_TRACKING = frozenset(
    "fbclid gclid dclid gbraid wbraid msclkid yclid igshid igsh twclid ttclid li_fat_id mc_cid mc_eid mkt_tok vero_id "
    "_hsenc _hsmi hsctatracking oly_anon_id oly_enc_id s_cid cmp cmpid cmp_id ncid icid intcid intcmp ocid cvid ei "
    "ito ftag xtor smid smtyp soc_src soc_trk sr_share taid guccounter guce_referrer guce_referrer_sig tsrc "
    "__twitter_impression amp amp_js_v amp_gsa usqp aoh feedtype feedname rpc virtualbrandchannel il spref "
    "ref_src ref_url refsrc referer referrer shareid share_id sharetoken __tn__ mibextid s_kwcid ef_id wt.mc_id wprss "
    "ns_mchannel ns_source ns_campaign ns_linkname ns_fee nsukey echobox mod_source pfmredir _ga _gl".split()
)
_TRACKING_STARTS = ("utm_", "at_", "pk_", "mtm_", "hsa_", "guce_", "ns_", "wt_", "itm_", "stm_", "trk_", "sc_c")
# Parameters that may mean something: dropped only where their value says where the reader came from.
_MAYBE = frozenset("ref source src from via share feature partner partnerid origin rss outputtype mode output m s "
                   "mobile context cid referral platform medium campaign".split())  # fmt: skip
_CAME_FROM = re.compile(
    r"(?:rss|feed|atom|twitter|facebook|fb|tw|tco|whatsapp|telegram|linkedin|reddit|email|mail|newsletter|amp|mobile|"
    r"app|ios|android|share|social|home|homepage|hp|nav|ticker|topnews|breaking|google|googlenews|applenews|flipboard|"
    r"(?:www\.)?[a-z0-9-]+\.(?:com|org|net|co\.uk))(?:[_.-]?(?:rss|share|web|feed|news|app|link|com))?",
    re.I,
)
# Hosts of which a path alone names an article: every parameter is about the reader.
_NO_QUERY = frozenset(
    "nytimes.com bbc.com reuters.com theguardian.com washingtonpost.com cnn.com apnews.com aljazeera.com bloomberg.com "
    "cnbc.com ft.com wsj.com independent.co.uk telegraph.co.uk latimes.com usatoday.com politico.com thehill.com "
    "france24.com dw.com npr.org nbcnews.com foxnews.com huffpost.com forbes.com economist.com lemonde.fr spiegel.de "
    "elpais.com euronews.com straitstimes.com scmp.com rferl.org voanews.com axios.com vox.com theatlantic.com".split()
)
# Hosts that serve the same paths under another name.
_SAME_HOST = {
    "guardian.co.uk": "theguardian.com",
    "guardiannews.com": "theguardian.com",
    "bbc.co.uk": "bbc.com",
    "edition.cnn.com": "cnn.com",
    "us.cnn.com": "cnn.com",
    "international.cnn.com": "cnn.com",
    "timesofindia.com": "timesofindia.indiatimes.com",
    "news.bbc.com": "news.bbc.co.uk",
    "huffingtonpost.com": "huffpost.com",
} | {
    f"{edition}.reuters.com": "reuters.com" for edition in ("uk", "us", "in", "af", "ca", "ar", "es", "fr", "de", "jp")
}
_MOBILE = frozenset(("m", "mobile", "amp", "touch", "wap", "mob", "3g"))
_AMP_ENDING = re.compile(r"(?:[./_-]amp(?=\.html?$)|\.amp$|/(?:google-)?amp$|/amp\.html?$)", re.I)
_INDEX = re.compile(r"/(?:index|default)\.(?:s?html?|aspx?|php)$", re.I)
# Only whole entities: "&section=2" is a parameter, not a paragraph sign.
_ENTITY = re.compile(r"&(?:[a-zA-Z]+|#\d+|#[xX][0-9a-fA-F]+);")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?;]*", re.I)
_SAFE_IN_PATH = "/:@!$&'()*+,;=~-._"


@lru_cache(maxsize=16384)
def canonical_url(url: str) -> str:
    """The article's address without tracking, AMP, mobile hosts, ``www.``, fragments and detours over web archives.

    It names an article, so that two citations of it compare equal; it always says https and need not be what a server
    likes best: fetch the URL as cited. The same for its own result. Never raises: what is no web address comes back
    as it is, stripped.
    """
    url = unwrap_url(_ENTITY.sub(lambda entity: html.unescape(entity[0]), url.strip()))
    if url.startswith("//"):
        url = "https:" + url
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url
    if parts.scheme not in ("http", "https") or not host:
        return url
    host = name_host(host)
    path = clean_path(parts.path)
    query = clean_query(parts.query, host)
    place = f"{host}:{port}" if port and port not in (80, 443) else host
    fragment = f"#{parts.fragment}" if parts.fragment.startswith("!") else ""
    return f"https://{place}{path}{'?' + query if query else ''}{fragment}"


def name_host(host: str) -> str:
    """The host in ASCII, without ``www.``, its mobile and AMP variants and other names of the same site."""
    host = host.rstrip(".").lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return host
    labels = host.split(".")
    # "m.bbc.co.uk", "en.m.wikipedia.org", "m-en.yna.co.kr", "amp-dw.com" is a name of its own
    kept = [label for label in labels[:-2] if label not in _MOBILE and label != "www"] + labels[-2:]
    if len(kept) > 2 and kept[0].startswith(("m-", "amp-")):
        kept[0] = kept[0].partition("-")[2] or kept[0]
    host = ".".join(kept)
    return _SAME_HOST.get(host, host)


def clean_path(path: str) -> str:
    """The path with one way of escaping, without AMP, session numbers, index pages and a closing slash."""
    path = quote(unquote(path, errors="surrogateescape"), safe=_SAFE_IN_PATH, errors="surrogateescape")
    path = _SESSION.sub("", re.sub(r"/{2,}", "/", path)).rstrip("/")
    if "/." in path:
        path = urljoin("/", path)
    if "amp" in path.lower():
        path = _AMP_ENDING.sub("", path)
        steps = path.split("/")
        # an article's own step is long: "/news/amp/world-12345678", but not "/music/amp"
        if any(len(step) >= 8 for step in steps):
            steps = [step for step in steps if step.lower() != "amp"]
        path = "/".join(steps)
    return _INDEX.sub("", path).rstrip("/") or "/"


def clean_query(query: str, host: str) -> str:
    """The parameters that name the article, in alphabetical order."""
    if not query or host in _NO_QUERY:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape", max_num_fields=None)
    if host == "youtube.com":
        return urlencode([pair for pair in pairs if pair[0] == "v"])
    kept = [(name, value) for name, value in pairs if not is_tracking(name.lower(), value)]
    return urlencode(sorted(kept), errors="surrogateescape")


def is_tracking(name: str, value: str) -> bool:
    """Whether a parameter says how the reader came."""
    if name in _TRACKING or name.startswith(_TRACKING_STARTS):
        return True
    return name in _MAYBE and _CAME_FROM.fullmatch(value) is not None
