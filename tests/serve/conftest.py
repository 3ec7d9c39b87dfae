from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("uvicorn", reason="pip install -e '.[serve,mcp]'")

from backstory.pipeline.demo import DemoReport, build_demo
from backstory.pipeline.publishing import publish
from backstory.serve.settings import ServeSettings
from backstory.store import Archive
from tests.publish.feeding import feed_day, make_archive
from tests.serve.serving import Client


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> DemoReport:
    """The bundled sample with its published site."""
    return build_demo(tmp_path_factory.mktemp("served"), lambda done, total: None)


@pytest.fixture(scope="session")
def site(sample: DemoReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's site without extras: the search of a static site is another one than a server's."""
    folder = tmp_path_factory.mktemp("plain") / "site"
    with Archive(sample.archive) as archive:
        publish(archive, folder, title="Backstory: the bundled sample")
    return folder


@pytest.fixture(scope="session")
def client(sample: DemoReport) -> Iterator[Client]:
    """A server of the sample."""
    with Client(ServeSettings(archive=sample.archive, title="Backstory: the bundled sample")) as client:
        yield client


@pytest.fixture
def port_town(tmp_path: Path) -> str:
    """An archive of a made-up port town: one event reworded a day later, one removed."""
    path = tmp_path / "town.db"
    with make_archive(path) as archive:
        feed_day(
            archive,
            "2013-01-08",
            """
;Disasters and accidents
*[[Amber Bridge collapse]]
**The [[Amber Bridge]] in [[Port Amber]] closes for good after divers find deep cracks.
[http://post.example/cracks (Harbour Post)]
""",
            at="2013-01-09T12:00:00Z",
        )
        from backstory import pipeline

        pipeline.relate(archive)
    return str(path)


@pytest.fixture
def town(port_town: str) -> Iterator[Client]:
    with Client(ServeSettings(archive=port_town)) as client:
        yield client
