"""Readers: each thread's own connection to the archive, and what it has looked up."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from backstory.serve.context import ContextRoom
from backstory.serve.file import identify_file, is_another
from backstory.store import Archive
from backstory.store.changes import Moment
from backstory.views import Catalogue

_MOST_USES = 500
"""Answers after which what a catalogue has looked up is forgotten, so that it does not become the whole archive."""

_CACHE_MIB = 2
"""Of the archive's file, in each connection; the operating system keeps the rest. More makes nothing faster."""

_MOST_FILES = 3
"""Archives that a thread keeps open: the live one and moments of the past."""


class Reader:
    """One connection. Inside `look`, everything comes from one moment of the archive."""

    def __init__(self, path: str, limit_s: float) -> None:
        self.file = identify_file(path)  # before it is opened: one that comes in between is seen as another one
        self.archive = Archive(path, read_only=True)
        self.archive.limit_memory(_CACHE_MIB)
        self.catalogue = Catalogue(self.archive)
        self.moment = Moment(tick=0, token=0)
        self.context: ContextRoom | None = None
        self.past = ""  # the file, where it is an archive as of a moment
        self._version = -1
        self._uses = 0
        self._limit_s = limit_s

    @contextmanager
    def look(self) -> Iterator["Reader"]:
        """Let the archive stand still. Raises TimeLimitError where that takes too long."""
        with self.archive.reading(self._limit_s) as version:
            self._uses += 1
            if version != self._version:
                self._version = version
                moment = self.archive.moment()
                if moment != self.moment:
                    self.moment = moment
                    self._uses = _MOST_USES
            if self._uses >= _MOST_USES:
                self.catalogue = Catalogue(self.archive)
                self._uses = 0
            yield self

    def close(self) -> None:
        """Close the file."""
        self.archive.close()


class Readers:
    """The readers of all threads; each thread has one for the live archive and a few for moments of the past."""

    def __init__(self, path: str, limit_s: float) -> None:
        self._path = path
        self._limit_s = limit_s
        self._local = threading.local()
        self._all: list[Reader] = []
        self._context = ContextRoom(path)
        self._lock = threading.Lock()

    def get(self, path: str = "") -> Reader:
        """This thread's reader of the live archive, or of the one at `path`."""
        readers: OrderedDict[str, Reader] | None = getattr(self._local, "readers", None)
        if readers is None:
            readers = self._local.readers = OrderedDict()
        reader = readers.get(path)
        if reader is None:
            reader = readers[path] = self._open(path)
        elif not path and is_another(self._path, reader.file):
            fresh = self._open(path)
            self._forget(reader)
            reader = readers[path] = fresh
        readers.move_to_end(path)
        if len(readers) > _MOST_FILES:
            self._forget(readers.pop(next(name for name in readers if name)))
        return reader

    def close(self) -> None:
        """Close all of them; no thread may be reading."""
        with self._lock:
            while self._all:
                self._all.pop().close()
        self._context.close()

    def _open(self, path: str) -> Reader:
        reader = Reader(path or self._path, self._limit_s)
        reader.context = self._context
        reader.past = path
        with self._lock:
            self._all.append(reader)
        return reader

    def _forget(self, reader: Reader) -> None:
        with self._lock:
            self._all.remove(reader)
        reader.close()
