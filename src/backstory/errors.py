"""Every error that Backstory raises on purpose: one root, one class per stage.

A message says what happened, to what, and what to do about it.
"""


class BackstoryError(Exception):
    """Root of all errors raised on purpose."""


class ConfigError(BackstoryError):
    """An option or the call itself is wrong."""


class FetchError(BackstoryError):
    """Something could not be fetched; `url` is what was asked for."""

    def __init__(self, message: str, *, url: str = "") -> None:
        super().__init__(message)
        self.url = url


class InputError(BackstoryError):
    """A file cannot be read as what it says it is; `path` is the file."""

    def __init__(self, message: str, *, path: str = "") -> None:
        super().__init__(message)
        self.path = path


class StoreError(BackstoryError):
    """The archive file cannot be opened, read or written; `path` is the file."""

    def __init__(self, message: str, *, path: str = "") -> None:
        super().__init__(message)
        self.path = path


class TimeLimitError(StoreError):
    """A read of the archive took longer than it was given."""


class NotFoundError(BackstoryError):
    """The archive holds nothing of that name; `wanted` is the name."""

    def __init__(self, message: str, *, wanted: str = "") -> None:
        super().__init__(message)
        self.wanted = wanted


class SharingError(BackstoryError):
    """A process that took a part of the work ended before it: call again."""


class PublishError(BackstoryError):
    """The site cannot be written; `path` is the file or folder concerned."""

    def __init__(self, message: str, *, path: str = "") -> None:
        super().__init__(message)
        self.path = path


class ServeError(BackstoryError):
    """The server cannot start."""
