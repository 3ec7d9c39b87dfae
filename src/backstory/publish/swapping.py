"""Put what is staged in the place of what was, and say in the ledger what the folder holds then."""

import os
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from backstory.publish.plan import SitePlan, list_files
from backstory.publish.searching import SEARCHED_KINDS, read_lag, write_lag
from backstory.publish.sitemaps import part_of
from backstory.publish.staging import move_files, move_whole, remove_files
from backstory.publish.state import State, find_times
from backstory.publish.writing import Target
from backstory.store.ledger import LEDGER_NAME, Ledger, LedgerPage
from backstory.views import Catalogue

_COUNT_FILES = {
    (has_feed, has_card): len(list_files("", LedgerPage("", has_feed, has_card=has_card)))
    for has_feed in (False, True)
    for has_card in (False, True)
}


class Work(NamedTuple):
    """What one publish is about: the pages to be looked at, where they go, and what the folder holds."""

    catalogue: Catalogue
    plan: SitePlan
    target: Target
    ledger: Ledger


class Done(NamedTuple):
    """What is staged: the ledger's new pages, all files that belong to no page, staged files, and files as before."""

    pages: dict[str, LedgerPage]
    fixed: set[str]
    files: list[str]
    unchanged: int


def swap(work: Work, done: Done) -> int:
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


def _list_touched(plan: SitePlan, done: Done) -> dict[str, LedgerPage]:
    return {path: entry for path, entry in done.pages.items() if plan.known.get(path) != entry}


def record(work: Work, done: Done, left: State) -> None:
    """Say in the ledger what the folder now holds; a first site is put where it belongs."""
    _, plan, target, ledger = work
    is_first = not (target.out / LEDGER_NAME).is_file()
    out = target.staged if is_first else target.out
    paths = {file.rpartition("/")[0] for file in done.files} | {path.rpartition("/")[0] for path in plan.gone}
    if plan.is_whole:
        paths |= {path.rpartition("/")[0] for path in done.pages}
    paths -= {""}
    there = {path for path in paths if os.path.isdir(f"{out}{path}")}
    top = [path for path in done.pages if path.count("/") == 1]
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


def count_pages(plan: SitePlan, done: Done, state: State | None) -> int:
    """Give how many pages the site has then."""
    if plan.is_whole or state is None:
        return len(done.pages)
    return state.pages + len(done.pages.keys() - plan.known.keys()) - len(plan.gone)


def count_files(plan: SitePlan, done: Done, state: State | None) -> int:
    """Give how many files it has, those of no page included."""

    def count(entries: Iterable[LedgerPage]) -> int:
        return sum(_COUNT_FILES[entry.has_feed, entry.has_card] for entry in entries)

    if plan.is_whole or state is None:
        return count(done.pages.values()) + len(done.fixed)
    before = (plan.known[path] for path in [*plan.gone, *done.pages] if path in plan.known)
    return state.files + count(done.pages.values()) - count(before) + len(done.fixed) - state.fixed
