"""Names of entities: kept in plain letters, found again by them, by their beginnings, and where they are misspelt.

Triggers count names as events link them (see the migration); here new ones are folded, and names are looked up.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from anyascii import anyascii
from rapidfuzz.distance import OSA

from backstory.model import Completion
from backstory.store.database import GIVEN, Database, transaction

NameRow = tuple[str, str, str, int, str, int]
"""Title, slug, the name, uses of the entity, the name folded, its weight."""

_WORD = re.compile(r"[a-z0-9]+")
_JOINED = re.compile(r"[a-z0-9]+(?:['’ʼ‘`\-][a-z0-9]+)+")
_POSSESSIVE = re.compile(r"['’ʼ]s\b")
_PARTICLES = frozenset("al an as ash at d da de del della der di du el la le mac mc o ol san st van von".split())
_SMALL_WORDS = frozenset("a an and at by for from in of on or the to".split())

_MIN_SHARE = 0.25
"""How much of an alias's use an entity must have to be meant by it: at four or more meanings it names none."""

_MAX_MEANT = 3
_MAX_COMPARED = 20_000
"""Words compared with a misspelt one: what 25 years hold under one letter; bounds the time at about 10 ms."""

_MAX_COMPLETED = 4_000
_MIN_MISSPELT = 4
"""Shorter words differ by one letter from too many others."""

_ALIKE = 1.0
"""How many letters' difference the same sound makes up for."""

_RARE = 2
"""What so few events name at the most may be another name misspelt, by the editors too."""


def fold_name(text: str) -> str:
    """Its words in plain small letters: ``Łódź`` gives ``lodz``, ``al-Assad's`` gives ``al assad``; empty for none."""
    return " ".join(_WORD.findall(_POSSESSIVE.sub("", anyascii(text).lower())))


def fold_new_names(database: Database) -> None:
    """Make names that were met for the first time ready to be found."""
    rows = database.execute("SELECT key, entity, kind, name FROM search_names WHERE folded = ''").fetchall()
    if not rows:
        return
    with transaction(database):
        initials = [
            (entity, letters) for _, entity, kind, name in rows if not kind and (letters := take_initials(name))
        ]
        known = database.execute("SELECT coalesce(max(key), 0) FROM search_names").fetchone()[0]
        database.executemany(
            "INSERT OR IGNORE INTO search_names (entity, kind, name, folded) VALUES (?, 3, ?, ?)",
            [(entity, letters, letters.lower()) for entity, letters in initials],
        )
        folded = [(fold_name(name) or "-", key) for key, _, _, name in rows]
        database.executemany("UPDATE search_names SET folded = ? WHERE key = ?", folded)
        words = [(key, text) for text, key in folded]
        words += database.execute("SELECT key, folded FROM search_names WHERE key > ?", (known,)).fetchall()
        database.executemany("INSERT INTO search_name_words (rowid, folded) VALUES (?, ?)", words)
        meanings = dict(pair for *_, name in rows for pair in join_words(name))
        counts = Counter(word for text, _ in folded for word in set(text.split()))
        database.executemany(
            "INSERT INTO search_words VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET names = names + excluded.names",
            [(word, count, sound_out(word), "") for word, count in counts.items()],
        )
        database.executemany(
            "INSERT OR IGNORE INTO search_words VALUES (?, 1, ?, ?)",
            [(word, sound_out(word), meaning) for word, meaning in meanings.items()],
        )


def take_initials(title: str) -> str:
    """``GNA`` for Government of National Accord; empty for fewer than three words that count, or small ones."""
    words = [word for word in title.split() if word.lower() not in _SMALL_WORDS]
    is_name = 3 <= len(words) <= 6 and all(word.isalpha() and word[0].isupper() for word in words)
    return "".join(word[0] for word in words) if is_name else ""


def join_words(name: str) -> Iterator[tuple[str, str]]:
    """Words of a name as they are run together, each with what it is made of: ``obrien``, ``alassad``, ``covid19``."""
    text = _POSSESSIVE.sub("", anyascii(name).lower())
    for found in _JOINED.findall(text):
        parts = _WORD.findall(found)
        yield "".join(parts), " ".join(parts)
    words = text.split()
    for particle, word in pairwise(words):
        if particle in _PARTICLES and word.isalpha():
            yield particle + word, f"{particle} {word}"


