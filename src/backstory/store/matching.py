"""A query in the full-text index's own words. Every word in it is quoted, so that nothing typed is ever syntax."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from backstory.model import Correction
from backstory.model.record import Record
from backstory.store.aliases import correct_word, find_meant, fold_name
from backstory.store.database import Database
from backstory.store.query import Query, Term

TEXT = "{headline topics entities publishers}"
_MAX_RUN = 6
"""Longest name looked for in the words; of 40,000 aliases on real pages 99.9% have no more."""

_RARE = 2
_FAR_MORE = 4
"""A word in no more events than this may be misspelt, where another finds so many times as many beside the rest."""


class Part(Record, frozen=True, kw_only=True):
    """Something that is searched for: `match` in the index's syntax; the `terms` it stands for, `entities` it names."""

    match: str
    terms: tuple[Term, ...]
    entities: tuple[int, ...] = ()
    is_small: bool = False


def make_parts(database: Database, query: Query) -> list[Part]:
    """One part for each group of the query, or run of groups that names an entity; small words only if all are."""
    parts = list(_read_parts(database, query.groups))
    telling = [part for part in parts if not part.is_small]
    return telling or parts


def _read_parts(database: Database, groups: Sequence[tuple[Term, ...]]) -> Iterator[Part]:
    runs = _list_runs(groups)
    meant = find_meant(database, dict.fromkeys(runs.values())) if runs else {}
    place = 0
    while place < len(groups):
        for length in range(min(_MAX_RUN, len(groups) - place), 0, -1):
            entities = meant.get(runs.get((place, length), ""), [])
            if entities or length == 1:
                break
        run = groups[place : place + length]
        yield make_part(run, entities)
        place += length


def _list_runs(groups: Sequence[tuple[Term, ...]]) -> dict[tuple[int, int], str]:
    """Folded names that neighbouring terms may be, by place and length."""
    folded = [
        fold_name(group[0].text) if len(group) == 1 and not group[0].is_exact and not group[0].is_prefix else ""
        for group in groups
    ]
    runs = {}
    for place in range(len(groups)):
        for length in range(1, min(_MAX_RUN, len(groups) - place) + 1):
            if not folded[place + length - 1]:
                break
            alone = groups[place][0]
            if length > 1 or not alone.is_small or alone.is_acronym:
                runs[place, length] = " ".join(folded[place : place + length])
    return runs


def make_part(run: Sequence[tuple[Term, ...]], entities: Sequence[int]) -> Part:
    """The part for a run of groups that names these entities, or for one group."""
    telling = [group for group in run if not group[0].is_small] or run
    own = " AND ".join(f"({' OR '.join(map(write_term, group))})" for group in telling)
    named = " OR ".join(f'labels : "e{entity}"' for entity in entities)
    return Part(
        match=f"(({own}) OR {named})" if named else f"({own})",
        terms=tuple(term for group in run for term in group),
        entities=tuple(entities),
        is_small=all(term.is_small for group in run for term in group) and not entities,
    )


def write_term(term: Term) -> str:
    """One term: its words next to one another, or any of the days it names."""
    own = f"{TEXT} : {write_phrase(term.words, is_prefix=term.is_prefix)}"
    return f'({own} OR labels : "{term.day}")' if term.day else own


def write_phrase(words: Sequence[str], *, is_prefix: bool = False) -> str:
    """Words next to one another."""
    return f'"{" ".join(words)}"' + (" *" if is_prefix else "")


def write_match(parts: Sequence[Part], query: Query, filters: str = "", *, has: str = "all") -> str:
    """All parts, all but one ("most") or "any", none of what is excluded, and the filters; empty for nothing.

    An event that has the words in just this order matches once more, so that it comes first.
    """
    matches = [part.match for part in parts]
    asked = (" OR " if has == "any" else " AND ").join(matches)
    if has == "most":
        asked = " OR ".join(f"({' AND '.join(matches[:n] + matches[n + 1 :])})" for n in range(len(matches)))
    words = [word for group in query.groups for word in group[0].words]
    if parts and 2 <= len(words) <= 12 and all(len(group) == 1 for group in query.groups) and has == "all":
        asked = f"({asked}) OR headline : {write_phrase(words)} OR {{topics entities}} : {write_phrase(words)}"
    both = f"({asked}) AND {filters}" if asked and filters else asked or filters
    return f"({both}) NOT ({write_excluded(query)})" if both and query.excluded else both


