"""Who publishes a feed, in a word: feeds are titled "World news | The Paper" as often as "The Paper"."""

import re
import unicodedata
from urllib.parse import urlsplit

from backstory.model.canonical import name_host

_PARTS = re.compile(r"\s+[|\-–—»«:·>/]+\s+|\s*[|»·]\s*|:\s+")
# One ending, of a title whose blanks are joined: a blank that fits two places lets a regex try all ways to share them.
_ENDING = re.compile(r"[-–(]? ?\b(?:rss feed|news ?feed|rss|atom|feed)\)?$", re.I)
_LONGEST_TITLE = 500
_LONGEST = 60


def name_publisher(title: str, url: str) -> str:
    """Give the part of a feed's title that its host is called by, else the title if it is short, else the host.

    `url` is the site's, or failing that the feed's own address.
    """
    try:
        host = name_host(urlsplit(url).hostname or "")
    except ValueError:
        host = ""
    bare = _drop_endings(title).strip(" -–|»:")
    parts = [part.strip() for part in _PARTS.split(bare) if part.strip()]
    squeezed_host = "".join(host.split(".")[:-1] or [host]).replace("-", "")
    named = [part for part in parts if _is_called(part, squeezed_host)]
    if named:
        return max(named, key=lambda part: len(_squeeze(part)))[:_LONGEST]
    if bare and len(bare) <= _LONGEST:
        return bare
    return host or bare[:_LONGEST] or "Feed"


def _drop_endings(title: str) -> str:
    bare = " ".join(title[:_LONGEST_TITLE].split())
    while found := _ENDING.search(bare):
        bare = bare[: found.start()].rstrip()
    return bare


def _is_called(part: str, host: str) -> bool:
    squeezed = _squeeze(part)
    if len(squeezed) >= 3 and (squeezed in host or (len(host) >= 3 and squeezed.startswith(host))):
        return True
    initials = "".join(word[0] for word in part.lower().split() if word[0].isalnum())
    return len(initials) >= 3 and initials in host


def _squeeze(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in plain if letter.isalnum())
