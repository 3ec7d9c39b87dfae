"""Registered domains: which part of a host name somebody owns. Wraps `tldextract` with its bundled list, no network."""

from functools import lru_cache
from urllib.parse import urlsplit

from tldextract import TLDExtract

# Private suffixes count: every blog at blogspot.com is somebody else's.
_extract = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


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
    return _extract(host).top_domain_under_public_suffix or host


@lru_cache(maxsize=16384)
def find_owner_part(host: str) -> str:
    """The part of a registered domain that its owner chose: ``bbc`` of ``bbc.co.uk``."""
    return _extract(host).domain or host
