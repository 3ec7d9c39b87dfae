"""The backstory of a text: what it names, what led to it, by what was known then and nothing later."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from backstory.errors import FetchError, InputError, StoreError
from backstory.model import Revision
from backstory.pipeline import ContextFinder, add_revisions, find_context, relate
from backstory.pipeline.context import tell_context
from backstory.pipeline.demo import build_demo
from backstory.pipeline.linking import learn_names
from backstory.pipeline.reading import read_file, read_page, read_url, read_words
from backstory.pipeline.sources_plan import SourceOptions
from backstory.store import Archive
from tests.fakes.press import FakePress

TEXT = "Malian soldiers retake Konna with the help of French jets, President Dioncounda Traoré says."
PAGE = (
    '<html><head><title>{title}</title><meta property="og:site_name" content="The Paper">'
    '<meta name="description" content="Jets of France struck near Konna."><meta property="article:published_time" '
    'content="2013-01-11T10:00:00Z"></head><body><nav><p>Sign up to our letters and read what our editors chose for '
    "you.</p></nav><article><p>Fighters of Ansar Dine left the town of Konna on Friday, the army of Mali said.</p>"
    "<p>France’s president says that the troops stay as long as they are asked for by Mali.</p></article></body></html>"
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled sample's archive."""
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder, lambda done, total: None)
    return folder / "backstory.db"


@pytest.fixture
def archive(sample: Path) -> Iterator[Archive]:
    with Archive(sample, read_only=True) as archive:
        yield archive


def test_a_text_gets_its_names_its_story_and_what_led_to_it(archive: Archive) -> None:
    found = find_context(archive, read_words(TEXT), on="2013-01-19")
    assert {"Konna", "Dioncounda Traoré"} <= {named.mention.title for named in found.entities}
    for named in found.entities:
        mention = named.mention
        assert found.text[mention.start :].startswith(mention.anchor)
        assert named.event_count
    assert found.story
    assert found.story.title == "Northern Mali conflict"
    assert found.background
    assert all(other.date < "2013-01-19" and other.why for other in found.background)
    assert all(other.date > "2013-01-19" for other in found.developments)


def test_asking_leaves_the_archive_as_it_was(sample: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(sample, tmp_path / "copy.db"))
    with Archive(copy) as archive:
        before = archive.counts()
        moment = archive.moment()
        finder = ContextFinder(archive)
        assert finder.find(read_words(TEXT)) == finder.find(read_words(TEXT))
        assert archive.counts() == before
        assert archive.is_unchanged_since(moment)


def test_what_nobody_wrote_about_is_new(archive: Archive) -> None:
    found = find_context(archive, read_words("A bakery wins a prize for its rye loaf."))
    assert found.entities == ()
    assert found.story is None
    assert "names nothing that the archive knows" in tell_context(found)


def test_nothing_learned_later_is_told_as_of_a_moment(archive: Archive) -> None:
    text = read_words("Jets fly over Timbuktu and Konna.")
    found = find_context(archive, text, as_of="2013-01-11")
    told = [*found.background, *found.same_day, *found.developments]
    assert found.as_of == "2013-01-11T23:59:59Z"
    assert found.date <= "2013-01-11"
    assert told
    assert max(other.date for other in told) <= "2013-01-11"
    known = {event.id for event in archive.as_of("2013-01-11").events()}
    assert {other.id for other in told} <= known
    now = find_context(archive, text)
    counts = {named.mention.title: named.event_count for named in now.entities}
    assert all(named.event_count < counts[named.mention.title] for named in found.entities)


def test_an_archive_as_of_then_knows_the_same_names_as_one_that_stopped_then(sample: Path, tmp_path: Path) -> None:
    with Archive(sample, read_only=True) as archive, Archive(tmp_path / "stopped.db") as stopped:
        add_revisions(stopped, [state for state in archive.revisions() if state.timestamp <= "2013-01-20T00:00:00Z"])
        relate(stopped)
        expected = find_context(stopped, read_words(TEXT), explain=True)
        found = find_context(archive, read_words(TEXT), as_of="2013-01-20T00:00:00Z", explain=True)
    assert msgspec.structs.replace(found, as_of="") == expected


