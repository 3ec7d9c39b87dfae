"""What a visit to the cited articles is asked for, out of words and the configuration."""

from collections.abc import Mapping
from typing import Literal, cast

import platformdirs

from backstory.config import Value
from backstory.fetch import parse_range
from backstory.pipeline.intervals import parse_days
from backstory.pipeline.sources_plan import SourceOptions


def make_source_options(
    settings: Mapping[str, Value],
    *,
    span: str = "",
    recheck: str = "",
    archived: str = "dead",
    save: bool = False,
    budget_articles: int = 0,
) -> SourceOptions:
    """The options of a run of `sources`. Answers about robots are kept in the user's cache folder.

    Raises:
        ConfigError: the range or the age is none.
    """
    days = parse_range(span) if span else []
    cache = platformdirs.user_cache_path("backstory")
    return SourceOptions(
        first=days[0] if days else "",
        last=days[-1] if days else "",
        recheck_days=parse_days(recheck) if recheck else 0,
        archived=cast(Literal["dead", "all", "none"], archived),
        save=save,
        contact=str(settings["contact"]),
        budget_articles=budget_articles,
        # Of a user without a home it would be a folder called "~".
        cache_dir=str(cache) if cache.is_absolute() else "",
    )
