"""The guard before everything: which requests are answered at all, and the headers that every answer has."""

import ipaddress
import math
import re
import time
from collections import OrderedDict

from backstory.serve.answers import ProblemError
from backstory.serve.delivery import Application, Message, Receive, Scope, Send, read_asked, send_answer
from backstory.serve.settings import ServeSettings

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' https: http:; "
    "connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = [
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
]
# What anybody may read, any page may read from a browser.
_OPEN = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Retry-After"),
    (b"cross-origin-resource-policy", b"cross-origin"),
]

BURST = 20
"""Requests at once for each that a client may make a second: a page with its style sheet and a few clicks."""

_MOST_CLIENTS = 20_000
_WITH_PORT = re.compile(r"(\[[^\]]*\]|[^:\[\]]+):\d+")


class Guard:
    """Lets through what may pass: the Host it stands at, clients within their rate; and adds the headers of safety."""

    def __init__(self, inner: Application, settings: ServeSettings) -> None:
        self._inner = inner
        self._hosts = frozenset(host.encode().lower() for host in settings.hosts)
        self._is_behind_proxy = settings.is_behind_proxy
        self._rates = Rates(settings.rate_limit) if settings.rate_limit > 0 else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let somebody else."""
        if scope["type"] == "lifespan":
            await self._inner(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS, *_OPEN]
            await send(message)

        try:
            self._check(scope)
        except ProblemError as problem:
            await send_answer(problem.answer, read_asked(scope), send_safely)
            return
        await self._inner(scope, receive, send_safely)

    def _check(self, scope: Scope) -> None:
        if self._hosts:
            hosts = [value.lower() for name, value in scope["headers"] if name == b"host"]
            if len(hosts) != 1 or hosts[0] not in self._hosts:
                raise ProblemError(421, "This server does not stand at the address that you called.")
        if self._rates:
            wait = self._rates.take(find_client(scope, is_behind_proxy=self._is_behind_proxy), time.monotonic())
            if wait:
                raise ProblemError(429, "Too many requests from you.", {"Retry-After": str(math.ceil(wait))})


class Rates:
    """A bucket of tokens for each client: it fills at the rate, holds `BURST` seconds of it; a request takes one."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._size = max(1.0, rate * BURST)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str, now: float) -> float:
        """Take a token; gives 0, or the seconds until there is one."""
        tokens, since = self._buckets.pop(client, (self._size, now))
        tokens = min(self._size, tokens + (now - since) * self._rate)
        wait = 0.0 if tokens >= 1 else (1 - tokens) / self._rate
        self._buckets[client] = (tokens if wait else tokens - 1, now)
        if len(self._buckets) > _MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return wait


def find_client(scope: Scope, *, is_behind_proxy: bool) -> str:
    """Who asks: the other end, or what the proxy says it was. Of IPv6 the network, which is one customer's."""
    client = scope.get("client")
    said = client[0] if client else ""
    if is_behind_proxy:
        # The last entry is the proxy's own; those before it, the client may have made up.
        forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        if forwarded:
            said = forwarded[-1].rpartition(",")[2].strip()
            with_port = _WITH_PORT.fullmatch(said)
            said = (with_port[1] if with_port else said).strip("[]")
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return said[:64]
    if isinstance(address, ipaddress.IPv6Address) and not address.ipv4_mapped:
        return str(ipaddress.IPv6Network((address, 64), strict=False))
    return str(address)
