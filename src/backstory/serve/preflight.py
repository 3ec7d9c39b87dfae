"""Preflights: what a browser asks before a page of another site may send more than a plain request (CORS)."""

from backstory.serve.delivery import Scope, Send

READS = "GET, HEAD"

_HEADERS = b"Accept, Cache-Control, Content-Type, If-Modified-Since, If-None-Match, Last-Event-ID"
"""What a request here may say of itself; none of it tells who asks."""

_KEEP_S = b"86400"


def is_preflight(scope: Scope) -> bool:
    """Whether a request only asks what may be asked (https://fetch.spec.whatwg.org/#cors-preflight-request)."""
    if scope["method"] != "OPTIONS":
        return False
    names = {name for name, _ in scope["headers"]}
    return {b"origin", b"access-control-request-method"} <= names


async def send_permission(methods: str, send: Send) -> None:
    """Say that any page may ask, by these methods."""
    headers = [
        (b"access-control-allow-methods", methods.encode()),
        (b"access-control-allow-headers", _HEADERS),
        (b"access-control-max-age", _KEEP_S),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
