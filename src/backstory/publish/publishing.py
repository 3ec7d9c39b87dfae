"""Publish a site: plan, build, swap."""

import gc
import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from backstory.errors import PublishError
from backstory.model.record import Record
from backstory.publish.affected import plan_changes
from backstory.publish.extras import make_site, render_extras
from backstory.publish.manifest import convert_manifest, fingerprint_build, is_ours
from backstory.publish.plan import PlannedPage, SitePlan, list_files, plan_site
from backstory.publish.searching import SEARCHED_KINDS, bring_index_up_to_date, read_lag, write_lag
from backstory.publish.sitemaps import INDEX, name_part, part_of, write_index, write_part
from backstory.publish.staging import (
    FilesThere,
    check_folder,
    list_present,
    move_files,
    move_whole,
    open_staging,
    remove_files,
)
from backstory.publish.state import State, find_times, read_state
from backstory.publish.writing import PageWriter, Target, Written
from backstory.render import Site, load_templates, read_static, render_missing
from backstory.render.listings import render_llms, render_robots
from backstory.render.site import DEFAULT_TITLE, Extras
from backstory.store.ledger import LEDGER_NAME, Ledger, LedgerPage
from backstory.views import Catalogue

if TYPE_CHECKING:
    from backstory.store import Archive

Progress = Callable[[int, int], None]

# Small enough that the progress moves and both processes end together, large enough that the queries' cost vanishes.
_CHUNK, _SMALLEST_CHUNK, _LEAST_CHUNKS = 256, 24, 8
# Below this many pages a second process costs more than it saves; a day's news touches some five hundred.
_LEAST_FOR_TWO = 200
_PROCESSES = 2
# To build this many pages, reading the whole archive at once costs less than asking for what each needs.
_LEAST_FOR_ALL = 3000
_COUNT_FILES = {
    (has_feed, has_card): len(list_files("", LedgerPage("", has_feed, has_card=has_card)))
    for has_feed in (False, True)
    for has_card in (False, True)
}


class _Work(NamedTuple):
    """What one publish is about: the pages to be looked at, where they go, and what the folder holds."""

    catalogue: Catalogue
    plan: SitePlan
    target: Target
    ledger: Ledger


class _Done(NamedTuple):
    """What is staged: the ledger's new pages, all files that belong to no page, staged files, and files as before."""

    pages: dict[str, LedgerPage]
    fixed: set[str]
    files: list[str]
    unchanged: int


class PublishReport(Record, frozen=True, kw_only=True):
    """What a publish did: pages of the site, and files written, left as they were, and removed; in how many seconds."""

    out: str
    pages: int
    written: int
    unchanged: int
    removed: int
    seconds: float


def publish_site(
    archive: "Archive",
    out_dir: str | Path,
    *,
    base_url: str = "",
    title: str = DEFAULT_TITLE,
    extras: Extras | None = None,
    progress: Progress | None = None,
) -> PublishReport:
    """Make the folder `out_dir` the site of the archive, writing only what changed.

    `base_url` is where the site will stand; without it, feeds and sitemap name paths alone. `progress` is told pages
    done and pages in all. Raises PublishError, with nothing written, for addresses that collide and for a folder with
    other files in it; where writing itself fails, the site stays as it was, or the next run completes it.
    """
    started = time.monotonic()
    site = make_site(base_url, title, extras or Extras())
    out = Path(out_dir).absolute()
    try:
        check_folder(out)
        with open_staging(out) as staged:
            with _open_ledger(out, staged) as ledger:
                found = _bring_up_to_date(archive, _Folder(out, staged, ledger), site, progress or _ignore)
            with Ledger(out) as ledger:
                bring_index_up_to_date(out, ledger, has_search=site.has_search)
    except OSError as error:
        raise PublishError(f"The site could not be written: {error}.", path=error.filename or str(out)) from error
    return PublishReport(out=str(out), seconds=round(time.monotonic() - started, 3), **found)


class _Folder(NamedTuple):
    """The site's folder, the one where files wait, and the ledger: in the first, for a new site in the other."""

    out: Path
    staged: Path
    ledger: Ledger


def _open_ledger(out: Path, staged: Path) -> Ledger:
    if not is_ours(out):
        return Ledger(staged)
    convert_manifest(out, staged.parent)
    return Ledger(out)


