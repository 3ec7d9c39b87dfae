"""Registered domains: which part of a host name somebody owns, by the Public Suffix List in `publicsuffixlist`."""

from functools import lru_cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

# Private suffixes count: every blog at blogspot.com is somebody else's. What ends in no suffix (an address in numbers,
# a name of one's own network) has no registered domain.
_suffixes = PublicSuffixList(accept_unknown=False)


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
    return _suffixes.privatesuffix(host) or host


@lru_cache(maxsize=16384)
def find_owner_part(host: str) -> str:
    """The part of a registered domain that its owner chose: ``bbc`` of ``bbc.co.uk``."""
    domain = _suffixes.privatesuffix(host)
    return domain.partition(".")[0] if domain else host
