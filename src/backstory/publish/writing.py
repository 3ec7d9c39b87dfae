"""Write pages: build each, leave out what the folder already has, put the rest into the staging folder."""

import os
from collections.abc import Container, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from backstory.publish.building import PageBuilder
from backstory.publish.manifest import fingerprint
from backstory.publish.plan import CARD_ENDING, PlannedPage, fold_path, list_files
from backstory.render import PAGE_FORMATS, Site, draw_card, has_card, render_feed, render_page
from backstory.store.ledger import LedgerPage
from backstory.views import Catalogue, Feed, Page
from backstory.views.pages import DayPage, EventPage, PartPage

if TYPE_CHECKING:
    from backstory.model import Relation

LATEST_KINDS = frozenset({"front", "calendar", "entities", "stories", "publishers", "categories", "collections"})
_ENCODER = msgspec.json.Encoder()


class Target(NamedTuple):
    """Where pages go: `staged` takes what is new, `out` is the present site; what of it is `known`, and its files.

    `latest_on` is the last day that has news.
    """

    site: Site
    staged: Path
    out: Path
    known: Mapping[str, LedgerPage]
    present: Container[str]
    latest_on: str


class Written(NamedTuple):
    """What became of some pages: what the ledger is to say of each, the files staged, how many stay as they are."""

    pages: list[LedgerPage]
    files: list[str]
    unchanged: int


class PageWriter:
    """Writes the pages of one plan, some at a time."""

    def __init__(self, catalogue: Catalogue, target: Target) -> None:
        self._catalogue = catalogue
        self._builder = PageBuilder(catalogue)
        self._target = target
        self._made: set[str] = set()

    def write(self, pages: Sequence[PlannedPage]) -> Written:
        """Stage what is new of the pages. A page that says what it said is not even rendered."""
        ids = [page.key for page in pages if page.kind == "event"]
        relations = self._catalogue.archive.relations(ids) if ids else {}
        self._catalogue.prepare(ids)
        self._catalogue.list_refs({relation.other_id for found in relations.values() for relation in found})
        written = Written([], [], 0)
        unchanged = 0
        for page in pages:
            entry, files, same = self._write_page(page, relations)
            written.pages.append(entry)
            written.files.extend(files)
            unchanged += same
        return written._replace(unchanged=unchanged)

    def write_files(self, files: dict[str, bytes]) -> tuple[list[str], int]:
        """Stage those of the files that differ from the site's; gives them, and how many do not differ."""
        fresh = [file for file, content in files.items() if not self._is_there(file, content)]
        for file in fresh:
            self._stage(file, files[file])
        return fresh, len(files) - len(fresh)

    def _write_page(
        self, planned: PlannedPage, relations: "dict[str, tuple[Relation, ...]]"
    ) -> tuple[LedgerPage, list[str], int]:
        page = self._builder.build(planned, relations)
        feed = self._builder.build_feed(planned, page)
        encoded = _ENCODER.encode(page)
        mark = fingerprint(encoded, _ENCODER.encode(feed)) if feed else fingerprint(encoded)
        fold = fold_path(planned.path)
        listed_on = _date_page(page, self._target.latest_on)
        fold = "" if fold == planned.path else fold
        entry = LedgerPage(
            mark,
            planned.has_feed,
            listed_on,
            fold,
            has_card(page, self._target.site),
            len(page.events) if isinstance(page, PartPage) else 0,
        )
        known, present = self._target.known.get(planned.path), self._target.present
        if known and known.mark == mark:
            names = list_files(planned.path, entry)
            if all(name in present for name in names):
                return entry, [], len(names)
        files, same = self.write_files(_render_files(page, feed, self._target.site))
        return entry, files, same

    def _is_there(self, file: str, content: bytes) -> bool:
        path = f"{self._target.out}{file}"
        # Most of those that change have another length, which takes no reading to know.
        if file not in self._target.present or os.stat(path).st_size != len(content):
            return False
        with open(path, "rb", buffering=0) as present:
            return present.readall() == content

    def _stage(self, file: str, content: bytes) -> None:
        path = f"{self._target.staged}{file}"
        folder = path.rpartition("/")[0]
        if folder not in self._made:
            os.makedirs(folder, exist_ok=True)
            self._made.add(folder)
        # The built-in open() takes three times as long; a site has a hundred thousand files.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666)
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        finally:
            os.close(descriptor)


def _date_page(page: Page, latest_on: str) -> str | None:
    """Give the day the sitemap says a page changed on, empty where it says none; None for one it does not list."""
    if isinstance(page, EventPage):
        return "" if page.removed_at else max(page.changed_at[:10], page.date)
    if isinstance(page, DayPage):
        return page.news.date
    if page.kind == "moved":
        return None
    return latest_on if page.kind in LATEST_KINDS else ""


def _render_files(page: Page, feed: Feed | None, site: Site) -> dict[str, bytes]:
    files = {f"{page.path}.{name}": render_page(page, site, name) for name in PAGE_FORMATS}
    if feed:
        files |= {page.path + ending: content for ending, content in render_feed(feed, site).items()}
    if has_card(page, site):
        files[page.path + CARD_ENDING] = draw_card(page, site)
    return files
