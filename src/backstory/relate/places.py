"""Where events happen: a share of each country and region, told from names and from what usually goes with them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import numpy as np
import scipy.sparse as sp

from backstory.model import Event
from backstory.relate.matrices import RowCounter, Rows, scale_rows

_WORD = re.compile(r"[^\W_]+")
_SMALL_WORDS = re.compile(r"(?<= )(?:And|Of|The)(?= )")
_LONGEST_NAME_WORDS = 3
KINDS = ("countries", "regions")
"""Kinds of places."""
# What an event names counts twice as much as what its entities and sources usually go with.
_USUAL_PART = 0.5
# Smaller shares are noise; leaving them out keeps the rows short.
_LEAST_SHARE = 0.1
# Words and titles whose places are kept.
_NAMES_KEPT = 1 << 15
# Bounds the memory that untrimmed rows take.
_ROWS_AT_ONCE = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Three matrices of events x places, rows of length 1: places named, usual and both together."""

    named: Rows
    usual: Rows
    both: Rows


def locate_events(named: Rows, signs: Rows, goes_with: Rows = None) -> Places:
    """Give the places of one kind that each event is about; `named` is what `name_shares` gives for that kind.

    `signs` are the events' terms (entities, names, hosts): a term that goes mostly with one place says that place,
    so that an event in Kumba lies in Cameroon though it names no country. `goes_with` tells how much of each place
    goes with each sign; where it is None that is learned from these events.
    """
    usual = _infer_usual(signs, _learn_usual(named, signs) if goes_with is None else goes_with)
    both = named + usual * np.float32(_USUAL_PART)
    return Places(named=scale_rows(named), usual=_trim(usual), both=_trim(both))


@cache
def name_places(kind: str) -> tuple[str, ...]:
    """Give the names of the places of `kind`, in the order of the matrices' columns, as a text writes them."""
    titles: dict[int, str] = {}
    for name, number in _load_names()[kind].items():
        # The first name of a line is the place's own.
        titles.setdefault(number, _SMALL_WORDS.sub(lambda word: word[0].lower(), name.title()))
    return tuple(titles.values())


def name_shares(events: Iterable[Event]) -> dict[str, Rows]:
    """Give for each of KINDS events x places: of what each names, the share of each place."""
    counter = PlaceCounter()
    for event in events:
        counter.append(event)
    return counter.finish()


class PlaceCounter:
    """Makes what `name_shares` gives from events that come one by one."""

    def __init__(self) -> None:
        """Hold no event yet."""
        self._counters = {kind: RowCounter() for kind in KINDS}

    def append(self, event: Event) -> None:
        """Count what the next event names."""
        numbers: dict[str, list[int]] = {kind: [] for kind in KINDS}
        for kind, number in _read_places(event.text):
            numbers[kind].append(number)
        for title in event.titles:
            for kind, number in _read_title_places(title):
                numbers[kind].append(number)
        for kind, counter in self._counters.items():
            counter.append(numbers[kind])

    def finish(self) -> dict[str, Rows]:
        """Give for each of KINDS the shares of all events."""
        names = _load_names()
        return {
            kind: _share_rows(counter.finish(1 + max(names[kind].values()))) for kind, counter in self._counters.items()
        }


@lru_cache(maxsize=1 << 14)
def names_place(word: str) -> bool:
    """Say whether a word is the name of a place, or of its people."""
    return any(True for _ in _read_places(word))


def forget_names() -> None:
    """Let go of the places of words and titles that are kept for the next events."""
    for kept in (names_place, _read_title_places, _list_kinds):
        kept.cache_clear()


def _learn_usual(named: Rows, signs: Rows) -> Rows:
    present = sp.csr_matrix((np.ones_like(signs.data), signs.indices, signs.indptr), shape=signs.shape)
    spread = np.asarray(present.sum(axis=0)).ravel()
    learned = (present.T @ named).tocsr()
    # A term counts as having been once more where no place was named: two events are no proof.
    learned.data = (learned.data / np.repeat(spread + 1, np.diff(learned.indptr))).astype(np.float32)
    return learned


def _infer_usual(signs: Rows, goes_with: Rows) -> Rows:
    # A term spread over many places says little about any: the sum of squares is 1 for a single one.
    telling = np.asarray(goes_with.power(2).sum(axis=1)).ravel().astype(np.float32)
    kept = goes_with.copy()
    kept.data[kept.data < _LEAST_SHARE / 5] = 0
    kept.eliminate_zeros()
    weighted = sp.csr_matrix((signs.data * telling[signs.indices], signs.indices, signs.indptr), shape=signs.shape)
    pieces = []
    for at in range(0, max(signs.shape[0], 1), _ROWS_AT_ONCE):
        usual = _share_rows(weighted[at : at + _ROWS_AT_ONCE] @ kept, 1e-9)
        usual.data[usual.data < _LEAST_SHARE / 2] = 0
        usual.eliminate_zeros()
        pieces.append(usual)
    return sp.vstack(pieces, format="csr", dtype=np.float32)


def _trim(shares: Rows) -> Rows:
    scaled = scale_rows(sp.csr_matrix(shares, dtype=np.float32, copy=True))
    scaled.data[scaled.data < _LEAST_SHARE] = 0
    scaled.eliminate_zeros()
    return scaled


def _share_rows(counts: Rows, least: float = 1) -> Rows:
    totals = np.maximum(np.asarray(counts.sum(axis=1)).ravel(), least)
    shares = counts.tocsr().astype(np.float32)
    shares.data /= np.repeat(totals, np.diff(shares.indptr)).astype(np.float32)
    return shares


@lru_cache(maxsize=_NAMES_KEPT)
def _read_title_places(title: str) -> tuple[tuple[str, int], ...]:
    return tuple(_read_places(title))


def _read_places(text: str) -> Iterator[tuple[str, int]]:
    """Yield the places named, with their kinds: of several names that begin at one word, the longest."""
    words = _WORD.findall(text)
    for at in [at for at, word in enumerate(words) if _list_kinds(word)]:
        for kind in _list_kinds(words[at]):
            names = _load_names()[kind]
            for length in range(_LONGEST_NAME_WORDS, 0, -1):
                place = names.get(" ".join(words[at : at + length]).lower())
                if place is not None:
                    yield kind, place
                    break


@lru_cache(maxsize=_NAMES_KEPT)
def _list_kinds(word: str) -> tuple[str, ...]:
    """Give the kinds of places whose names may begin with the word; most words are passed over by that."""
    lower = word.lower()
    return tuple(kind for kind in KINDS if word[0].isupper() and lower in _load_beginnings()[kind])


@cache
def _load_beginnings() -> dict[str, frozenset[str]]:
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
