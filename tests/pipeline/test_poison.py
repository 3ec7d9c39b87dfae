"""States that cannot be applied: each is put aside with the reason, and everything else goes on as if it were not."""

import sqlite3
from collections.abc import Callable

import pytest

from backstory.errors import StoreError
from backstory.model import GivenEvent, Revision
from backstory.pipeline import add_revisions, ahead, applying
from backstory.pipeline.lines import encode_own_state, encode_state
from backstory.store import Archive
from tests.pipeline.feeding import make_state, read_all

Others = Callable[[], Archive]

GOOD = [
    make_state("2020-04-03", "2020-04-03T08:00:00Z", [("Quake shakes [[Lima]].", "quake"), ("Vote held.", "vote")]),
    make_state("2020-04-03", "2020-04-03T12:00:00Z", [("Quake shakes [[Lima]], forty dead.", "quake")]),
    make_state("2020-04-04", "2020-04-04T12:00:00Z", [("Fire in [[Rotterdam]].", "fire"), ("Snow falls.", "snow")]),
]


def say(text: str, timestamp: str = "2020-04-03T10:00:00Z") -> Revision:
    return Revision(origin="wikipedia", page="", date="2020-04-03", timestamp=timestamp, text=text)


def say_line(line: int, **given: str) -> GivenEvent:
    return GivenEvent(date="2020-04-03", category="", text=f"Line {line % 7}.", line=line, **given)


POISONS = {
    "items that are none": say('\x1e{"a":1}'),
    "no JSON": say("\x1dhello"),
    "a time that is none": say(GOOD[0].text, "yesterday"),
    "a number too large": say(encode_state([say_line(1), say_line(10**20)])),
    "a number too large in a file of one's own": say(encode_own_state([say_line(1), say_line(10**20)])),
    "a day that is none": say(encode_state([GivenEvent(date="someday", category="", text="A.")])),
}


@pytest.mark.parametrize("is_shared", [False, True], ids=["alone", "shared"])
@pytest.mark.parametrize("name", POISONS)
def test_a_state_that_cannot_be_applied_changes_nothing_and_stops_nothing(
    other: Others, monkeypatch: pytest.MonkeyPatch, name: str, is_shared: bool
) -> None:
    if is_shared:
        monkeypatch.setattr(ahead, "_LEAST_SHARED", 1)
        monkeypatch.setattr(ahead, "count_workers", lambda: 2)
    spared, poisoned = other(), other()
    add_revisions(spared, GOOD[:2])
    report = add_revisions(poisoned, [GOOD[0], POISONS[name]])
    assert [problem.code for problem in report.listed] == ["not-applied"]
    assert report.problems == {"not-applied": 1}
    assert "\n" not in report.listed[0].detail
    (fault,) = poisoned.check()
    assert fault.startswith("A state was put aside")
    assert "2020-04-03" in fault
    add_revisions(poisoned, GOOD[1:2])
    for archive in (spared, poisoned):
        later = add_revisions(archive, GOOD[2:])
        assert (later.new, later.listed) == (2, [])
        assert archive.check() == []  # a later state of the page took the place of the one that was put aside
    assert read_all(poisoned) == read_all(spared)


def test_a_state_put_aside_is_tried_again_when_it_is_added_again(
    other: Others, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, spared = other(), other()

    def fail(archive: Archive, state: ahead.ReadState) -> object:
        applied = apply(archive, state)
        if "forty" in archive.revision_text(state.row.key):
            raise ValueError("forty is too many")
        return applied

    apply = applying.apply_state
    with monkeypatch.context() as patch:
        patch.setattr(applying, "apply_state", fail)
        assert [found.detail for found in add_revisions(archive, GOOD).listed] == [
            "it was left out, as it cannot be applied: ValueError: forty is too many"
        ]
        assert [event.text for event in archive.events_on("2020-04-03")] == ["Quake shakes Lima.", "Vote held."]
        assert add_revisions(archive, GOOD).listed  # it fails again, and that is told again
    assert add_revisions(archive, GOOD).listed == []
    assert archive.check() == []
    add_revisions(spared, GOOD)
    assert [event.text for event in archive.events()] == [event.text for event in spared.events()]


def test_what_the_machine_lacks_is_no_fault_of_a_state(other: Others, monkeypatch: pytest.MonkeyPatch) -> None:
    archive, spared = other(), other()
    apply = applying.apply_state
    full = StoreError("The disk is full.")
    full.__cause__ = sqlite3.OperationalError("database or disk is full")
    for error in (MemoryError(), KeyboardInterrupt(), OSError("no space"), full):

        def fail(archive: Archive, state: ahead.ReadState, error: BaseException = error) -> None:
            apply(archive, state)
            raise error

        with monkeypatch.context() as patch:
            patch.setattr(applying, "apply_state", fail)
            with pytest.raises(type(error)):
                add_revisions(archive, GOOD)
        assert archive.counts("events", "revisions") == {"events": 0, "revisions": 0}
    add_revisions(archive, GOOD)
    add_revisions(spared, GOOD)
    assert read_all(archive) == read_all(spared)
    assert archive.check() == []
