"""Relating a few changed events: what a reader then finds, beside relating all of them again."""

from collections.abc import Iterable, Mapping

import pytest

from backstory.model import Event, Mention, Relation, Topic
from backstory.relate import Change, relate_changed, relate_events


class MemoryIndex:
    """An index in memory."""

    def __init__(self) -> None:
        self.notes: dict[str, bytes] = {}
        self.clear()

    def clear(self) -> None:
        self.notes = {}
        self.pieces: dict[str, dict[int, tuple[bytes, bytes]]] = {"terms": {}, "rows": {}, "candidates": {}}
        self.numbers: dict[str, int] = {}

    def read_notes(self) -> dict[str, bytes]:
        return self.notes

    def write_notes(self, notes: Mapping[str, bytes], /) -> None:
        self.notes |= notes

    def read_pieces(self, shelf: str, numbers: Iterable[int], /) -> list[tuple[int, bytes, bytes]]:
        return [(number, *self.pieces[shelf][number]) for number in sorted(numbers)]

    def write_pieces(self, shelf: str, pieces: Iterable[tuple[int, bytes, bytes]], /) -> None:
        self.pieces[shelf].update((number, (first, second)) for number, first, second in pieces)

    def find_terms(self, names: Iterable[str], /) -> dict[str, int]:
        return {name: self.numbers[name] for name in names if name in self.numbers}

    def name_terms(self, numbers: Iterable[int], /) -> dict[int, str]:
        names = {number: name for name, number in self.numbers.items()}
        return {number: names[number] for number in numbers}

    def add_terms(self, terms: Iterable[tuple[int, str, bytes, bytes]], /) -> None:
        for number, name, first, second in terms:
            self.numbers[name] = number
            self.pieces["terms"][number] = (first, second)


def make_event(number: int, text: str, *titles: str, day: int = 1, topic: str = "") -> Event:
    return Event(
        id=f"e{number}",
        date=f"2013-{1 + number % 11:02}-{day:02}",
        path=f"/news/e{number}",
        category="Armed conflicts and attacks" if number % 2 else "Politics and elections",
        text=text,
        mentions=tuple(Mention(title=title, anchor=title) for title in titles),
        topics=(Topic(text=topic),) if topic else (),
    )


