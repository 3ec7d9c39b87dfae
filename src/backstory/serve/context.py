"""The backstory of texts: one finder in one thread, because what it keeps of the archive is large."""

from typing import TYPE_CHECKING

from backstory.errors import InputError, StoreError
from backstory.serve.answers import ProblemError
from backstory.serve.api.params import ContextBody, mend_day
from backstory.serve.file import FileId, identify_file, is_another
from backstory.store import Archive
from backstory.views.context import ContextView

if TYPE_CHECKING:
    from backstory.pipeline.context import ContextFinder

_LIMIT_S = 30.0


class ContextRoom:
    """Where texts are understood, one at a time. The first one waits for numpy and for what there is to be read.

    It keeps a finder for the live archive and one for the moment of the past asked for last.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._finders: dict[str, tuple[Archive, ContextFinder, FileId]] = {}

    def find(self, asked: ContextBody, path: str = "") -> ContextView:
        """Give the backstory of a text, by the live archive or the one at `path`. Raises ProblemError."""
        try:
            from backstory.pipeline.reading import read_words

            archive, finder, _ = self._open(path or self._path)
            with archive.reading(_LIMIT_S):
                return finder.find(read_words(asked.text), on=mend_day(asked.on or ""))
        except InputError as error:
            # What counts as white space differs from one reader of the schema to another.
            raise ProblemError(404, str(error)) from error
        except StoreError as error:
            if path and not error.path:
                raise ProblemError(404, str(error)) from error
            raise

    def close(self) -> None:
        """Close the archives."""
        while self._finders:
            self._finders.popitem()[1][0].close()

    def _open(self, path: str) -> "tuple[Archive, ContextFinder, FileId]":
        from backstory.pipeline.context import ContextFinder

        if path in self._finders and is_another(path, self._finders[path][2]):
            self._finders.pop(path)[0].close()
        if path not in self._finders:
            for other in [name for name in self._finders if name != self._path and path != self._path]:
                self._finders.pop(other)[0].close()
            file = identify_file(path)
            archive = Archive(path, read_only=True)
            self._finders[path] = (archive, ContextFinder(archive), file)
        return self._finders[path]
