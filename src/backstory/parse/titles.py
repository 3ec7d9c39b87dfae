"""Targets of wikilinks as titles of entities."""

import re
from functools import lru_cache
from itertools import pairwise
from urllib.parse import unquote

from backstory.parse.marks import remove_marks

# Namespaces whose pages are not about something in the world (https://en.wikipedia.org/wiki/Wikipedia:Namespace).
_NAMESPACES = frozenset(
    """
    file image media category template wikipedia wp project portal help user special mediawiki module draft book
    timedtext talk user_talk portal_talk wikipedia_talk file_talk category_talk template_talk wt h t p cat
    """.split()
)
# Prefixes of sister projects and of common interwiki targets (https://meta.wikimedia.org/wiki/Interwiki_map).
_SISTERS = frozenset(
    """
    wikt wiktionary s wikisource commons c n wikinews d wikidata m meta metawikipedia b wikibooks q wikiquote v
    wikiversity voy wikivoyage species wikispecies mw mediawikiwiki phab doi rfc pmid hdl iarchive foundation
    wmf w
    """.split()
)
# Language editions of Wikipedia with more than about 10,000 articles: prefixes of interlanguage links.
_LANGUAGES = frozenset(
    """
    aa ab ace af als am an ang ar arc arz as ast av ay az azb ba bar bcl be be-tarask be-x-old bg bh bn bo bpy
    br bs bug ca cdo ce ceb ch chr ckb co cr cs cu cv cy da de diq dv dz ee el eml en eo es et eu ext fa ff fi
    fj fo fr frp frr fur fy ga gan gd gl glk gn gu gv ha hak haw he hi hif hr hsb ht hu hy ia id ie ig ilo io is
    it iu ja jv ka kaa kab kbp kg ki kk kl km kn ko krc ks ku kv kw ky la lad lb lez lg li lij lmo ln lo lt lv
    mai map-bms mg mhr mi min mk ml mn mr mrj ms mt mwl my myv mzn na nah nan nap nds nds-nl ne new nl nn no nov
    nrm nso nv ny oc om or os pa pam pap pcd pl pms pnb ps pt qu rm rn ro roa-tara ru rue rw sa sah sc scn sco
    sd se sg sh si simple sk sl sm sn so sq sr ss st stq su sv sw szl ta te tg th ti tk tl tn to tpi tr ts tt
    tum tw ty tyv udm ug uk ur uz vec vep vi vls vo wa war wo wuu xal xh xmf yi yo za zea zh zh-classical
    zh-min-nan zh-yue zu
    """.split()
)
_QUOTES = re.compile("'{2,}")
_VALUE_BAR = re.compile(r"\[\[[^\[\]]*+\]\]|\|")  # a bar, or a link, whose bars do not count
# https://en.wikipedia.org/wiki/Wikipedia:Extended_image_syntax
_PICTURE_OPTION = re.compile(
    r"|thumb|thumbnail|frame|framed|frameless|border|left|right|center|centre|none|baseline|middle|sub|super|top|"
    r"text-top|bottom|text-bottom|upright|[\dx]+\s*px|(?:alt|link|page|class|lang|upright|thumb|thumbnail)\s*=.*",
    re.I | re.S,
)
_SPACES = re.compile(r"[\s_\u00a0]+")


@lru_cache(maxsize=65536)
def normalize_title(target: str) -> str:
    """The title that a link's target names, or "" where it names no entity.

    Without ``#section``, underscores as spaces, the first letter upper-case; files, categories and other
    namespaces, other languages and sister projects give "".
    """
    title = target.split("#", 1)[0]
    if "%" in title:
        title = remove_marks(unquote(title))
    if "''" in title:
        title = _QUOTES.sub("", title)
    title = _SPACES.sub(" ", title).strip()
    if title.startswith(":"):
        title = title[1:].lstrip()
    prefix, colon, rest = title.partition(":")
    if colon:
        prefix = prefix.strip().lower()
        if prefix == "en" or (prefix == "w" and rest):
            return normalize_title(rest)
        if prefix.replace(" ", "_") in _NAMESPACES or prefix in _SISTERS or prefix in _LANGUAGES:
            return ""
    return title[:1].upper() + title[1:] if title[:1] != "ß" else title


def is_image(target: str) -> bool:
    """Whether a link's target puts a picture on the page."""
    return target.lstrip().lower().startswith(("file:", "image:"))


def read_caption(inside: str) -> str:
    """The caption of a picture, as written: the last of its values that is no option, "" where there is none."""
    bars = [bar.start() for bar in _VALUE_BAR.finditer(inside) if bar[0] == "|"] + [len(inside)]
    values = [inside[start + 1 : end] for start, end in pairwise(bars)]
    return next((value.strip() for value in reversed(values) if not _PICTURE_OPTION.fullmatch(value.strip())), "")


def is_category(target: str) -> bool:
    """Whether a link's target files the page into a category (and shows nothing)."""
    return target.lstrip().lower().startswith("category:")
