from collections.abc import Iterator

import pytest

from backstory.fetch import Client, ClientOptions, Wiki
from tests.fakes.wiki import FakeWiki

CONTACT = "operator@example.org"


@pytest.fixture
def fake() -> Iterator[FakeWiki]:
    with FakeWiki() as wiki:
        yield wiki


@pytest.fixture
def waits() -> list[float]:
    """The seconds that the client would have slept."""
    return []


@pytest.fixture
def client(waits: list[float]) -> Iterator[Client]:
    options = ClientOptions(connect_timeout_s=5, read_timeout_s=5, exchange_timeout_s=0.6, max_bytes=2_000_000)
    # 2013-01-10T14:00:00Z
    with Client(CONTACT, options, sleep=waits.append, now=lambda: 1357826400.0) as client:
        yield client


@pytest.fixture
def wiki(fake: FakeWiki, client: Client) -> Wiki:
    return Wiki(fake.api_url, client)
