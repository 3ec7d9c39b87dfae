"""Floors below which the related events must not fall, on data that must be the one they were measured on."""

import hashlib
import pathlib
import sys

import pytest

from backstory.relate import relate_events

ROOT = pathlib.Path(__file__).parents[2]
SPLIT = ROOT.parent / "shared" / "bench" / "storylink" / "dev"
HASHES = {
    "events.jsonl.xz": "0db99a048b36cd78c5634a7905875be0fdf8d94152ac66c3376802c9910571a9",
    "topics.jsonl.xz": "6d497ddcfc7b407957209809738e058ff9f9750f7ba06b0108b56a158f0ec43d",
}
# The shipped ranker has seen these days, so that its figures here are higher than on new ones (docs/quality.md gives
# those too). The floors catch what breaks, not what generalises.
LEAST_ALL, LEAST_PER_TOPIC = 0.80, 0.73
LEAST_BEFORE, LEAST_BEFORE_PER_TOPIC = 0.79, 0.73

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SPLIT.exists(), reason="needs ../shared/bench/storylink/dev beside the project"),
]


@pytest.fixture(scope="module")
def split():
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import relations_judge
    finally:
        sys.path.pop(0)
    events = relations_judge.read_events(SPLIT / "events.jsonl.xz")
    return events, relations_judge.Judge(events, relations_judge.read_topics(SPLIT / "topics.jsonl.xz"))


def rank_events(events, **options):
    rows = {event.id: row for row, event in enumerate(events)}
    groups = relate_events(events, **options)
    return [[rows[relation.other_id] for relation in group] for group in groups]


def test_the_data_is_the_one_that_the_floors_were_measured_on() -> None:
    assert {name: hashlib.sha256((SPLIT / name).read_bytes()).hexdigest() for name in HASHES} == HASHES


def test_related_events_are_those_of_the_same_story(split) -> None:
    events, judge = split
    ranked = rank_events(events)
    every, per_topic = judge.score(ranked.__getitem__)
    assert every >= LEAST_ALL
    assert per_topic >= LEAST_PER_TOPIC


def test_earlier_events_are_those_that_led_up_to_it(split) -> None:
    events, judge = split
    ranked = rank_events(events, earlier_only=True)
    every, per_topic = judge.score(ranked.__getitem__, earlier_only=True)
    assert every >= LEAST_BEFORE
    assert per_topic >= LEAST_BEFORE_PER_TOPIC
