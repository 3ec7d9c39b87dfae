"""Registered domains: which part of a host name somebody owns, by the Public Suffix List in `publicsuffixlist`."""

from contextlib import suppress
from functools import lru_cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

# Private suffixes count: every blog at blogspot.com is somebody else's. What ends in no suffix (an address in numbers,
# a name of one's own network) has no registered domain.
# The list itself is in national letters: to have its ten thousand lines in "xn--" too takes twice as long to load.
_suffixes = PublicSuffixList(accept_unknown=False, accept_encoded_idn=False)


def read_host(url: str) -> str:
    """The host of a URL in lower case, without ``www.``; empty where it has none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.rstrip(".").removeprefix("www.")


@lru_cache(maxsize=16384)
def find_domain(host: str) -> str:
    """The registered domain of a host: ``news.bbc.co.uk`` gives ``bbc.co.uk``; a host without one gives itself."""
    return _find_registered(host) or host


@lru_cache(maxsize=16384)
def find_owner_part(host: str) -> str:
    """The part of a registered domain that its owner chose: ``bbc`` of ``bbc.co.uk``."""
    domain = _find_registered(host)
    return domain.partition(".")[0] if domain else host


def _find_registered(host: str) -> str:
    if "xn--" not in host:
        return _suffixes.privatesuffix(host) or ""
    found = _suffixes.privatesuffix(".".join(map(_decode_label, host.split("."))))
    return ".".join(host.split(".")[-1 - found.count(".") :]) if found else ""


def _decode_label(label: str) -> str:
    with suppress(UnicodeError):
        return label.encode().decode("idna")
    return label
