"""An event that nobody added gets nearly the relations that it would have if it was, and the index stays as it is."""

from pathlib import Path

import msgspec

from backstory.pipeline import add_revisions, relate
from backstory.pipeline.demo import build_demo
from backstory.relate.asking import Asker
from backstory.store import Archive


def test_asked_and_added_an_event_has_the_same_relations(tmp_path: Path) -> None:
    build_demo(tmp_path / "demo", lambda done, total: None)
    with Archive(tmp_path / "demo" / "backstory.db", read_only=True) as sample:
        states = sorted(sample.revisions(), key=lambda state: (state.date, state.timestamp))
    with Archive(tmp_path / "archive.db") as archive:
        # Few enough to be related without the others: the last day alone.
        last = states[-1].date
        add_revisions(archive, [state for state in states if state.date != last])
        relate(archive)
        add_revisions(archive, [state for state in states if state.date == last])
        (event,) = archive.events_on(last)
        before = archive.relation_index().read_notes()
        asker = Asker(archive.relation_index())
        assert asker.is_ready
        asked = asker.relate(event, archive.events_by_id)
        again = asker.relate(event, archive.events_by_id)
        assert archive.relation_index().read_notes() == before
        relate(archive)
        added = archive.relations([event.id])[event.id]
    assert asked == again
    # How much happens about its day is not counted anew for the others, so that what is unlikely may change places.
    likely, likely_then = ([found for found in group if found.score >= 0.5] for group in (asked, added))
    assert len(likely) >= 3
    assert [(found.other_id, found.reasons) for found in likely] == [
        (found.other_id, found.reasons) for found in likely_then
    ]
    assert len({found.other_id for found in asked} & {found.other_id for found in added}) >= 8


def test_without_an_index_nothing_is_related(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db") as archive:
        assert not Asker(archive.relation_index()).is_ready


def test_a_text_without_category_is_related_as_one_of_the_category_it_speaks_of(tmp_path: Path) -> None:
    build_demo(tmp_path / "demo", lambda done, total: None)
    with Archive(tmp_path / "demo" / "backstory.db", read_only=True) as sample:
        event = next(event for event in sample.events() if "Konna" in event.text)
        bare = msgspec.structs.replace(event, id="?", category="", mentions=(), topics=(), prefix="", sources=())
        found = Asker(sample.relation_index()).relate(bare, sample.events_by_id)
    assert found[0].other_id == event.id