def write_excluded(query: Query) -> str:
    """Any of what is excluded; empty for nothing."""
    return " OR ".join(write_term(replace(term, day="")) for term in query.excluded)


def open_last(parts: Sequence[Part]) -> list[Part] | None:
    """The parts with the last word as the beginning of one; None where it is none."""
    last = parts[-1] if parts else None
    if last is None or last.terms[-1].is_exact or last.terms[-1].is_prefix or len(last.terms[-1].words[-1]) < 3:
        return None
    begun = replace(last.terms[-1], is_prefix=True)
    groups = [(term,) for term in (*last.terms[:-1], begun)]
    return [*parts[:-1], make_part(groups, last.entities)]


def correct_parts(database: Database, parts: Sequence[Part]) -> tuple[list[Part], list[Correction]]:
    """The parts, those that find next to nothing replaced by what was likely meant; and what was replaced."""
    corrected, told = [], []
    for part in parts:
        others = [other for other in parts if other is not part]
        likely = (
            find_likely_name(database, part, others) if len(part.terms) > 1 else find_likely(database, part, others)
        )
        told += likely[0] if likely else []
        corrected.append(likely[1] if likely else part)
    return corrected, told


Likely = tuple[list[Correction], Part]


def find_likely_name(database: Database, part: Part, others: Sequence[Part]) -> Likely | None:
    """The same for several words: a name that hardly an event links may be another one, misspelt by the editors."""
    if count_matches(database, part.match, _RARE + 1) > _RARE or any(term.is_exact for term in part.terms):
        return None
    words = [make_part([(term,)], ()) for term in part.terms if not term.is_small]
    mended, told = [], []
    for word in words:
        likely = find_likely(database, word, [*others, *(other for other in words if other is not word)])
        told += likely[0] if likely else []
        mended.append(likely[1] if likely else word)
    match = f"(({' AND '.join(word.match for word in mended)}) OR {part.match})"
    terms = tuple(term for word in mended for term in word.terms)
    entities = (*part.entities, *(entity for word in mended for entity in word.entities))
    return (told, Part(match=match, terms=terms, entities=entities)) if told else None


def find_likely(database: Database, part: Part, others: Sequence[Part]) -> Likely | None:
    """What a word that finds next to nothing was likely meant to be, and the part for it; None for any other."""
    term = part.terms[0]
    if term.is_exact or term.day or part.entities:
        return None
    count = count_matches(database, part.match, _RARE + 1)
    folded = fold_name(term.text).replace(" ", "") if count <= _RARE else ""
    found = [(text, make_corrected(database, text)) for text in (correct_word(database, folded, 6) if folded else ())]
    least = max(1, _FAR_MORE * count)
    for text, new in found:
        beside = " AND ".join([new.match, *(other.match for other in others)])
        if count_matches(database, beside, least) >= least:
            # What was typed is searched for too, where there is anything of it.
            told = [Correction(typed=term.text, used=text)]
            return told, replace(new, match=f"({new.match} OR {part.match})") if count else new
    if count or not found:
        return None
    return [Correction(typed=term.text, used=found[0][0])], found[0][1]


def make_corrected(database: Database, text: str) -> Part:
    """The part for a word in its likely form; several words stand together."""
    meant = find_meant(database, [text])
    return make_part([(Term(words=tuple(text.split())),)], meant.get(text, ()))


def count_matches(database: Database, match: str, limit: int) -> int:
    """How many events match, up to `limit`."""
    query = "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)"
    return int(database.execute(query, (match, limit)).fetchone()[0])