def sound_out(word: str) -> str:
    """Roughly how a word sounds: its consonants, those that are mistaken for one another being one."""
    text = word
    for old, new in (("ph", "f"), ("kh", "k"), ("gh", "k"), ("ch", "k"), ("ck", "k"), ("sch", "s"), ("sh", "s")):
        text = text.replace(old, new)
    text = text.translate(_SOUNDS)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyhw]", "", text)) or word[:1]


_SOUNDS = str.maketrans("qgczvjdb", "kkksfktp")


def find_meant(database: Database, names: Iterable[str]) -> dict[str, list[int]]:
    """Entities that folded names mean, by name, the most used first; names that mean none or too many are left out."""
    rows = database.execute(
        "SELECT n.folded, n.entity, n.kind, n.uses, e.uses FROM search_names AS n JOIN entities AS e "
        f"ON e.key = n.entity WHERE n.folded IN {GIVEN} AND e.uses > 0",
        (json.dumps(list(names)),),
    )
    weights: dict[str, Counter[int]] = {}
    guesses: dict[str, Counter[int]] = {}
    for name, entity, kind, uses, all_uses in rows:
        if kind == 3:
            guesses.setdefault(name, Counter())[entity] = all_uses
        elif kind == 1:
            weights.setdefault(name, Counter())[entity] += uses
        elif kind == 0 or uses >= 0:
            # A title stands for its entity even where links always word it otherwise.
            weights.setdefault(name, Counter())[entity] += max(1, all_uses // 4)
    found = {}
    for name, counts in {**guesses, **weights}.items():
        least = _MIN_SHARE * sum(counts.values())
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        meant = [entity for entity, count in ranked[:_MAX_MEANT] if count and count >= least]
        if meant:
            found[name] = meant
    return found


def correct_word(database: Database, word: str, limit: int = 3) -> list[str]:
    """What a folded word that names nothing may have been meant to be, the likeliest first, from words of names."""
    row = database.execute("SELECT meaning FROM search_words WHERE word = ?", (word,)).fetchone()
    if row is not None and row[0]:
        return [str(row[0])]
    if len(word) < _MIN_MISSPELT or any(letter.isdigit() for letter in word) or len(word) > 30:
        return []
    sound = sound_out(word)
    reach = 1 if len(word) <= 5 else 2
    rows = database.execute(
        "SELECT word, names, sound, meaning FROM search_words WHERE word >= ? AND word < ? "
        "AND length(word) BETWEEN ? AND ? LIMIT ?",
        (word[0], chr(ord(word[0]) + 1), len(word) - reach, len(word) + reach, _MAX_COMPARED),
    ).fetchall()
    rows += database.execute(
        "SELECT word, names, sound, meaning FROM search_words WHERE sound = ? LIMIT 500", (sound,)
    ).fetchall()
    ranked = {}
    for other, count, other_sound, meaning in rows:
        alike = other_sound == sound and len(sound) >= 3
        distance = OSA.distance(word, other, score_cutoff=reach + alike)
        if other != word and distance <= reach + alike:
            ranked[meaning or other] = distance - _ALIKE * alike - 0.3 * math.log10(count)
    return sorted(ranked, key=lambda other: (ranked[other], other))[:limit]


def complete_name(database: Database, prefix: str, limit: int = 10) -> list[Completion]:
    """Entities one of whose names has all the words, the last one as a beginning; the most used first.

    Where there is none, words are taken for misspelt ones; where hardly an event has one, the last word is, after them.
    """
    words = fold_name(prefix[:200]).split()[:8]
    if not words:
        return []
    is_short = len(words) == 1 and len(words[0]) <= 2
    rows = find_by_use(database, words[0], 5 * limit) if is_short else []
    if len(rows) < limit:
        rows = rows + find_by_words(database, words)
        if not rows:
            rows = find_by_words(database, [*_correct_all(database, words[:-1]), *_correct_end(database, words[-1])])
    found = rank_completions(rows, " ".join(words), limit)
    if found and len(found) < limit and max(completion.uses for completion in found) <= _RARE:
        found += _list_misspelt(database, words, found)
    return found[:limit]


def find_by_use(database: Database, start: str, limit: int) -> list[NameRow]:
    """Names with a word that begins so, for the few letters that begin thousands: most used first until enough."""
    return database.execute(
        "SELECT e.title, e.slug, n.name, e.uses, n.folded, e.uses FROM entities AS e JOIN search_names AS n "
        "ON n.entity = e.key AND n.kind = 0 WHERE e.uses >= 3 AND (n.folded GLOB ? OR n.folded GLOB ?) "
        "ORDER BY e.uses DESC LIMIT ?",
        (f"{start}*", f"* {start}*", limit),
    ).fetchall()


def find_by_words(database: Database, words: Sequence[str]) -> list[NameRow]:
    """Names that have the words, the last one as a beginning."""
    if not words:
        return []
    match = " AND ".join(f'"{word}"' for word in words) + " *"
    return database.execute(
        # Words that only one link in many uses for an entity weigh little.
        "SELECT e.title, e.slug, n.name, e.uses, n.folded, "
        "CASE n.kind WHEN 1 THEN min(e.uses, 5 * n.uses) ELSE e.uses END "
        "FROM (SELECT rowid FROM search_name_words WHERE search_name_words MATCH ? LIMIT ?) AS w "
        "JOIN search_names AS n ON n.key = w.rowid JOIN entities AS e ON e.key = n.entity "
        "WHERE e.uses > 0 AND (n.uses > 0 OR n.kind <> 1 AND n.uses = 0)",
        (match, _MAX_COMPLETED),
    ).fetchall()


def rank_completions(rows: Iterable[NameRow], typed: str, limit: int) -> list[Completion]:
    """One for each entity, those first that begin as typed, then the most used."""
    best: dict[str, tuple[float, Completion]] = {}
    for title, slug, name, uses, folded, weight in rows:
        begins = folded.startswith(typed)
        own = name == title
        score = math.log1p(weight) + 1.5 * begins + 0.5 * own + 1.0 * (folded == typed)
        if title not in best or score > best[title][0]:
            best[title] = (score, Completion(title=title, slug=slug, name=name, uses=uses))
    ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].title))
    return [completion for _, completion in ranked[:limit]]