def _bring_up_to_date(archive: "Archive", folder: _Folder, site: Site, progress: Progress) -> dict[str, int]:
    build = fingerprint_build(site)
    state = read_state(folder.ledger, folder.out, build)
    if state and archive.is_unchanged_since(state.moment):
        return {"pages": state.pages, "written": 0, "unchanged": state.files, "removed": 0}
    # Asked for before anything is read: what is written meanwhile is looked at again next time.
    moment = archive.moment()
    catalogue = Catalogue(archive)
    plan = _make_plan(catalogue, state, folder.ledger)
    is_same = folder.ledger.note("build") == build
    target = Target(
        site=site,
        staged=folder.staged,
        out=folder.out,
        # Pages of another build, or another title, are all looked at again.
        known=plan.known if is_same else {},
        present=FilesThere(folder.out) if state else list_present(folder.out) if folder.out.is_dir() else (),
        latest_on=archive.days_beside("9999", "")[0],
    )
    work = _Work(catalogue, plan, target, folder.ledger)
    done = _write(work, progress)
    removed = _swap(work, done)
    left = State(
        build=build,
        moment=moment,
        generic=tuple(sorted(catalogue.generic)),
        categories=catalogue.category_titles,
        collections=catalogue.collection_titles,
        pages=_count_pages(plan, done, state),
        files=_count_files(plan, done, state),
        fixed=len(done.fixed),
    )
    _record(work, done, left)
    return {
        "pages": left.pages,
        "written": len(done.files),
        "unchanged": left.files - len(done.files),
        "removed": removed,
    }


def _make_plan(catalogue: Catalogue, state: State | None, ledger: Ledger) -> SitePlan:
    """Plan what changed where the folder is known to show an earlier moment of the same archive; otherwise all."""
    changes = catalogue.archive.changes_since(state.moment) if state else None
    plan = plan_changes(catalogue, changes, state, ledger) if state and changes is not None else None
    return plan or plan_site(catalogue, ledger)


def _write(work: "_Work", progress: Progress) -> _Done:
    """Stage what is new of the planned pages, and what lists them."""
    catalogue, plan, target, _ = work
    writer = PageWriter(catalogue, target)
    shared = render_fixed(catalogue, target.site)
    files, unchanged = writer.write_files(shared)
    entries: dict[str, LedgerPage] = {}
    for pages, written in zip(_split(plan.pages), _write_all(catalogue, plan.pages, target), strict=True):
        entries |= zip((page.path for page in pages), written.pages, strict=True)
        files += written.files
        unchanged += written.unchanged
        progress(len(entries), len(plan.pages))
    maps, listing = _render_sitemaps(work, entries)
    fresh, same = writer.write_files(maps)
    return _Done(entries, {*shared, *listing}, [*files, *fresh], unchanged + same)


def render_fixed(catalogue: Catalogue, site: Site) -> dict[str, bytes]:
    """Give the files that are no pages, the sitemap left out."""
    years = dict.fromkeys(date[:4] for date, _ in catalogue.day_counts)
    return {
        **read_static(site),
        **render_extras(site),
        "/404.html": render_missing(site),
        "/robots.txt": render_robots(site),
        "/llms.txt": render_llms(site, years),
    }


def _render_sitemaps(work: "_Work", entries: dict[str, LedgerPage]) -> tuple[dict[str, bytes], set[str]]:
    """Give the parts of the sitemap that list a page which came, went or changed; and the files of all parts."""
    _, plan, target, ledger = work
    gone = set(plan.gone)
    touched = {
        part_of(path)
        for path, entry in entries.items()
        if plan.is_whole or path not in plan.known or plan.known[path].listed_on != entry.listed_on
    } | {part_of(path) for path in gone}
    fresh: dict[str, dict[str, str | None]] = {part: {} for part in touched}
    for path, entry in entries.items():
        if (part := part_of(path)) in fresh:
            fresh[part][path] = entry.listed_on
    maps: dict[str, bytes] = {}
    for part in sorted(touched):
        before = {} if plan.is_whole else ledger.part(part)
        listed = {path: date for path, date in before.items() if path not in gone} | fresh[part]
        maps |= write_part(part, listed, target.site)
    kept = {file for file in ledger.files() if (part := name_part(file)) and part not in touched and not plan.is_whole}
    files = {*maps, *kept}
    maps[INDEX] = write_index(files, target.site)
    return maps, {*files, INDEX}


def _swap(work: "_Work", done: _Done) -> int:
    """Put the staged files in place and remove what is gone; gives how many files that was."""
    _, plan, target, ledger = work
    if not (target.out / LEDGER_NAME).is_file():
        return 0
    old_files = ledger.files()
    gone = {file for path in plan.gone for file in list_files(path, plan.known[path])} | (old_files - done.fixed)
    changing = {}
    for path, entry in _list_touched(plan, done).items():
        known = plan.known.get(path, entry)
        gone.update(set(list_files(path, known)) - set(list_files(path, entry)))
        changing[part_of(path), path] = entry._replace(has_card=entry.has_card or known.has_card)
    if done.files or gone or changing:
        # Killed between here and the end, the next run has to look at every page.
        ledger.begin(changing, done.fixed)
    move_files(target.staged, target.out, done.files)
    return remove_files(target.out, sorted(gone))


def _list_touched(plan: SitePlan, done: _Done) -> dict[str, LedgerPage]:
    return {path: entry for path, entry in done.pages.items() if plan.known.get(path) != entry}


