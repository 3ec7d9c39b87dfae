"""A small archive for tests of the site: four days of a made-up port town, with every kind of page in it."""

from pathlib import Path

from backstory import pipeline
from backstory.model import Revision, Source
from backstory.store import Archive

DAYS = {
    "2013-01-08": """
;Disasters and accidents
*[[Amber Bridge collapse]]
**The [[Amber Bridge]] in [[Port Amber]] closes after divers find cracks. [http://post.example/cracks (Harbour Post)]
;Sports
*[[Port Amber Rovers]] win the [[Amber Cup]] on penalties. [http://post.example/cup (Harbour Post)]
""",
    "2013-01-10": """
;Disasters and accidents
*[[Amber Bridge collapse]]
**The [[Amber Bridge]] falls into the [[River Lume]], and nobody is hurt. [http://post.example/falls (Harbour Post)]
[http://lume.example/bridge (Lume Times)]
;Business and economy
*[[Harbour Company of Port Amber|The Harbour Company]] halts all ships. [http://post.example/ships (Harbour Post)]
""",
    "2013-02-01": """
;Disasters and accidents
*[[Amber Bridge collapse]]
**An inquiry into the [[Amber Bridge]] opens in [[Port Amber]]. [http://lume.example/inquiry (Lume Times)]
""",
    "2014-03-05": """
;Law and crime
*[[Amber Bridge collapse]]
**The builder of the [[Amber Bridge]] is fined in [[Port Amber]]. [http://lume.example/fine (Lume Times)]
""",
}

SOURCES = (
    Source(
        url="http://post.example/falls",
        canonical_url="http://post.example/falls",
        publisher="Harbour Post",
        title="Bridge falls",
        description="The old bridge went down at noon, minutes after the last car had left it.",
        image_url="http://post.example/falls.jpg",
        author="A. Writer",
        published_at="2013-01-10T13:00:00Z",
        status="live",
        checked_at="2013-01-11T00:00:00Z",
    ),
)

_MONTHS = {"01": "January", "02": "February", "03": "March"}


def feed_day(archive: Archive, date: str, text: str, at: str = "") -> None:
    """Add a state of a day page, saved at `at` (the end of that day)."""
    year, month, day = date.split("-")
    title = f"Portal:Current events/{year} {_MONTHS[month]} {int(day)}"
    wikitext = f"{{{{Current events|year={year}|month={month}|day={day}|content=\n{text.strip()}\n}}}}"
    timestamp = at or f"{date}T22:00:00Z"
    pipeline.add_revisions(
        archive,
        [Revision(origin="wikipedia", page=title, date=date, timestamp=timestamp, text=wikitext)],
    )


def make_archive(path: Path) -> Archive:
    """Give an archive of the four days, related."""
    archive = Archive(path)
    for date, text in DAYS.items():
        feed_day(archive, date, text)
    pipeline.add_sources(archive, SOURCES)
    pipeline.relate(archive)
    return archive
