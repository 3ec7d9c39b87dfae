"""The bundled sample: day pages on the war in Mali and the stories that cross it, 2012 to 2021, with their sources.

Takes nothing. Gives the day pages as revisions, for a few days with earlier states, and what is known of the
cited articles. Never touches the network or an archive. `NOTICE.md` beside this file says who wrote the texts.
"""

from datetime import date, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec

from backstory.model import Entity, Revision, Source
from backstory.model.portal import make_day_title

__all__ = ["read_days", "read_sources"]

# The articles' titles and descriptions are in our words, and every page says so.
_DESCRIBED_BY = "Backstory's sample"
_CHECKED_AT = "2021-10-01T00:00:00Z"
PLACED_AT = _CHECKED_AT
_HOUR_OF_LAST_STATE = "06:00:00Z"  # of the following day, for a page whose history the sample does not tell


def read_days() -> tuple[Revision, ...]:
    """Every state of every day page, in order of the time it was saved."""
    folder = files(__name__)
    timestamps = msgspec.json.decode(folder.joinpath("revisions.json").read_bytes(), type=dict[str, tuple[str, ...]])
    days = sorted(entry.name.removesuffix(".wiki") for entry in folder.joinpath("days").iterdir())
    revisions = [revision for day in days for revision in _states_of(folder, day, timestamps.get(day, ()))]
    return tuple(sorted(revisions, key=lambda revision: (revision.timestamp, revision.date)))


def read_sources() -> tuple[Source, ...]:
    """What is known of the cited articles, in the order in which the days cite them for the first time."""
    lines = files(__name__).joinpath("sources.jsonl").read_bytes().splitlines()
    found = (msgspec.json.decode(line, type=Source) for line in lines)
    ours = {"described_by": _DESCRIBED_BY, "checked_at": _CHECKED_AT}
    return tuple(msgspec.structs.replace(source, **ours) for source in found)


def read_places() -> tuple[Entity, ...]:
    """Where the sample's towns and countries are, to a few kilometres."""
    encoded = files(__name__).joinpath("places.json").read_bytes()
    places = msgspec.json.decode(encoded, type=dict[str, tuple[float, float]])
    return tuple(Entity(title=title, slug="", latitude=at[0], longitude=at[1]) for title, at in places.items())


def _states_of(folder: Traversable, day: str, timestamps: tuple[str, ...]) -> list[Revision]:
    """The states of one day, oldest first: those in ``revisions``, then the last one, in ``days``."""
    last = f"{date.fromisoformat(day) + timedelta(days=1)}T{_HOUR_OF_LAST_STATE}"
    times = timestamps or (last,)
    earlier = [folder.joinpath("revisions", f"{day}_{number}.wiki") for number in range(1, len(times))]
    texts = [path.read_text(encoding="utf-8") for path in (*earlier, folder.joinpath("days", f"{day}.wiki"))]
    page = make_day_title(day)
    return [
        Revision(origin="sample", page=page, date=day, timestamp=timestamp, text=text)
        for timestamp, text in zip(times, texts, strict=True)
    ]
