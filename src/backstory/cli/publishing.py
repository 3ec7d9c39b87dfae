"""What commands that publish share: the site as the configuration and the call say, and what came of it."""

from collections.abc import Mapping

import msgspec

from backstory.cli.console import show_counts, watch_progress
from backstory.cli.settings import choose_extras
from backstory.config import Value, load_config
from backstory.pipeline.opening import is_kept_from_writing, open_archive
from backstory.pipeline.publishing import publish


def publish_site(
    archive: str,
    folder: str,
    given: Mapping[str, Value | None] | None = None,
    *,
    moment: str = "",
    as_json: bool = False,
) -> None:
    """Relate what is new and publish the site; of what is not `given`, or None, as the configuration says."""
    settings = {**load_config(), **{name: value for name, value in (given or {}).items() if value is not None}}
    # What is stale is related first, which writes; where all is related, an archive can be published from anywhere.
    read_only = is_kept_from_writing(archive)
    with (
        open_archive(archive, read_only=read_only, is_made=False, as_of=moment) as opened,
        watch_progress("publish") as progress,
    ):
        report = publish(
            opened,
            folder,
            base_url=str(settings["base_url"]),
            title=str(settings["title"]),
            extras=choose_extras(settings),
            progress=progress,
        )
    show_counts("publish", msgspec.structs.asdict(report), as_json=as_json)
