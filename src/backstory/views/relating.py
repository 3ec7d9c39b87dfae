"""Related events as a page shows them: by direction, with their reasons in words."""

import re
from collections.abc import Sequence

from backstory.model import Reason, Relation
from backstory.views.catalogue import Catalogue
from backstory.views.pieces import EventRef, ReasonView, RelatedView

_MOST_NAMES = 4


# Chosen by reading relations of 2020 and 2021 (benchmarks/relations_read.py). A score is the chance that both are of
# one topic: on days that taught nothing half of those from 0.4 to 0.5 are, three in four from 0.7 to 0.8, and more than
# nine in ten above 0.9 (benchmarks/relations_train.py prints that).
_LEAST_SCORE = 0.4
# A reason that stands alone tells nothing where it is a place, or where very many events have it
# (`Catalogue.is_generic`), unless the other event is of the same days and nearly certain.
_NEAR_DAYS = 7
# Alone, a single word, the same beside a place, or the topic of very many events must go with a likely score.
_LIKELY_SCORE = 0.7
_WORDS = re.compile("[ -]")
# A single word ("French") says why only between events of about the same time.
_WORD_DAYS = 365
_MONTH_DAYS = 61
_YEAR_DAYS = 731
_SURE_SCORE = 0.9
# So many letters a country and its people have in common, where they have.
_STEM = 4


def describe_relations(catalogue: Catalogue, relations: Sequence[Relation]) -> tuple[RelatedView, ...]:
    """Give the relations to live events that tell a reader something, best first.

    An archive keeps the ten best of each event; of an event that nothing led to, these may be bad. What is left
    out here is improbable, or has no other reason than a country or another thing that very many events have.
    """
    likely = [relation for relation in relations if _is_likely(relation)]
    catalogue.name_entities([_strip_genitive(reason.label) for relation in likely for reason in relation.reasons])
    telling = [relation for relation in likely if _tells_something(catalogue, relation)]
    refs = {ref.id: ref for ref in catalogue.list_refs([relation.other_id for relation in telling])}
    return tuple(
        _describe_relation(refs[relation.other_id], relation) for relation in telling if relation.other_id in refs
    )


def part_by_direction(related: Sequence[RelatedView]) -> dict[str, tuple[RelatedView, ...]]:
    """Give the related events by direction, as the fields of the records that show them."""
    return {
        "background": tuple(other for other in related if other.direction == "background"),
        "same_day": tuple(other for other in related if other.direction == "same day"),
        "developments": tuple(other for other in related if other.direction == "development"),
    }


def _is_likely(relation: Relation) -> bool:
    """Whether a reader may see why: one story is said at any score, all else only at a good one."""
    return relation.score >= _LEAST_SCORE or any(reason.kind == "topic" for reason in relation.reasons)


def _tells_something(catalogue: Catalogue, relation: Relation) -> bool:
    """Whether a reader would see why the other event of a likely relation is there."""
    reasons = _leave_out_demonyms(relation.reasons)
    if not any(reason.weight for reason in reasons):
        return False
    if len(reasons) > 1:
        kinds = {reason.kind for reason in reasons}
        # A place and a single word beside it ("Minister") go with very much.
        is_weak = "place" in kinds and all(r.kind == "place" or _is_single_word(r) for r in reasons)
        return "topic" in kinds or not is_weak or relation.score >= _LIKELY_SCORE
    (reason,) = reasons
    is_generic = reason.kind == "place" or catalogue.is_generic(_strip_genitive(reason.label))
    if reason.kind == "topic":
        return not is_generic or relation.score >= _LIKELY_SCORE
    is_common = reason.label.islower() and _is_single_word(reason)
    if is_generic or is_common:
        return abs(relation.days_apart) <= _NEAR_DAYS and relation.score >= _SURE_SCORE
    if _is_single_word(reason):
        return relation.score >= _LIKELY_SCORE and abs(relation.days_apart) <= _WORD_DAYS
    return True


def _is_single_word(reason: Reason) -> bool:
    return reason.kind == "wording" and _WORDS.search(reason.label) is None


