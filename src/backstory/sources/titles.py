"""Titles without the site's name, section and date around them."""

import re

from backstory.sources.labels import make_key

_PARTS = re.compile(r"\s+[|–—•·«»:-]+\s+|\s*(?:[|｜：»«]|::)\s*|\s+::\s+|(?<=[\u3040-\u9fff])[-_](?=[\u3040-\u9fff])")
_PREFIX = re.compile(r":\s+")
_DAY = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d\d-\d\d|\w+ \d{1,2},? \d{4}")
SHORTEST_HEADING = 12
"""Characters: a shorter heading may be a section's that the title happens to begin with."""


def trim_title(title: str, site_names: set[str], headings: tuple[str, ...] = ()) -> str:
    """The title's own part: site names and dates at its ends go, and sections between where a heading confirms it."""
    for heading in headings:
        before = title.partition(heading)[0]
        # what stands before may be a part of the headline ("Kenya: ..."), unless it is the site's name
        is_plain = not before or is_frame(_PARTS.split(before)[0], site_names)
        if len(heading) >= SHORTEST_HEADING and heading != title and is_plain and is_framed(title, heading):
            return heading
    cuts = [(found.start(), found.end()) for found in _PARTS.finditer(title)]
    end = len(title)
    for start, after in reversed(cuts):
        if not is_frame(title[after:end], site_names):
            break
        end = start
    begin = 0
    for start, after in [cut for cut in cuts if cut[1] < end] + _find_prefix(title):
        if not is_frame(title[begin:start], site_names) or start < begin:
            break
        begin = after
    trimmed = title[begin:end].strip()
    return trimmed or title


def read_site_name(title: str, heading: str) -> str:
    """The site's name out of a page title that has the heading and something else in it; else nothing."""
    if not heading or not is_framed(title, heading):
        return ""
    before, _, after = title.partition(heading)
    if after.strip():
        parts = [part.strip() for part in _PARTS.split(after) if part.strip(" |–—•·«»:-")]
        return parts[-1].strip(" |–—•·«»:-") if parts else ""
    return _PARTS.split(before.strip(" |–—•·«»:-"))[0].strip()


def is_framed(title: str, heading: str) -> bool:
    """Whether the title is the heading with something before or behind it that is set apart."""
    before, found, after = title.partition(heading)
    if not found or not (before or after):
        return False
    is_apart_before = not before or before.rstrip().endswith(("|", "-", "–", "—", ":", "»", "«", "•", "：", "｜"))
    is_apart_after = not after or after.lstrip().startswith(("|", "-", "–", "—", ":", "»", "«", "•", "：", "｜", "("))
    return is_apart_before and is_apart_after


def is_frame(part: str, site_names: set[str]) -> bool:
    """Whether a part of a title is the site's name or a date."""
    key = make_key(part)
    if key in site_names or _DAY.fullmatch(part.strip()):
        return True
    # "日本経済新聞" of "日本経済新聞 電子版"
    return len(key) >= 4 and any(name.startswith(key) for name in site_names)


def _find_prefix(title: str) -> list[tuple[int, int]]:
    found = _PREFIX.search(title)
    return [(found.start(), found.end())] if found else []
