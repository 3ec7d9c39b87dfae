"""What all pages of one site have in common."""

from urllib.parse import urlsplit

from backstory.model.record import Record

DEFAULT_TITLE = "Backstory"


class Extras(Record, frozen=True, kw_only=True):
    """What a site may have beside its pages: a `theme`'s folder, a search, cards, feeds that name a WebSub `hub`."""

    theme: str = ""
    has_search: bool = False
    has_cards: bool = False
    hub: str = ""


class Site(Record, frozen=True, kw_only=True):
    """A site: `base_url` is where it will stand (no slash at the end; empty while unknown), `title` its name.

    `theme` is a folder whose templates and style sheet take the place of Backstory's own of the same name. Pages link
    a search where `has_search`, and events a picture for those who share them where `has_cards`. `hub` is the WebSub
    hub that is told of new things and tells those who follow a feed; feeds name it.
    """

    base_url: str = ""
    title: str = DEFAULT_TITLE
    theme: str = ""
    has_search: bool = False
    has_cards: bool = False
    hub: str = ""

    def locate(self, path: str) -> str:
        """Give the full address of a file of the site; without a `base_url` its path alone."""
        return self.base_url + path

    @property
    def base_path(self) -> str:
        """The part of the base address after the host."""
        return urlsplit(self.base_url).path.rstrip("/")


def root_from(path: str) -> str:
    """Give the way from the page at `path` to the site's root, without a slash at the end: ``../..`` or ``.``."""
    return "/".join([".."] * (path.count("/") - 1)) or "."
