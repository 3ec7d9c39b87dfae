"""The guard: which foreign addresses may be asked at all, and which numeric address a connection goes to.

URLs come from pages that anybody edits. A name is resolved here, every address it has is checked, and the connection
goes to a checked address: what the name resolves to a moment later does not matter. OWASP's cheat sheet on
server-side request forgery lists the tricks; `docs/sources.md` lists what became of each.
"""

import re
import socket
import unicodedata
from collections.abc import Callable, Sequence
from ipaddress import ip_address

from backstory.errors import FetchError
from backstory.fetch.addresses import Network, find_objection
from backstory.model.record import Record

Resolve = Callable[[str, int], Sequence[str]]

_LOCAL_NAMES = (
    "localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa",
    "onion", "test", "invalid", "example", "ip6-localhost", "ip6-loopback", "arpa", "consul", "cluster",
)  # fmt: skip
_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?:xn--[a-z0-9-]{1,59}|[a-z]{2,63})")
_NUMERIC_END = re.compile(r"(?:^|\.)(?:\d+|0[xX][0-9a-fA-F]*)\.?$")
_DOTS = str.maketrans("。．｡", "...")
LONGEST_URL = 4096


class RefusedError(FetchError):
    """A URL that is not asked, because of where it leads. Nothing was sent there."""


class GuardOptions(Record, frozen=True, kw_only=True):
    """What is allowed beyond the public internet on ports 80 and 443.

    `networks` are one's own (tests: ``127.0.0.0/8``); hosts in them may be given as numbers only.
    """

    networks: tuple[Network, ...] = ()
    ports: tuple[int, ...] = (80, 443)
    any_port: bool = False


class Place(Record, frozen=True, kw_only=True):
    """Where a URL leads, in the guard's own spelling."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def url(self) -> str:
        """The address to ask."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = self.port == (443 if self.scheme == "https" else 80)
        return f"{self.scheme}://{host}{'' if usual else f':{self.port}'}{self.target}"


class Guard:
    """Checks URLs, names and addresses. `resolve` gives the addresses of a name (default: the system's resolver)."""

    def __init__(self, options: GuardOptions | None = None, resolve: Resolve | None = None) -> None:
        self._options = options or GuardOptions()
        self._resolve = resolve or resolve_name

    def check_url(self, url: str) -> Place:
        """Where the URL leads, spelt plainly; RefusedError for anything that is not plainly on the public web."""
        place = self._split(url)
        if place.port not in self._options.ports and not self._options.any_port:
            raise RefusedError(f"{url[:200]!r} is refused: port {place.port}", url=url)
        self._check_host(place.host, url)
        return place

    def find_addresses(self, host: str, port: int) -> list[str]:
        """The addresses to connect to, all of them checked; RefusedError where a single one is not public.

        Raises OSError where the name does not resolve.
        """
        self._check_host(host, host)
        addresses = [host] if is_number(host) else list(self._resolve(host, port))
        for address in addresses:
            objection = find_objection(address, self._options.networks)
            if objection:
                raise RefusedError(f"{host} is refused: it leads to {address} ({objection})", url=host)
        if not addresses:
            raise OSError(f"{host} has no address")
        return addresses

    def _split(self, url: str) -> Place:
        """The URL's parts, read strictly: readers that disagree about odd spellings are how checks are passed by."""
        if len(url) > LONGEST_URL or any(ord(char) <= 32 or ord(char) == 127 or char == "\\" for char in url):
            raise RefusedError(f"{url[:200]!r} is refused: too long, or characters no address has", url=url)
        found = re.fullmatch(r"(https?)://([^/?#]*)([^#]*)(?:#.*)?", url, re.I)
        if not found:
            raise RefusedError(f"{url[:200]!r} is refused: not an http or https address", url=url)
        scheme, authority, rest = found[1].lower(), found[2], found[3]
        if "@" in authority or "%" in authority:
            raise RefusedError(f"{url[:200]!r} is refused: a user name or escapes before the host", url=url)
        at = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[^\[\]:]+)(?::([0-9]{0,5}))?", authority)
        if not at:
            raise RefusedError(f"{url[:200]!r} is refused: its host cannot be read", url=url)
        port = int(at[2]) if at[2] else (443 if scheme == "https" else 80)
        target = rest if rest.startswith("/") else "/" + rest
        return Place(scheme=scheme, host=plain_host(at[1], url), port=port, target=target)

    def _check_host(self, host: str, url: str) -> None:
        if is_number(host):
            objection = find_objection(host, self._options.networks)
            if objection:
                raise RefusedError(f"{url[:200]!r} is refused: {host} is {objection}", url=url)
            return
        if _NUMERIC_END.search(host):
            raise RefusedError(f"{url[:200]!r} is refused: an oddly spelt number for a host", url=url)
        if any(host == name or host.endswith("." + name) for name in _LOCAL_NAMES):
            raise RefusedError(f"{url[:200]!r} is refused: {host} is a name inside a network", url=url)
        if len(host) > 253 or not _NAME.fullmatch(host):
            raise RefusedError(f"{url[:200]!r} is refused: {host[:80]!r} is no public host name", url=url)


def plain_host(host: str, url: str) -> str:
    """The host in one spelling: lower case, ASCII, no closing dot; an IPv6 address without brackets, shortened."""
    if host.startswith("["):
        try:
            return str(ip_address(host[1:-1]))
        except ValueError as error:
            raise RefusedError(f"{url[:200]!r} is refused: not an IPv6 address", url=url) from error
    host = unicodedata.normalize("NFKC", host.translate(_DOTS)).lower()
    if host.endswith("."):
        host = host[:-1]
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii").lower()
        except UnicodeError as error:
            raise RefusedError(f"{url[:200]!r} is refused: its host name is not valid", url=url) from error
    return host


def is_number(host: str) -> bool:
    """Whether the host is an address in its usual spelling."""
    try:
        return str(ip_address(host)) == host
    except ValueError:
        return False


def resolve_name(host: str, port: int) -> list[str]:
    """The system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
