"""Standing: how high a pair would stand among an event's candidates, told by a few numbers kept of these.

Of each feature that is compared among candidates the largest value is kept, and the values at a few places as shares of
that. Between these places a new candidate's is guessed, so that a new pair is scored without the hundred others.
"""

import numpy as np

from backstory.relate.features import COMPARED, FEATURES, PLAIN_FEATURES
from backstory.relate.matrices import Bytes, Floats

_PLACES = (3, 12, 40)
_WHOLE = 255
# What a float of two bytes holds.
_MOST = 60_000
_COLUMNS = [PLAIN_FEATURES.index(name) for name in COMPARED]
BYTES = len(COMPARED) * (2 + len(_PLACES))
"""Of one event."""


def note_standing(features: Floats, present: np.ndarray) -> Bytes:
    """Give what is kept of lists, lists x BYTES, from FEATURES x (lists * candidates); `present` says which are any."""
    noted = np.zeros((len(present), len(COMPARED), 2 + len(_PLACES)), dtype=np.uint8)
    for number, column in enumerate(_COLUMNS):
        values = np.where(present, features[column].reshape(present.shape), 0)
        places = features[len(PLAIN_FEATURES) + len(COMPARED) + number].reshape(present.shape)
        best = np.minimum(values[places == 0], _MOST).astype(np.float16)
        noted[:, number, :2] = best[:, None].view(np.uint8)
        for at, place in enumerate(_PLACES, start=2):
            if place < present.shape[1]:
                shares = values[places == place] / np.maximum(best.astype(np.float32), 1e-6)
                noted[:, number, at] = np.minimum(np.round(shares * _WHOLE), _WHOLE)
    return noted.reshape(len(present), BYTES)


def complete_features(plain: Floats, noted: Bytes) -> Floats:
    """Give the features of pairs, FEATURES x pairs, from the plain ones and what is kept of each pair's first event."""
    kept = noted.reshape(-1, len(COMPARED), 2 + len(_PLACES))
    features = np.zeros((len(FEATURES), plain.shape[1]), dtype=np.float32)
    features[: len(PLAIN_FEATURES)] = plain
    ends = np.array([0, *_PLACES, 2 * _PLACES[-1]], dtype=np.float32)
    for number, column in enumerate(_COLUMNS):
        values = plain[column]
        best = np.ascontiguousarray(kept[:, number, :2]).view(np.float16).astype(np.float32)
        at = np.hstack([best, kept[:, number, 2:] * (best / _WHOLE), np.zeros_like(best)])
        features[len(PLAIN_FEATURES) + number] = values / np.maximum(np.maximum(best[:, 0], values), 1e-6)
        above = (at > values[:, None]).sum(axis=1)
        before = np.maximum(above - 1, 0)[:, None]
        after = np.minimum(before + 1, len(_PLACES) + 1)
        high, low = np.take_along_axis(at, before, axis=1)[:, 0], np.take_along_axis(at, after, axis=1)[:, 0]
        part = np.clip((high - values) / np.maximum(high - low, 1e-9), 0, 1)
        places = ends[before[:, 0]] + (ends[after[:, 0]] - ends[before[:, 0]]) * part
        features[len(PLAIN_FEATURES) + len(COMPARED) + number] = np.where(above, np.ceil(places), 0)
    return features
