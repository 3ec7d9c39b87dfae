"""A pair is placed among an event's candidates by what is kept of them about as by all of them."""

import numpy as np

from backstory.relate.features import COMPARED, FEATURES, PLAIN_FEATURES
from backstory.relate.standing import BYTES, complete_features, note_standing

_FIRST_PLACE = len(PLAIN_FEATURES) + len(COMPARED)


def make_features(values: np.ndarray) -> np.ndarray:
    """All features of lists whose compared features have these values, lists x candidates."""
    features = np.zeros((len(FEATURES), values.size), dtype=np.float32)
    for number, name in enumerate(COMPARED):
        features[PLAIN_FEATURES.index(name)] = values.ravel()
        places = np.argsort(np.argsort(-values, axis=1, kind="stable"), axis=1)
        features[_FIRST_PLACE + number] = places.ravel()
        features[len(PLAIN_FEATURES) + number] = (values / values.max(axis=1, keepdims=True)).ravel()
    return features


def test_what_is_kept_places_a_pair_as_its_list_does():
    values = np.random.default_rng(3).random((20, 100)).astype(np.float32) ** 2
    features = make_features(values)
    noted = note_standing(features, np.ones(values.shape, dtype=np.bool_))
    assert noted.shape == (20, BYTES)
    found = complete_features(features[: len(PLAIN_FEATURES)], np.repeat(noted, 100, axis=0))
    shares = slice(len(PLAIN_FEATURES), _FIRST_PLACE)
    assert np.abs(found[shares] - features[shares]).max() < 0.01
    far = np.abs(found[_FIRST_PLACE:] - features[_FIRST_PLACE:])
    assert far.mean() < 5
    assert far[features[_FIRST_PLACE:] < 10].mean() < 1.5


def test_the_best_of_all_is_first():
    features = make_features(np.linspace(1, 0.5, 100, dtype=np.float32)[None])
    noted = note_standing(features, np.ones((1, 100), dtype=np.bool_))
    better = np.full((len(PLAIN_FEATURES), 1), 2, dtype=np.float32)
    found = complete_features(better, noted)
    assert found[_FIRST_PLACE:].max() == 0
    assert np.all(found[len(PLAIN_FEATURES) : _FIRST_PLACE] == 1)


def test_an_event_without_candidates_has_the_first_place_free():
    features = np.zeros((len(FEATURES), 4), dtype=np.float32)
    features[_FIRST_PLACE:] = np.arange(4)
    noted = note_standing(features, np.zeros((1, 4), dtype=np.bool_))
    found = complete_features(np.full((len(PLAIN_FEATURES), 1), 0.5, dtype=np.float32), noted)
    assert found[_FIRST_PLACE:].max() == 0
