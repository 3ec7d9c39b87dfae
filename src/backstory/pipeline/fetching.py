"""The way to a wiki, as the configuration says it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from backstory.config import Value
from backstory.fetch import Client, ClientOptions, Wiki, parse_range

__all__ = ["open_wiki", "parse_range"]


@contextmanager
def open_wiki(settings: Mapping[str, Value]) -> Iterator[Wiki]:
    """A client of the configured wiki, closed afterwards.

    Raises:
        ConfigError: no contact is set.
    """
    options = ClientOptions(exchange_timeout_s=float(settings["timeout_s"]))
    with Client(str(settings["contact"]), options) as client:
        yield Wiki(str(settings["wiki"]), client)