def word_reasons(reasons: Sequence[Reason]) -> str:
    """Say the reasons in words: "same topic: Northern Mali conflict; both involve Konna and Mali".

    Words in common stand in the sentences, the topics, the titles of what is linked or the addresses of the sources.
    """
    labels: dict[str, list[str]] = {"topic": [], "entity": [], "place": [], "wording": [], "time": []}
    for reason in _leave_out_demonyms(reasons):
        labels[reason.kind].append(reason.label)
    topics, entities, places, words, _ = labels.values()
    if topics or entities or places:
        # Beside these a common word ("combat") tells nothing more; a name or several words may.
        words = [word for word in words if word[:1].isupper() or _WORDS.search(word)]
    said = []
    if topics:
        said.append("same topic: " + _join_names(topics))
    if entities:
        said.append("both involve " + _join_names(entities))
    if places:
        said.append("both about " + _join_names(places))
    if words:
        many = len(words) > 1 or _WORDS.search(words[0]) is not None
        said.append(f"word{'s' if many else ''} in common: " + _join_names([f"“{word}”" for word in words]))
    return "; ".join(said)


def _leave_out_demonyms(reasons: Sequence[Reason]) -> Sequence[Reason]:
    """Give the reasons without words that only name a place again: "Australians" beside Australia."""
    places = [reason.label[:_STEM].casefold() for reason in reasons if reason.kind == "place"]
    if not places:
        return reasons
    return [reason for reason in reasons if reason.kind != "wording" or reason.label[:_STEM].casefold() not in places]


def say_distance(days_apart: int) -> str:
    """Say how far apart: "the same day", "3 days later", "5 months earlier", "2 years later"."""
    if not days_apart:
        return "the same day"
    days = abs(days_apart)
    count, unit = days, "day"
    if days >= _YEAR_DAYS:
        count, unit = round(days / 365.25), "year"
    elif days >= _MONTH_DAYS:
        count, unit = round(days / 30.44), "month"
    return f"{count} {unit}{'' if count == 1 else 's'} {'later' if days_apart > 0 else 'earlier'}"


def name_context(reasons: Sequence[Reason], headline: str) -> tuple[str, ...]:
    """Give the names of what two events share, most telling first, each once.

    A word counts as a name where the other event's `headline` writes it so in the middle of a sentence.
    """
    names = [reason.label for reason in reasons if reason.kind in ("topic", "entity", "place")]
    words = [_strip_genitive(reason.label) for reason in reasons if reason.kind == "wording"]
    return tuple(dict.fromkeys([*names, *(word for word in words if _is_name(word, headline))]))


def _is_name(word: str, headline: str) -> bool:
    if not word[:1].isupper():
        return False
    # As `[a-z,] WORD(?!\w)`, of which there would be one to compile for every word.
    start = headline.find(f" {word}", 1)
    while start > 0:
        before, after = headline[start - 1], headline[start + 1 + len(word) : start + 2 + len(word)]
        if (before == "," or "a" <= before <= "z") and not (after.isalnum() or after == "_"):
            return True
        start = headline.find(f" {word}", start + 1)
    return False


def _describe_relation(ref: EventRef, relation: Relation) -> RelatedView:
    return RelatedView(
        id=ref.id,
        date=ref.date,
        path=ref.path,
        headline=ref.headline,
        rank=relation.rank,
        score=round(relation.score, 4),
        direction=relation.direction,
        days_apart=relation.days_apart,
        why=f"{word_reasons(relation.reasons)}; {say_distance(relation.days_apart)}",
        context=name_context(relation.reasons, ref.headline),
        reasons=tuple(
            ReasonView(kind=reason.kind, label=reason.label, weight=round(reason.weight, 4))
            for reason in relation.reasons
        ),
    )


def _strip_genitive(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s")


def _join_names(names: list[str]) -> str:
    if len(names) > _MOST_NAMES:
        names = [*names[: _MOST_NAMES - 1], f"{len(names) - _MOST_NAMES + 1} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
