"""A relation: from one event to another, with its reasons."""

from typing import Literal

from backstory.model.record import Record

Direction = Literal["background", "same day", "development"]


class Reason(Record, frozen=True, kw_only=True):
    """Why two events belong together.

    `kind` is "topic" (`label` is the topic both are filed under), "entity" (the entity's title), "place" (the country
    or region both are about), "wording" (a telling word or two that both have) or "time". `weight` is its share of
    what is named, 0 to 1; 0 for a word that tells too little to be shown.
    """

    kind: Literal["entity", "topic", "place", "wording", "time"]
    label: str
    weight: float


class Hint(Record, frozen=True, kw_only=True):
    """What a page of another archive said its event is related to: an address there, its headline, common `names`."""

    path: str
    headline: str
    names: tuple[str, ...] = ()


class Relation(Record, frozen=True, kw_only=True):
    """From event `event_id` to `other_id`. Reasons come most telling first.

    `direction` says what the other is: earlier (background), of the same day, or later (development);
    `days_apart` is its date minus this one's.
    """

    event_id: str
    other_id: str
    rank: int
    score: float
    direction: Direction
    days_apart: int
    reasons: tuple[Reason, ...] = ()
