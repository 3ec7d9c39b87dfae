"""The addresses of articles, each kept once: what events cite goes by a source's key and how its address was written.

Editors mostly write a canonical address as it is, or with ``www.`` and a slash: the rest of it need not be kept again.
"""

import json
from collections.abc import Iterable

from backstory.model.canonical import canonical_url
from backstory.store.database import GIVEN, Database

_SCHEME = "https://"
_MARK = "*"
_WHOLE = "="

_KEY = "length({0}) || substr({0}, -12)"
# Of the short key there is an index, of whole addresses none. The order of joining is the one written.
JOIN_SOURCES = (
    "json_each(?) AS j CROSS JOIN sources AS s "
    f"ON {_KEY.format('s.canonical_url')} = {_KEY.format('j.value')} AND s.canonical_url = j.value"
)
"""Joins sources `s` to a JSON list of canonical URLs."""

CITED_URL = (
    f"CASE WHEN c.form = '' THEN s.canonical_url WHEN substr(c.form, 1, 1) = '{_WHOLE}' THEN substr(c.form, 2) "
    f"ELSE replace(c.form, '{_MARK}', substr(s.canonical_url, {len(_SCHEME) + 1})) END"
)
"""The address as cited, of `citations AS c` and `sources AS s`: what `restore_url` gives."""


def shorten_url(url: str, canonical: str) -> str:
    """How the address is written: a star for the canonical one without its scheme, empty for the canonical one."""
    if url == canonical:
        return ""
    rest = canonical.removeprefix(_SCHEME)
    if rest and rest != canonical and url.count(rest) == 1 and _MARK not in url and not url.startswith(_WHOLE):
        return url.replace(rest, _MARK)
    return _WHOLE + url


def restore_url(form: str, canonical: str) -> str:
    """The address that `shorten_url` gave `form` for."""
    if not form:
        return canonical
    if form.startswith(_WHOLE):
        return form.removeprefix(_WHOLE)
    return form.replace(_MARK, canonical.removeprefix(_SCHEME))


def name_source(url: str) -> str:
    """What the article behind a URL is known by; a URL that is none, by itself."""
    return canonical_url(url) or url


def find_sources(database: Database, urls: Iterable[str]) -> dict[str, int]:
    """Key of the source behind each canonical URL; sources not met before are made."""
    wanted = list(dict.fromkeys(name_source(url) for url in urls))
    if not wanted:
        return {}
    query = f"SELECT s.canonical_url, s.key FROM {JOIN_SOURCES}"
    found: dict[str, int] = dict(database.execute(query, (json.dumps(wanted),)).fetchall())
    for url in wanted:
        if url not in found:
            cursor = database.execute("INSERT INTO sources (canonical_url) VALUES (?)", (url,))
            assert cursor.lastrowid is not None
            found[url] = cursor.lastrowid
    return found


def read_urls(database: Database, keys: Iterable[int]) -> dict[int, str]:
    """Canonical URLs of sources by their keys."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return {}
    query = f"SELECT key, canonical_url FROM sources WHERE key IN {GIVEN}"
    return dict(database.execute(query, (json.dumps(wanted),)).fetchall())
