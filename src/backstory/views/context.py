"""The backstory of a text that is no event: who and what it names, what led to it, which story it belongs to."""

from collections import defaultdict
from collections.abc import Sequence

from backstory.model import Relation
from backstory.model.record import Record
from backstory.views.addresses import path_of_story
from backstory.views.catalogue import Catalogue
from backstory.views.pieces import MentionView, RelatedView
from backstory.views.relating import describe_relations, part_by_direction

# Only events that are surely related speak for a story: of pairs with such a score, of days that taught nothing, nine
# in ten are of one topic (benchmarks/relations_train.py prints how many, by score). At least two must stand in the
# story, and so large a part of them all.
_SURE_SCORE = 0.85
_LEAST_SHARE = 0.4
_LEAST_MEMBERS = 2
# A story within another holds a little less than that one.
_NEARLY = 0.7


class ChoiceView(Record, frozen=True, kw_only=True):
    """An entity that words might name: its score, and what that is the sum of, the weightiest part first."""

    title: str
    score: float
    parts: tuple[tuple[str, float], ...] = ()


class NamedView(Record, frozen=True, kw_only=True):
    """An entity the text names: where, how sure that is, in how many events; `choices` only where asked for.

    `with_these` are the other entities of the text that speak most for it.
    """

    mention: MentionView
    score: float
    event_count: int
    with_these: tuple[str, ...] = ()
    choices: tuple[ChoiceView, ...] = ()


class ContextStory(Record, frozen=True, kw_only=True):
    """The story that a text most probably belongs to, and how many of the related events stand in it."""

    title: str
    path: str
    first_on: str
    last_on: str
    count: int
    related: int


class ContextView(Record, frozen=True, kw_only=True):
    """The backstory of a text. `date` is the day it is read on; `as_of` is empty where the archive is as it is now.

    `story` is None where nothing speaks for any: it is new. `title`, `url` and `publisher` are an article's.
    """

    text: str
    date: str
    title: str = ""
    url: str = ""
    publisher: str = ""
    as_of: str = ""
    entities: tuple[NamedView, ...] = ()
    story: ContextStory | None = None
    background: tuple[RelatedView, ...] = ()
    same_day: tuple[RelatedView, ...] = ()
    developments: tuple[RelatedView, ...] = ()


def describe_related(catalogue: Catalogue, relations: Sequence[Relation]) -> dict[str, tuple[RelatedView, ...]]:
    """Give the related events that tell a reader something, by direction, as the fields of `ContextView`."""
    return part_by_direction(describe_relations(catalogue, relations))


def find_story(catalogue: Catalogue, related: Sequence[RelatedView]) -> ContextStory | None:
    """Give the story that most of what is surely related stands in; of several nearly as full, the smallest."""
    related = [other for other in related if other.score >= _SURE_SCORE]
    weights: defaultdict[str, float] = defaultdict(float)
    members: defaultdict[str, int] = defaultdict(int)
    for other in related:
        for step in catalogue.list_steps(other.id):
            weights[step.slug] += other.score
            members[step.slug] += 1
    least = _LEAST_SHARE * sum(other.score for other in related)
    likely = [slug for slug in weights if weights[slug] >= least and members[slug] >= _LEAST_MEMBERS]
    if not likely:
        return None
    best = max(weights[slug] for slug in likely)
    near = [catalogue.archive.story(slug) for slug in sorted(likely) if weights[slug] >= _NEARLY * best]
    story = min(near, key=lambda story: len(story.event_ids))
    return ContextStory(
        title=story.title,
        path=path_of_story(story.slug),
        first_on=story.first_on,
        last_on=story.last_on,
        count=len(story.event_ids),
        related=members[story.slug],
    )
