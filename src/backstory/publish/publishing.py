"""Publish a site: plan, build, swap."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backstory.errors import PublishError
from backstory.model.record import Record
from backstory.publish.affected import plan_changes
from backstory.publish.crew import write_all
from backstory.publish.extras import make_site, render_extras
from backstory.publish.manifest import convert_manifest, fingerprint_build, is_ours
from backstory.publish.plan import SitePlan, plan_site
from backstory.publish.searching import bring_index_up_to_date
from backstory.publish.sitemaps import INDEX, name_part, part_of, write_index, write_part
from backstory.publish.staging import FilesThere, check_folder, is_fixed, list_present, open_staging
from backstory.publish.state import State, read_state
from backstory.publish.swapping import Done, Work, count_files, count_pages, record, swap
from backstory.publish.writing import PageWriter, Target
from backstory.render import Site, read_static, render_missing
from backstory.render.listings import render_llms, render_robots
from backstory.render.site import DEFAULT_TITLE, Extras
from backstory.store.ledger import Ledger, LedgerPage
from backstory.views import Catalogue

if TYPE_CHECKING:
    from backstory.store import Archive

Progress = Callable[[int, int], None]


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
    done and pages in all. Raises PublishError, with nothing written, for addresses that collide, for a folder with
    other files in it, and for an empty archive where a site of events is; where writing itself fails, the site stays
    as it was, or the next run completes it.
    """
    started = time.monotonic()
    site = make_site(base_url, title, extras or Extras())
    # The folder itself, not a link that leads there: that stays as it is.
    out = Path(out_dir).resolve()
    try:
        check_folder(out)
        with open_staging(out) as staged:
            with _open_ledger(out, staged) as ledger:
                _check_archive(archive, out, ledger)
                found = _bring_up_to_date(archive, _Folder(out, staged, ledger), site, progress or _ignore)
            with Ledger(out) as ledger:
                bring_index_up_to_date(out, ledger, has_search=site.has_search)
    except OSError as error:
        raise PublishError(f"The site could not be written: {error}.", path=error.filename or str(out)) from error
    return PublishReport(out=str(Path(out_dir).absolute()), seconds=round(time.monotonic() - started, 3), **found)


def _check_archive(archive: "Archive", out: Path, ledger: Ledger) -> None:
    """Raise PublishError where an archive in which nothing ever was would take the place of a site of events."""
    if archive.last_day() or archive.permalinks():
        return
    if any(path.startswith("/news/") and path.count("/") > 2 for path in ledger.pages()):
        raise PublishError(
            f"The archive has no events, and {out} is a site of events: is it the right archive? "
            "Give another folder to publish an empty one.",
            path=str(out),
        )


class _Folder(NamedTuple):
    """The site's folder, the one where files wait, and the ledger: in the first, for most new sites in the other."""

    out: Path
    staged: Path
    ledger: Ledger


def _open_ledger(out: Path, staged: Path) -> Ledger:
    if not is_ours(out):
        # Where the folder stays, the ledger is there first: so a run after a kill knows what may be there.
        return Ledger(out if is_fixed(out) else staged)
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
        latest_on=archive.last_day(),
    )
    work = Work(catalogue, plan, target, folder.ledger)
    done = _write(work, progress)
    removed = swap(work, done)
    left = State(
        build=build,
        moment=moment,
        generic=tuple(sorted(catalogue.generic)),
        categories=catalogue.category_titles,
        collections=catalogue.collection_titles,
        pages=count_pages(plan, done, state),
        files=count_files(plan, done, state),
        fixed=len(done.fixed),
    )
    record(work, done, left)
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


def _write(work: Work, progress: Progress) -> Done:
    """Stage what is new of the planned pages, and what lists them."""
    catalogue, plan, target, _ = work
    writer = PageWriter(catalogue, target)
    shared = render_fixed(catalogue, target.site)
    files, unchanged = writer.write_files(shared)
    entries: dict[str, LedgerPage] = {}
    for pages, written in write_all(catalogue, plan.pages, target):
        entries |= zip((page.path for page in pages), written.pages, strict=True)
        files += written.files
        unchanged += written.unchanged
        progress(len(entries), len(plan.pages))
    maps, listing = _render_sitemaps(work, entries)
    fresh, same = writer.write_files(maps)
    return Done(entries, {*shared, *listing}, [*files, *fresh], unchanged + same)


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


def _render_sitemaps(work: Work, entries: dict[str, LedgerPage]) -> tuple[dict[str, bytes], set[str]]:
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


def _ignore(done: int, total: int) -> None:
    return
