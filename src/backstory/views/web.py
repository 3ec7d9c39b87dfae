"""Which addresses may be linked at all."""

import re

# A scheme, a host, and nothing that a browser would read away before it looks at the scheme.
_WEB_URL = re.compile(r"https?://[^\s/?#\\\x00-\x1f\x7f-\x9f]+[^\s\x00-\x1f\x7f-\x9f]*\Z", re.IGNORECASE)


def web_url(url: str) -> str:
    """Give the address if it is one of the web (http or https), otherwise an empty string."""
    url = url.strip()
    return url if _WEB_URL.match(url) else ""
