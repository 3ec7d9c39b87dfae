import numpy as np

from backstory.model import Event, Mention
from backstory.relate import features as features_module
from backstory.relate.candidates import CandidateFinder
from backstory.relate.corpus import build_corpus
from backstory.relate.features import FeatureMaker, rank_rows

_PLACES = ("Konna", "Mopti", "Gao", "Bamako")


def make_event(number: int) -> Event:
    place, other = _PLACES[number % 4], _PLACES[number // 4 % 4]
    return Event(
        id=str(number),
        date=f"2013-01-{1 + number % 28:02}",
        path="",
        category="Armed conflicts and attacks",
        text=f"Fighters from {other} take the town of {place} in Mali, event {number % 7}.",
        mentions=(Mention(title=place, anchor=place), Mention(title="Mali", anchor="Mali")),
    )


def test_pairs_described_few_at_once_have_the_same_features(monkeypatch):
    corpus = build_corpus(map(make_event, range(60)))
    candidates = CandidateFinder(corpus, 20).find(np.arange(60))
    at_once = FeatureMaker(corpus).make(candidates)
    monkeypatch.setattr(features_module, "_PAIRS_AT_ONCE", 64)
    np.testing.assert_array_equal(FeatureMaker(corpus).make(candidates), at_once)


def test_places_are_those_of_a_stable_order():
    values = np.random.default_rng(1).choice([-np.inf, -0.0, 0.0, 1e-40, 0.25, 0.5, 3e38], (50, 100)).astype(np.float32)
    expected = np.argsort(np.argsort(-values, axis=1, kind="stable"), axis=1)
    assert (rank_rows(values) == expected).all()