class Reader:
    """Relates events once, then what changes; keeps what a reader sees."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.events = {event.id: event for event in events}
        self.index = MemoryIndex()
        groups = relate_events(list(self.events.values()), index=self.index)
        self.relations = dict(zip(self.events, groups, strict=True))

    def change(self, *events: Event, gone: tuple[str, ...] = ()) -> bool:
        self.events |= {event.id: event for event in events}
        for event_id in gone:
            del self.events[event_id]
        touched = {*gone, *(event.id for event in events)}
        concerned = [
            event_id
            for event_id, group in self.relations.items()
            if event_id in self.events and touched & {relation.other_id for relation in group}
        ]
        found = relate_changed(
            self.index,
            Change(
                events=events,
                gone=gone,
                concerned=lambda: concerned,
                load=lambda ids: {event_id: self.events[event_id] for event_id in ids},
            ),
        )
        if found is None:
            return False
        self.relations |= found
        for event_id in gone:
            self.relations.pop(event_id, None)
        return True

    def others(self, event_id: str) -> list[str]:
        return [relation.other_id for relation in self.relations[event_id]]

    def reasons(self, event_id: str, other_id: str) -> set[str]:
        (relation,) = [found for found in self.relations[event_id] if found.other_id == other_id]
        return {reason.label for reason in relation.reasons}


@pytest.fixture
def reader() -> Reader:
    """Seventy stories of two events each, and one event about Konna alone."""
    events = [
        make_event(number, f"Mayor{number % 70} opens{number % 70} Bridge{number % 70}.", f"Townhall{number % 70}")
        for number in range(140)
    ]
    return Reader([*events, make_event(500, "Rebels take the town of Konna.", "Konna")])


def test_a_new_event_and_the_old_one_it_belongs_with_name_each_other(reader: Reader) -> None:
    assert reader.others("e500") == []
    assert reader.change(make_event(501, "Jets bomb rebels near Konna.", "Konna", day=3))
    assert reader.others("e501") == ["e500"]
    assert reader.others("e500") == ["e501"]
    assert "Konna" in reader.reasons("e500", "e501")
    assert [relation.direction for relation in reader.relations["e501"]] == ["background"]


def test_a_new_event_is_related_as_if_all_were_related_again(reader: Reader) -> None:
    new = make_event(501, "Mayor7 opens7 Bridge7 once more.", "Townhall7", topic="Meetings")
    assert reader.change(new)
    again = dict(zip(reader.events, relate_events(list(reader.events.values())), strict=True))
    for event_id in ("e501", "e7", "e77"):
        assert {relation.other_id for relation in again[event_id]} == set(reader.others(event_id))
        related = {found.other_id: found for found in reader.relations[event_id]}
        for wanted in again[event_id]:
            found = related[wanted.other_id]
            assert (found.direction, found.days_apart) == (wanted.direction, wanted.days_apart)
            assert [reason.label for reason in found.reasons] == [reason.label for reason in wanted.reasons]
            # How close in time the events of a term are is not learned again.
            assert found.score == pytest.approx(wanted.score, abs=0.2)


def test_events_that_come_one_after_another_are_related(reader: Reader) -> None:
    assert reader.change(make_event(501, "Floods reach Lothal.", "Lothal"))
    assert reader.others("e501") == []
    assert reader.change(make_event(502, "Water leaves Lothal.", "Lothal", day=2))
    assert reader.others("e502") == ["e501"]
    assert reader.others("e501") == ["e502"]
    assert "Lothal" in reader.reasons("e501", "e502")


def test_a_removed_event_disappears_from_the_relations_of_others(reader: Reader) -> None:
    assert "e77" in reader.others("e7")
    assert reader.change(gone=("e77",))
    assert "e77" not in reader.others("e7")
    assert reader.change(make_event(501, "Mayor7 leaves.", "Townhall7"))
    assert "e77" not in reader.others("e501")
    assert "e7" in reader.others("e501")


def test_a_restored_event_is_back(reader: Reader) -> None:
    event = reader.events["e77"]
    assert reader.change(gone=("e77",))
    assert reader.change(event)
    assert "e77" in reader.others("e7")
    assert "e7" in reader.others("e77")


def test_a_reworded_event_leaves_its_old_story_for_the_new_one(reader: Reader) -> None:
    assert reader.change(make_event(77, "Rebels are driven out of Konna.", "Konna"))
    assert reader.others("e77") == ["e500"]
    assert reader.others("e500") == ["e77"]
    assert "e77" not in reader.others("e7")


def test_the_same_changes_give_the_same_relations(reader: Reader) -> None:
    other = Reader(reader.events.values())
    new = make_event(501, "Mayor7 meets Mayor9.", "Townhall7", "Townhall9")
    assert reader.change(new)
    assert other.change(new)
    assert reader.relations == other.relations
    assert reader.index.notes == other.index.notes


def test_ranks_count_from_one_and_scores_fall(reader: Reader) -> None:
    assert reader.change(make_event(501, "Mayor7 meets Mayor9.", "Townhall7", "Townhall9"))
    for group in reader.relations.values():
        assert [relation.rank for relation in group] == list(range(1, len(group) + 1))
        assert [relation.score for relation in group] == sorted((found.score for found in group), reverse=True)


def test_too_many_changes_ask_for_relating_all(reader: Reader) -> None:
    new = [make_event(600 + number, f"Mayor{number} leaves.", f"Townhall{number}") for number in range(20)]
    assert not reader.change(*new)


def test_many_small_changes_ask_for_relating_all_in_the_end(reader: Reader) -> None:
    done = [reader.change(make_event(600 + n, f"Mayor{n} leaves.", f"Townhall{n}")) for n in range(20)]
    assert done[0]
    assert not done[-1]


def test_an_index_of_another_version_is_not_used(reader: Reader) -> None:
    reader.index.notes["version"] = b"0"
    assert not reader.change(make_event(501, "Mayor7 leaves.", "Townhall7"))


def test_without_an_index_all_must_be_related() -> None:
    change = Change(events=[make_event(1, "Alone.")], gone=(), concerned=list, load=lambda ids: {})
    assert relate_changed(MemoryIndex(), change) is None


@pytest.mark.parametrize("text", ["", "…", "12", "İzmir: a", "\u200b", "ﬁ ǅ ß"])
def test_any_text_is_taken(reader: Reader, text: str) -> None:
    assert reader.change(make_event(501, text, "Konna"))
    assert reader.others("e501") == ["e500"]


def test_relations_are_records_of_the_event_asked_about(reader: Reader) -> None:
    assert reader.change(make_event(501, "Jets bomb rebels near Konna.", "Konna"))
    assert all(isinstance(found, Relation) and found.event_id == "e501" for found in reader.relations["e501"])
