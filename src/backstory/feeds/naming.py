"""Who publishes a feed, in a word: feeds are titled "World news | The Paper" as often as "The Paper"."""

import re
import unicodedata
from urllib.parse import urlsplit

from backstory.model.canonical import name_host

_PARTS = re.compile(r"\s+[|\-–—»«:·>/]+\s+|\s*[|»·]\s*|:\s+")
_ENDINGS = re.compile(r"(?:\s*[-–(]?\s*(?:rss|atom|feed|newsfeed|news feed|rss feed)\)?)+$", re.I)
_LONGEST = 60


def name_publisher(title: str, url: str) -> str:
    """Give the part of a feed's title that its host is called by, else the title if it is short, else the host.

    `url` is the site's, or failing that the feed's own address.
    """
    try:
        host = name_host(urlsplit(url).hostname or "")
    except ValueError:
        host = ""
    bare = _ENDINGS.sub("", title).strip(" -–|»:")
    parts = [part.strip() for part in _PARTS.split(bare) if part.strip()]
    squeezed_host = "".join(host.split(".")[:-1] or [host]).replace("-", "")
    named = [part for part in parts if _is_called(part, squeezed_host)]
    if named:
        return max(named, key=lambda part: len(_squeeze(part)))[:_LONGEST]
    if bare and len(bare) <= _LONGEST:
        return bare
    return host or bare[:_LONGEST] or "Feed"


def _is_called(part: str, host: str) -> bool:
    squeezed = _squeeze(part)
    if len(squeezed) >= 3 and (squeezed in host or (len(host) >= 3 and squeezed.startswith(host))):
        return True
    initials = "".join(word[0] for word in part.lower().split() if word[0].isalnum())
    return len(initials) >= 3 and initials in host


def _squeeze(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in plain if letter.isalnum())