def _record(work: "_Work", done: _Done, left: State) -> None:
    """Say in the ledger what the folder now holds; a first site is put where it belongs."""
    _, plan, target, ledger = work
    is_first = not (target.out / LEDGER_NAME).is_file()
    out = target.staged if is_first else target.out
    paths = {file.rpartition("/")[0] for file in done.files} | {path.rpartition("/")[0] for path in plan.gone}
    if plan.is_whole:
        paths |= {path.rpartition("/")[0] for path in done.pages}
    paths -= {""}
    there = {path for path in paths if os.path.isdir(f"{out}{path}")}
    top = [path for path in done.pages if path.count("/") == 1] or ["/index", "/about"]
    files = [file for path in top for file in list_files(path, done.pages[path])]
    with ledger.recording():
        touched = {(part_of(path), path): entry for path, entry in _list_touched(plan, done).items()}
        ledger.finish(touched, [(part_of(path), path) for path in plan.gone])
        ledger.replace_files(done.fixed)
        ledger.note_folders(find_times(out, there), ledger.folders().keys() - there if plan.is_whole else paths - there)
        ledger.write_note("build", left.build)
        if target.site.has_search:
            searched = {page.path for page in plan.pages if page.kind in SEARCHED_KINDS}
            lag = read_lag(ledger).add(
                searched.intersection(path for _, path in touched), has_lost=any(map(_is_searched, plan.gone))
            )
            write_lag(ledger, lag)
        else:
            ledger.write_note("search", "")
        state = msgspec.structs.replace(left, top_files=(*sorted(done.fixed), *files))
        ledger.write_note("state", msgspec.json.encode(state).decode())
    if is_first:
        ledger.close()
        move_whole(target.staged, target.out)


def _is_searched(path: str) -> bool:
    """Whether a page that is gone may have been in the search's index: no list of pages, and no month of one."""
    return path.count("/") == (5 if path.startswith("/news/") else 2) and not path.endswith("/index")


def _count_pages(plan: SitePlan, done: _Done, state: State | None) -> int:
    if plan.is_whole or state is None:
        return len(done.pages)
    return state.pages + len(done.pages.keys() - plan.known.keys()) - len(plan.gone)


def _count_files(plan: SitePlan, done: _Done, state: State | None) -> int:
    def count(entries: Iterable[LedgerPage]) -> int:
        return sum(_COUNT_FILES[entry.has_feed, entry.has_card] for entry in entries)

    if plan.is_whole or state is None:
        return count(done.pages.values()) + len(done.fixed)
    before = (plan.known[path] for path in [*plan.gone, *done.pages] if path in plan.known)
    return state.files + count(done.pages.values()) - count(before) + len(done.fixed) - state.fixed


def _write_all(catalogue: Catalogue, planned: Sequence[PlannedPage], target: Target) -> Iterator[Written]:
    """Write the plan chunk by chunk, in two processes where that pays; gives what became of each, in order."""
    chunks = _split(planned)
    is_large = len(planned) > _LEAST_FOR_ALL
    path = getattr(catalogue.archive, "path", "")
    can_fork = "fork" in multiprocessing.get_all_start_methods() and (os.cpu_count() or 1) > 1
    if len(planned) < _LEAST_FOR_TWO or not can_fork or not Path(path).is_file():
        if is_large:
            catalogue.load_all()
        writer = PageWriter(catalogue, target)
        yield from (writer.write(chunk) for chunk in chunks)
        return
    load_templates(target.site)
    # The children share what the parent planned; without this their garbage collector would touch, and so copy, it.
    if is_large:
        gc.collect()
    gc.freeze()
    _Worker.given = (catalogue, target, chunks, is_large)
    try:
        with multiprocessing.get_context("fork").Pool(_PROCESSES, _Worker.start) as pool:
            yield from pool.imap(_Worker.run, range(len(chunks)))
    finally:
        _Worker.given = None
        gc.unfreeze()


class _Worker:
    """What a forked process has: its parent's plan and catalogue, and its own connection to the archive.

    Where nearly all pages are built, each reads the whole archive itself, at the same time: once it has counted
    references to what the parent had read, it would have a copy of its own anyway.
    """

    given: "tuple[Catalogue, Target, list[Sequence[PlannedPage]], bool] | None" = None
    writer: PageWriter

    @classmethod
    def start(cls) -> None:
        assert cls.given is not None
        catalogue, target, _, is_large = cls.given
        catalogue.archive = type(catalogue.archive)(catalogue.archive.path, read_only=True)
        if is_large:
            catalogue.load_all()
            gc.freeze()
        cls.writer = PageWriter(catalogue, target)

    @classmethod
    def run(cls, number: int) -> Written:
        assert cls.given is not None
        return cls.writer.write(cls.given[2][number])


def _split(planned: Sequence[PlannedPage]) -> list[Sequence[PlannedPage]]:
    size = max(_SMALLEST_CHUNK, min(_CHUNK, len(planned) // _LEAST_CHUNKS))
    return [planned[start : start + size] for start in range(0, len(planned), size)]


def _ignore(done: int, total: int) -> None:
    return
