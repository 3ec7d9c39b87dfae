"""From an archive to its site: what is stale is related first, then published."""

from collections.abc import Callable
from pathlib import Path

from backstory.pipeline.relating import bring_up_to_date
from backstory.publish import Extras, PublishReport, publish_site
from backstory.store import Archive


def publish(
    archive: Archive,
    folder: str | Path,
    *,
    base_url: str = "",
    title: str = "Backstory",
    extras: Extras | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> PublishReport:
    """Write the site of an archive into `folder`; relations of what changed are found before."""
    bring_up_to_date(archive)
    return publish_site(archive, folder, base_url=base_url, title=title, extras=extras, progress=progress)
