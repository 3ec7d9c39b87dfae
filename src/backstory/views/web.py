"""Which addresses may be linked at all."""

import re
from urllib.parse import urlsplit

# A scheme, a host, and nothing that a browser would read away before it looks at the scheme.
_WEB_URL = re.compile(r"https?://([^\s/?#\\\x00-\x1f\x7f-\x9f]+)[^\s\x00-\x1f\x7f-\x9f]*\Z", re.IGNORECASE)
_PLAIN_HOST = re.compile(r"[\w.-]+", re.ASCII)


def web_url(url: str) -> str:
    """Give the address if it is one of the web (http or https), otherwise an empty string.

    Its host and port are such as there can be: `urlsplit` and its parts raise nothing for it.
    """
    url = url.strip()
    found = _WEB_URL.match(url)
    return url if found and (_PLAIN_HOST.fullmatch(found[1]) or _names_host(found[0])) else ""


def _names_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a port above 65535 or none at all, half a bracket
        return False
