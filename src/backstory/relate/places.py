"""Where events happen: a share of each country and region, told from names and from what usually goes with them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import numpy as np
import scipy.sparse as sp

from backstory.model import Event
from backstory.relate.matrices import Floats, Rows, make_rows, scale_rows

_WORD = re.compile(r"[^\W_]+")
_SMALL_WORDS = re.compile(r"(?<= )(?:And|Of|The)(?= )")
_LONGEST_NAME_WORDS = 3
# What an event names counts twice as much as what its entities and sources usually go with.
_USUAL_PART = 0.5
# Smaller shares are noise; leaving them out keeps the rows short.
_LEAST_SHARE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Three matrices of events x places, rows of length 1: places named, usual and both together."""

    named: Rows
    usual: Rows
    both: Rows


def locate_events(events: Sequence[Event], kind: str, signs: Rows, goes_with: Floats | None = None) -> Places:
    """Give the places of `kind` ("countries" or "regions") that each event is about.

    `signs` are the events' terms (entities, names, hosts): a term that goes mostly with one place says that place,
    so that an event in Kumba lies in Cameroon though it names no country. `goes_with` tells how much of each place
    goes with each sign; where it is None that is learned from these events.
    """
    named = name_shares(events, kind)
    usual = _infer_usual(signs, _learn_usual(named, signs) if goes_with is None else goes_with)
    both = named + usual * np.float32(_USUAL_PART)
    return Places(named=scale_rows(named), usual=_trim(usual), both=_trim(both))


def name_places(kind: str) -> tuple[str, ...]:
    """Give the names of the places of `kind`, in the order of the matrices' columns, as a text writes them."""
    titles: dict[int, str] = {}
    for name, number in _load_names()[kind].items():
        # The first name of a line is the place's own.
        titles.setdefault(number, _SMALL_WORDS.sub(lambda word: word[0].lower(), name.title()))
    return tuple(titles.values())


def name_shares(events: Sequence[Event], kind: str) -> Rows:
    """Give events x places: of what each names, the share of each place."""
    count = 1 + max(_load_names()[kind].values())
    return _share_rows(make_rows([_find_places(event, kind) for event in events], count))


def _learn_usual(named: Rows, signs: Rows) -> Floats:
    present = sp.csr_matrix((np.ones_like(signs.data), signs.indices, signs.indptr), shape=signs.shape)
    spread = np.asarray(present.sum(axis=0)).ravel()
    prior = np.asarray(named.mean(axis=0)).ravel()
    learned: Floats = (np.asarray((present.T @ named).todense()) + prior) / (spread + 1)[:, None]
    return learned


def _infer_usual(signs: Rows, goes_with: Floats) -> Rows:
    # A term spread over many places says little about any: the sum of squares is 1 for a single one.
    telling = (goes_with**2).sum(axis=1).astype(np.float32)
    weighted = sp.csr_matrix((signs.data * telling[signs.indices], signs.indices, signs.indptr), shape=signs.shape)
    usual: Floats = np.asarray(weighted @ goes_with.astype(np.float32))
    usual /= np.maximum(usual.sum(axis=1, keepdims=True), 1e-9)
    usual[usual < _LEAST_SHARE / 2] = 0
    return sp.csr_matrix(usual)


def _trim(shares: Rows) -> Rows:
    scaled = scale_rows(sp.csr_matrix(shares, dtype=np.float32, copy=True))
    scaled.data[scaled.data < _LEAST_SHARE] = 0
    scaled.eliminate_zeros()
    return scaled


def _share_rows(counts: Rows) -> Rows:
    totals = np.maximum(np.asarray(counts.sum(axis=1)).ravel(), 1)
    shares = counts.copy()
    shares.data /= np.repeat(totals, np.diff(shares.indptr)).astype(np.float32)
    return shares


def _find_places(event: Event, kind: str) -> list[int]:
    """Give the places that the text and the titles name, a place as often as named."""
    found = list(_read_places(event.text, kind))
    for title in event.titles:
        found += _read_title_places(title, kind)
    return found


@lru_cache(maxsize=1 << 17)
def _read_title_places(title: str, kind: str) -> tuple[int, ...]:
    return tuple(_read_places(title, kind))


def _read_places(text: str, kind: str) -> Iterator[int]:
    """Yield the places named: of several names that begin at one word, the longest."""
    names = _load_names()[kind]
    beginnings = _load_beginnings()[kind]
    words = _WORD.findall(text)
    for at, word in enumerate(words):
        if not word[0].isupper() or word.lower() not in beginnings:
            continue
        for length in range(_LONGEST_NAME_WORDS, 0, -1):
            place = names.get(" ".join(words[at : at + length]).lower())
            if place is not None:
                yield place
                break


@cache
def _load_beginnings() -> dict[str, frozenset[str]]:
    """Give the first words of each kind's names, by which most words are passed over quickly."""
    return {kind: frozenset(name.partition(" ")[0] for name in names) for kind, names in _load_names().items()}


@cache
def _load_names() -> dict[str, dict[str, int]]:
    """Read the shipped list: for each kind, every name with its place's number."""
    kinds: dict[str, dict[str, int]] = {}
    names: dict[str, int] = {}
    number = 0
    for line in (resources.files("backstory.relate") / "places.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            names = kinds[line.strip("[]")] = {}
            number = 0
        elif line and not line.startswith("#"):
            name, _, others = line.partition("\t")
            for word in (name, *others.split(",")):
                if word:
                    names.setdefault(" ".join(_WORD.findall(word)), number)
            number += 1
    return kinds
