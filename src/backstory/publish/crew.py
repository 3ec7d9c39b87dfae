"""The crew that writes a plan's pages: this process, or two that share them."""

import gc
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeAlias

from backstory.errors import SharingError
from backstory.publish.plan import PlannedPage
from backstory.publish.writing import PageWriter, Target, Written
from backstory.render import load_templates
from backstory.sharing import ENDED, count_workers, stay_with
from backstory.views import Catalogue

_Chunks: TypeAlias = list[Sequence[PlannedPage]]
# Large enough that the queries' cost vanishes, small enough that the progress moves; an eighth of what is left, so that
# both processes end together.
_CHUNK, _SMALLEST_CHUNK, _PART = 256, 8, 8
# Below this many pages a second process costs more than it saves; a day's news touches some five hundred.
_LEAST_FOR_TWO = 200
_PROCESSES = 2
# To build this many pages, reading the whole archive at once costs less than asking for what each needs.
_LEAST_FOR_ALL = 3000


def write_all(
    catalogue: Catalogue, planned: Sequence[PlannedPage], target: Target
) -> Iterator[tuple[Sequence[PlannedPage], Written]]:
    """Write the plan some pages at a time, in two processes where that pays; gives these and what became of them."""
    chunks = _split(planned)
    path = getattr(catalogue.archive, "path", "")
    is_shared = len(planned) >= _LEAST_FOR_TWO and count_workers() > 1 and Path(path).is_file()
    write = _write_in_two if is_shared else _write_here
    yield from zip(chunks, write(catalogue, target, chunks, is_large=len(planned) > _LEAST_FOR_ALL), strict=True)


def _write_here(catalogue: Catalogue, target: Target, chunks: _Chunks, *, is_large: bool) -> Iterator[Written]:
    if is_large:
        catalogue.load_all()
    writer = PageWriter(catalogue, target)
    yield from map(writer.write, chunks)


def _write_in_two(catalogue: Catalogue, target: Target, chunks: _Chunks, *, is_large: bool) -> Iterator[Written]:
    load_templates(target.site)
    # The children share what the parent planned; without this their garbage collector would touch, and so copy, it.
    if is_large:
        gc.collect()
    gc.freeze()
    _Worker.given = (catalogue, target, chunks, is_large)
    fork = multiprocessing.get_context("fork")
    crew = ProcessPoolExecutor(_PROCESSES, fork, initializer=stay_with, initargs=(os.getpid(),))
    try:
        yield from crew.map(_Worker.run, range(len(chunks)))
    except BrokenProcessPool as error:
        raise SharingError(ENDED) from error
    finally:
        crew.shutdown(cancel_futures=True)
        _Worker.given = None
        gc.unfreeze()


class _Worker:
    """What a forked process has: its parent's plan and catalogue, and its own connection to the archive.

    Where nearly all pages are built, each reads the whole archive itself, at the same time: once it has counted
    references to what the parent had read, it would have a copy of its own anyway.
    """

    given: "tuple[Catalogue, Target, _Chunks, bool] | None" = None
    writer: PageWriter | None = None

    @classmethod
    def run(cls, number: int) -> Written:
        assert cls.given is not None
        cls.writer = cls.writer or cls._begin()
        return cls.writer.write(cls.given[2][number])

    @classmethod
    def _begin(cls) -> PageWriter:
        assert cls.given is not None
        catalogue, target, _, is_large = cls.given
        catalogue.archive = type(catalogue.archive)(catalogue.archive.path, read_only=True)
        if is_large:
            catalogue.load_all()
            gc.freeze()
        return PageWriter(catalogue, target)


def _split(planned: Sequence[PlannedPage]) -> _Chunks:
    chunks: _Chunks = []
    start = 0
    while (rest := len(planned) - start) > 0:
        size = max(_SMALLEST_CHUNK, min(_CHUNK, rest // _PART))
        chunks.append(planned[start : start + size])
        start += size
    return chunks
