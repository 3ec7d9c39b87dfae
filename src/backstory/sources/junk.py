"""Descriptions and images that say nothing of the article: advertisements for the site, notices, logos."""

import re

from backstory.sources.labels import make_key

SHORTEST = 20
"""Characters: shorter descriptions are mostly sections' names ("World news")."""

_NOTICES = re.compile(
    r"""\b(?:
    subscribe\b.{0,60}\b(?:to|for|now|today)|subscription\s+(?:offer|options|required)|already\s+a\s+(?:subscriber|member)|
    sign\s+(?:up|in)\b.{0,40}\b(?:newsletter|account|continue|read|access|free)|log\s*in\s+to\s+|register\s+(?:now|for\s+free|to\s+read)|
    unlimited\s+(?:digital\s+)?access|become\s+a\s+(?:member|subscriber)|support\s+(?:our|independent)\s+journalism|
    (?:we|this\s+(?:web)?site)\s+uses?\s+cookies|cookie\s+(?:policy|settings|consent)|accept\s+(?:all\s+)?cookies|
    (?:enable|activate|turn\s+on)\s+(?:java\s?script|cookies)|javascript\s+(?:is|to\s+be)\s+(?:disabled|enabled|required)|
    your\s+browser\s+(?:is|does|isn)|ad[\s-]?block|verify\s+(?:that\s+)?you\s+are\s+(?:a\s+)?human|access\s+(?:to\s+this\s+page\s+)?(?:has\s+been\s+)?denied|
    page\s+(?:you\s+.{0,30})?(?:not\s+found|no\s+longer\s+exists|cannot\s+be\s+found)|(?:404|403)\s+(?:error|forbidden|not\s+found)|
    just\s+another\s+wordpress|all\s+rights\s+reserved|lorem\s+ipsum|follow\s+us\s+on\s+(?:twitter|facebook|instagram)|
    download\s+(?:our|the)\s+app|click\s+here\s+(?:to|for)|
    abonnieren\s+sie|jetzt\s+(?:abonnieren|registrieren)|diese\s+(?:web)?seite\s+(?:verwendet|nutzt)\s+cookies|
    abonnez[-\s]vous|ce\s+site\s+utilise\s+des\s+cookies|suscr[ií]bete|este\s+sitio\s+(?:web\s+)?(?:usa|utiliza)\s+cookies|
    iscriviti\s+alla|questo\s+sito\s+utilizza|assine\s+(?:já|agora)|подпи(?:шитесь|ска\s+на)|используе[тм]\s+(?:файлы\s+)?cookie
    )""",
    re.I | re.X,
)
# Words of slogans. One alone stands in articles too; a description made of several, or with the site's name, is one.
_SLOGANS = re.compile(
    r"""\b(?:
    breaking\s+news|latest\s+(?:news|headlines|updates|stories)|top\s+(?:stories|headlines)|news\s+and\s+(?:analysis|opinion|views)|
    headlines|sports?|business|entertainment|weather|opinion|politics|lifestyle|technology|travel|videos?|photos?|obituaries|classifieds|
    (?:local|national|international|world|regional)\s+news|around\s+the\s+(?:world|globe|clock)|24[\s/-]?7|up[\s-]to[\s-]date|
    (?:trusted|leading|number\s+one|\#1|no\.?\s*1)\s+(?:source|news|provider|website)|(?:news|information)\s+(?:website|portal|source|channel)|
    find\s+out\s+more|stay\s+(?:informed|tuned|up\s+to\s+date)|get\s+the\s+latest|read\s+(?:more|the\s+latest)|delivers|
    nachrichten|schlagzeilen|actualit[ée]s?|noticias|notizie|últimas|not[íi]cias|новости|последние
    )\b""",
    re.I | re.X,
)
_EMPTY_IMAGE = re.compile(
    r"(?:^data:|(?:^|[/_.-])(?:logo|logos|default|placeholder|fallback|blank|spacer|pixel|transparent|sprite|icon|icons|favicon|"
    r"apple-touch|avatar|gravatar|no-?image|noimg|dummy|share-?logo|social-?logo|og-?default|site-?image|loading|banner|tracking)"
    r"(?=[/_.-]|\d|$)|\.svg(?:$|\?)|\.ico(?:$|\?))",
    re.I,
)


def is_good_description(text: str, title: str, site_names: set[str]) -> bool:
    """Whether a description, cleaned, says something of the article that its title does not.

    `site_names` are the site's names as keys (see `labels.make_key`). What many pages of a site share is junk too,
    which one page alone cannot show: see `repetition`.
    """
    key = make_key(text)
    if len(text) < SHORTEST and not _is_dense(text):
        return False
    if not key or key == make_key(title) or key in site_names:
        return False
    if text.startswith(("http://", "https://", "{", "[caption")):
        return False
    return not _NOTICES.search(text) and not is_slogan(text, site_names)


def is_slogan(text: str, site_names: set[str]) -> bool:
    """Whether the text advertises a site: sections' names and catchwords, more of them where the site is not named."""
    catchwords = {found.lower() for found in _SLOGANS.findall(text)}
    key = make_key(text)
    names_site = any(len(name) > 3 and name in key for name in site_names)
    words = max(len(text.split()), 1)
    # three catchwords among thirty words are a list of sections; an article on sport business has two
    return len(catchwords) >= (2 if names_site else 3) and len(catchwords) * 10 >= words


def is_good_image(url: str) -> bool:
    """Whether an image can be the article's own: not a logo, a placeholder or a counter."""
    path = url.partition("?")[0].partition("://")[2].partition("/")[2]
    return not _EMPTY_IMAGE.search(path or url)


def _is_dense(text: str) -> bool:
    """Whether the text is in a script that says much in few characters."""
    return sum(ord(char) > 0x2E80 for char in text) >= 8
