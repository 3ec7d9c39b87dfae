"""The files of a site that list all of it, for whoever has no folder to publish into."""

from collections import defaultdict

from backstory.publish.plan import list_pages
from backstory.publish.publishing import render_fixed
from backstory.publish.sitemaps import INDEX, part_of, write_index, write_part
from backstory.publish.writing import LATEST_KINDS
from backstory.render import Site
from backstory.store import Archive
from backstory.views import Catalogue


def render_site_files(archive: Archive, site: Site) -> dict[str, bytes]:
    """The files that are no pages, by path, as `publish` writes them."""
    catalogue = Catalogue(archive)
    latest = "".join(archive.last_days(1))
    changed_on = archive.changed_days()
    parts: dict[str, dict[str, str | None]] = defaultdict(dict)
    for page in list_pages(catalogue):
        date = page.key if page.kind == "day" else latest if page.kind in LATEST_KINDS else ""
        parts[part_of(page.path)][page.path] = None if page.kind == "moved" else changed_on.get(page.path, date)
    maps: dict[str, bytes] = {}
    for part, listed in sorted(parts.items()):
        maps |= write_part(part, listed, site)
    return {**render_fixed(catalogue, site), **maps, INDEX: write_index(maps, site)}
