"""What feeds brought, in lines and counts."""

from collections.abc import Mapping

from backstory.cli.console import show_counts
from backstory.model import Feed
from backstory.pipeline.feed_fetching import FeedsReport


def show_followed(feed: Feed, report: FeedsReport, *, as_json: bool) -> None:
    """One line for a feed that is followed from now on."""
    counts = {"feed": feed.url, "title": feed.title, **count_feeds(report)}
    show_counts("feeds", counts, as_json=as_json)


def count_feeds(report: FeedsReport) -> Mapping[str, object]:
    """A report's counts by name; how visits ended and problems where there is something to say."""
    groups = report.groups
    counts: dict[str, object] = {
        "asked": report.asked,
        "entries": report.entries,
        "articles": report.articles,
        "new": groups.new,
        "joined": groups.joined,
        "attached": groups.attached,
        "merged": groups.merged,
    }
    bad = {state: count for state, count in sorted(report.states.items()) if state not in ("ok", "unchanged")}
    counts |= bad
    if report.states["unchanged"]:
        counts["unchanged"] = report.states["unchanged"]
    if report.problems:
        counts["problems"] = report.problems.total()
    return counts