def _list_misspelt(database: Database, words: Sequence[str], found: Sequence[Completion]) -> list[Completion]:
    """Other entities that may have been meant, if the last word is another name's."""
    meant = next((word for word in correct_word(database, words[-1]) if not word.startswith(words[-1])), "")
    rows = find_by_words(database, [*words[:-1], *meant.split()]) if meant else []
    known = {completion.title for completion in found}
    return rank_completions([row for row in rows if row[0] not in known], meant, _MAX_COMPLETED)


def _correct_all(database: Database, words: Iterable[str]) -> list[str]:
    """The words, each that no name has replaced by what it should likely be."""
    corrected = []
    for word in words:
        is_known = database.execute("SELECT 1 FROM search_words WHERE word = ? AND meaning = ''", (word,)).fetchone()
        better = [] if is_known else correct_word(database, word, 1)
        corrected += better[0].split() if better else [word]
    return corrected


def _correct_end(database: Database, start: str) -> list[str]:
    """What the beginning of a word should likely be."""
    has_start = database.execute(
        "SELECT 1 FROM search_words WHERE word >= ? AND word < ? LIMIT 1", (start, start + "{")
    ).fetchone()
    if has_start or len(start) < _MIN_MISSPELT:
        return [start]
    whole = correct_word(database, start, 1)
    if whole:
        return whole[0].split()
    rows = database.execute(
        "SELECT DISTINCT substr(word, 1, ?), sum(names) FROM search_words WHERE word >= ? AND word < ? GROUP BY 1 "
        "ORDER BY 2 DESC LIMIT ?",
        (len(start), start[0], chr(ord(start[0]) + 1), _MAX_COMPARED),
    )
    near = [(OSA.distance(start, other, score_cutoff=1), -count, other) for other, count in rows]
    near = [found for found in near if found[0] <= 1]
    return [min(near)[2]] if near else [start]
