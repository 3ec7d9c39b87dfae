"""The state of a cited article: live, moved, dead, only apparently there, behind a paywall, out of reach."""

import re
from urllib.parse import urlsplit

from backstory.model.canonical import canonical_url
from backstory.model.record import Record
from backstory.sources.domains import find_domain, read_host
from backstory.sources.metadata import Article

_MISSING_TITLE = re.compile(
    r"""^\W*(?:(?:error\s*)?(?:404|410)\b|(?:(?:the|this)\s+)?(?:page|article|story|content|file|document|url)\s+(?:(?:you\S*\s+.{0,30})?
    (?:was\s+|is\s+|could\s+|can)?(?:not\s+(?:be\s+)?found|no\s+longer\s+available|not\s+available|missing|unavailable|gone|removed|expired))|
    not\s+found|page\s+error|(?:oops|sorry)\b.{0,40}(?:not\s+found|gone|find|exist|wrong)|we\s+can.?t\s+find|
    seite\s+(?:wurde\s+)?nicht\s+gefunden|page\s+(?:non\s+trouv[ée]e|introuvable)|p[áa]gina\s+no\s+encontrada|p[áa]gina\s+n[ãa]o\s+encontrada|
    pagina\s+non\s+trovata|страница\s+не\s+найдена|сторінку\s+не\s+знайдено|找不到|页面不存在|ページが見つかりません|الصفحة\s+غير\s+موجودة)
    """,
    re.I | re.X,
)
_DOMAIN_FOR_SALE = re.compile(
    r"\b(?:domain\s+(?:is\s+|may\s+be\s+|name\s+is\s+)?(?:for\s+sale|parked|expired)|buy\s+this\s+domain|is\s+for\s+sale|parked\s+(?:free|domain))",
    re.I,
)
_LOGIN_PATH = re.compile(
    r"/(?:log-?in|sign-?in|subscribe|subscription|paywall|register|abo|myaccount|account)(?:[/.?]|$)", re.I
)
_ERROR_NUMBER = re.compile(r"\b404\b.{0,20}(?:not found|error)", re.I)
_SECTION_PATH = re.compile(r"(?:/[a-z-]{0,14}){0,2}/?", re.I)

GONE = frozenset((404, 410))


class Finding(Record, frozen=True, kw_only=True):
    """What one visit shows. `status` is "live", "moved", "dead", "soft-404", "paywalled", "unreachable" or "refused".

    "moved" means that the article is there at another address (`moved_to`); "soft-404" that the server says 200 but
    shows an error page, its front page or another site; "unreachable" may pass; "refused" is our own or the site's no.
    """

    status: str
    reason: str = ""
    moved_to: str = ""

    @property
    def is_gone(self) -> bool:
        """Whether the article is no longer to be had where it was cited."""
        return self.status in ("dead", "soft-404")


def judge_visit(cited: str, final: str, status: int, fault: str, article: Article | None) -> Finding:
    """The article's state from where a visit to `cited` ended (`final`), the HTTP status there, and what the page said.

    `fault` is a reply's fault: see `fetch.exchange.Reply` and `fetch.articles.Visit`.
    """
    if fault in ("refused", "robots"):
        return Finding(status="refused", reason=fault)
    if fault == "unresolved":
        return Finding(status="unreachable", reason="no such host")
    if fault and fault != "type":
        return Finding(status="unreachable", reason=fault)
    if status in GONE:
        return Finding(status="dead", reason=f"status {status}")
    if status in (401, 402):
        return Finding(status="paywalled", reason=f"status {status}")
    if status in (403, 451):
        return Finding(status="refused", reason=f"status {status}")
    if status >= 400 or status < 200:
        return Finding(status="unreachable", reason=f"status {status}")
    return judge_page(cited, final, article)


def judge_page(cited: str, final: str, article: Article | None) -> Finding:
    """The state of what a server gave as a page (status 200)."""
    asked, came = urlsplit(cited), urlsplit(final)
    is_elsewhere = canonical_url(cited) != canonical_url(final)
    if is_elsewhere and _LOGIN_PATH.search(came.path) and not _LOGIN_PATH.search(asked.path):
        return Finding(status="paywalled", reason="redirects to a login")
    if is_elsewhere and len(asked.path) > 8 and is_front(came.path, came.query):
        return Finding(status="soft-404", reason="redirects to a front page")
    title = article.title if article else ""
    if _MISSING_TITLE.match(title) or (len(title) < 60 and _ERROR_NUMBER.search(title)):
        return Finding(status="soft-404", reason="an error page")
    if _DOMAIN_FOR_SALE.search(title) or (article and _DOMAIN_FOR_SALE.search(article.description)):
        return Finding(status="soft-404", reason="the domain is for sale")
    if article and article.is_paywalled:
        return Finding(status="paywalled", reason="says so", moved_to=final if is_elsewhere else "")
    if is_elsewhere:
        same_owner = find_domain(read_host(cited)) == find_domain(read_host(final))
        if not same_owner and not (article and (article.published_at or article.description)):
            return Finding(status="soft-404", reason="redirects to another site")
        return Finding(status="moved", reason="redirects", moved_to=final)
    return Finding(status="live")


def is_front(path: str, query: str) -> bool:
    """Whether an address is a front page's or a section's: at most two short words, no number, no query."""
    return not query and not re.search(r"\d|\.\w+$", path) and _SECTION_PATH.fullmatch(path) is not None
