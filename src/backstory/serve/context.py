"""The backstory of texts: one finder for all threads, because what it keeps of the archive is large."""

import threading
from typing import TYPE_CHECKING

from backstory.errors import InputError
from backstory.serve.answers import ProblemError
from backstory.serve.params import ContextBody, mend_day
from backstory.store import Archive
from backstory.views.context import ContextView

if TYPE_CHECKING:
    from backstory.pipeline.context import ContextFinder

_LIMIT_S = 30.0
_PATIENCE_S = 10.0


class ContextRoom:
    """Where texts are understood, one at a time. The first one waits for numpy and for what there is to be read."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._archive: Archive | None = None
        self._finder: ContextFinder | None = None

    def find(self, asked: ContextBody) -> ContextView:
        """Give the backstory of a text. Raises ProblemError where too many ask."""
        if not self._lock.acquire(timeout=_PATIENCE_S):
            raise ProblemError(503, "Other texts are being read; come again.", {"Retry-After": "5"})
        try:
            from backstory.pipeline.context import ContextFinder
            from backstory.pipeline.reading import read_words

            if self._archive is None or self._finder is None:
                self._archive = Archive(self._path, read_only=True)
                self._finder = ContextFinder(self._archive)
            with self._archive.reading(_LIMIT_S):
                return self._finder.find(read_words(asked.text), on=mend_day(asked.on or ""))
        except InputError as error:
            # What counts as white space differs from one reader of the schema to another.
            raise ProblemError(404, str(error)) from error
        finally:
            self._lock.release()

    def close(self) -> None:
        """Close the archive."""
        if self._archive:
            self._archive.close()