def test_names_learned_day_by_day_are_those_learned_at_once(sample: Path, tmp_path: Path) -> None:
    with Archive(sample, read_only=True) as archive:
        states: list[Revision] = sorted(archive.revisions(), key=lambda state: state.timestamp)
    with Archive(tmp_path / "daily.db") as daily, Archive(tmp_path / "once.db") as once:
        for at in range(0, len(states), 12):
            add_revisions(daily, states[at : at + 12])
            relate(daily)
        last = states[-1]
        reworded = msgspec.structs.replace(
            last,
            timestamp="2030-01-01T00:00:00Z",
            text=last.text.replace("[[Mali]]", "[[Mali|Malians]]"),
            revision_id=0,
        )
        add_revisions(daily, [reworded])
        relate(daily)
        add_revisions(once, [*states, reworded])
        learn_names(once)
        assert list_names(daily) == list_names(once)


def list_names(archive: Archive) -> list[tuple[object, ...]]:
    """Every anchor that means something, with all its counts."""
    query = (
        "SELECT a.words, a.shape, a.linked, a.seen, a.dots, e.title, t.uses, c.events FROM anchors AS a "
        "JOIN anchor_targets AS t ON t.anchor = a.key JOIN entities AS e ON e.key = t.entity "
        "JOIN entity_counts AS c ON c.entity = t.entity "
        "WHERE c.events > 0 AND (t.uses > 0 OR t.is_name) ORDER BY a.words, a.shape, e.title"
    )
    return archive._database.execute(query).fetchall()


def test_an_archive_that_was_never_related_says_what_to_do(tmp_path: Path) -> None:
    with Archive(tmp_path / "empty.db") as archive, pytest.raises(StoreError, match="no events"):
        find_context(archive, read_words("Mali"))


def test_as_of_a_time_before_anything_was_recorded_says_so(archive: Archive) -> None:
    with pytest.raises(StoreError, match="Nothing had been recorded by 1990"):
        find_context(archive, read_words(TEXT), as_of="1990-01-01")


def test_explained_it_says_what_else_was_possible(archive: Archive) -> None:
    found = find_context(archive, read_words(TEXT), explain=True)
    assert all(named.choices and named.choices[0].parts for named in found.entities)
    assert "own name" in tell_context(found)
    assert json.loads(tell_context(found, as_json=True))["entities"][0]["choices"]


def test_hostile_text_is_only_text(archive: Archive) -> None:
    found = find_context(archive, read_words("# [Mali](javascript:alert(1)) <script>Konna</script> \x1b[31m"))
    told = tell_context(found)
    assert "\x1b" not in told
    assert r"\[Mali\](javascript" in told


def test_an_article_is_read_by_its_title_description_and_first_paragraphs() -> None:
    reading = read_page(PAGE.format(title="Konna is taken back").encode(), "text/html", "https://paper.com/a")
    assert reading.title == "Konna is taken back"
    assert reading.publisher == "The Paper"
    assert reading.date == "2013-01-11"
    assert reading.text.startswith("Konna is taken back. Jets of France struck near Konna. Fighters of Ansar Dine")
    assert "letters" not in reading.text


def test_an_article_is_fetched_once_with_the_rules_of_its_site() -> None:
    with FakePress() as press:
        press.put("http://paper.com/a", PAGE.format(title="Konna is taken back"))
        press.put("http://closed.com/robots.txt", "User-agent: *\nDisallow: /")
        press.put("http://closed.com/a", PAGE.format(title="Closed"))
        reading = read_url("http://paper.com/a", SourceOptions(), press.make_exchanger())
        assert reading.title == "Konna is taken back"
        assert press.asked("http://paper.com/a") == 1
        with pytest.raises(FetchError, match="asks programs not to"):
            read_url("http://closed.com/a", SourceOptions(), press.make_exchanger())
        assert press.asked("http://closed.com/a") == 0
        with pytest.raises(FetchError, match="may be asked"):
            read_url("http://127.0.0.1/a", SourceOptions(), press.make_exchanger())
        with pytest.raises(FetchError, match="404"):
            read_url("http://paper.com/gone", SourceOptions(), press.make_exchanger())


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\x00\x01")
    with pytest.raises(InputError):
        read_file(str(tmp_path / "binary"))
    with pytest.raises(InputError):
        read_words("  \n ")
    assert len(read_words("word " * 5000).text) <= 2000
