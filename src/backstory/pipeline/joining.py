"""Add another archive: its states are applied here as they were there, so that events come with ids and wordings."""

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from backstory.errors import InputError
from backstory.model import Revision
from backstory.pipeline.adding import add_revisions, add_sources
from backstory.pipeline.applying import AddReport
from backstory.pipeline.clock import read_clock
from backstory.pipeline.gathering import AddOptions
from backstory.store import Archive

_SHARED = ("wikipedia", "markdown")
"""Pages of these have the same name everywhere; files of two newsrooms may be called the same and be others."""


def add_archive(archive: Archive, path: Path, title: str, options: AddOptions, report: AddReport) -> None:
    """Add all that the archive in file `path`, known as `title`, holds; relations and stories are to be made anew.

    What it holds of pages that are here too is put together, state by state. Its events keep their ids, and their
    permalinks unless another event here has them. The same archive again adds what is new in it.

    Raises:
        InputError: it is the archive itself.
        StoreError: the file is no archive, or one of another version.
    """
    if archive.path != ":memory:" and path.samefile(archive.path):
        raise InputError(f"{path} is the archive itself: what it holds is there.", path=str(path))
    with Archive(path, read_only=True) as other:
        add_revisions(archive, _rename_files(other, title, options.collection), report=report)
        now = read_clock()
        known = archive.known_ids(id for id, _, _ in other.permalinks())
        paths = [(path, id) for id, path, _ in other.permalinks() if id in known]
        archive.add_addresses([*paths, *((path, id) for path, id in other.addresses() if id in known)], now)
        archive.add_redirects(other.redirects(), now)
        archive.add_entity_facts((one for one in other.entities() if one.qid or one.latitude is not None), now)
        archive.write_hints(other.hints(known), now)
        archive.attach_given((id, article) for id, article in other.attached() if id in known)
        add_sources(archive, (source for source in other.sources() if source.checked_at))


def _rename_files(other: Archive, title: str, collection: str) -> Iterator[Revision]:
    for one in other.revisions():
        page = one.page if one.origin in _SHARED or not one.page else f"{title}/{one.page}"
        yield replace(one, page=page, collection=one.collection or collection)
