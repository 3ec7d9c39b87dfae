"""What a server is told when it starts."""

from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from backstory.errors import ConfigError
from backstory.model.record import Record
from backstory.render import Site, check_theme
from backstory.views.web import web_url


class ServeSettings(Record, frozen=True, kw_only=True):
    """How to serve which archive.

    `rate_limit` is requests a second of one client over time (0: any number), twenty times as many at once. A client's
    address is taken from X-Forwarded-For only where `is_behind_proxy`. At most `snapshots` moments of the past are kept
    (0: none are shown), in `snapshot_folder` (empty: one that goes with the server), each made within `snapshot_s`
    seconds. `cache_mib` bounds the finished pages that each worker
    keeps, `read_limit_s` what one answer may take of the archive's time. New things are looked for every `look_s`.
    `theme` and `has_search` say that pages are to be as a site with these is published; the search itself is the
    server's own.
    """

    archive: str
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    title: str = "Backstory"
    hub: str = ""
    theme: str = ""
    has_search: bool = False
    rate_limit: float = 0.0
    is_behind_proxy: bool = False
    workers: int = 0
    cache_mib: int = 32
    snapshots: int = 4
    snapshot_s: float = 1800.0
    snapshot_folder: str = ""
    read_limit_s: float = 10.0
    body_limit_bytes: int = 262_144
    look_s: float = 1.0

    @property
    def site(self) -> Site:
        """The site, as `publish` would make it."""
        return Site(
            base_url=self.base_url, title=self.title, hub=self.hub, theme=self.theme, has_search=self.has_search
        )

    @property
    def hosts(self) -> frozenset[str]:
        """The values of the Host header that are answered; none: any."""
        parts = urlsplit(self.base_url)
        if not parts.hostname:
            return frozenset()
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme.lower(), 80)
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        bare = {host} if port in (80, 443) else set()
        return frozenset({*bare, f"{host}:{port}"})


def check_settings(settings: ServeSettings) -> ServeSettings:
    """Give the settings, put right; raises ConfigError for what cannot be."""
    base_url = settings.base_url.rstrip("/")
    parts = urlsplit(web_url(base_url))
    if base_url and (not parts.netloc or parts.query or parts.fragment):
        raise ConfigError(
            f"{base_url} is no address for a site; it begins with https:// or http:// and names a host that can be."
        )
    if parts.path:
        raise ConfigError(f"{base_url} has a path; a server stands at the root of its host.")
    if settings.hub and not web_url(settings.hub):
        raise ConfigError(f"{settings.hub} is no address for a hub; it begins with https:// or http://.")
    if settings.snapshot_folder:
        try:
            Path(settings.snapshot_folder).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"{settings.snapshot_folder} cannot be made a folder: {error.strerror}.") from error
    theme = str(Path(settings.theme).absolute()) if settings.theme else ""
    settings = msgspec.structs.replace(settings, base_url=base_url, theme=theme)
    if theme:
        check_theme(settings.site)
    return settings
