"""The sitemap in parts that change one at a time: the years, and each other kind of page by its first letter."""

from collections.abc import Iterable, Mapping

from backstory.render import Site
from backstory.render.listings import SITEMAP_SIZE, render_sitemap, render_sitemap_index

INDEX = "/sitemap.xml"


def part_of(path: str) -> str:
    """Give the part of the sitemap that lists the page at `path`: "2013", "entity-m", or "site" for those above all."""
    names = path.split("/")
    if len(names) < 3 or names[2] == "index":
        return "site"
    return names[2] if names[1] == "news" else f"{names[1]}-{names[2][:1]}"


def write_part(part: str, listed: Mapping[str, str | None], site: Site) -> dict[str, bytes]:
    """Give the files of a part: none where it lists nothing, several where it has more than one may hold."""
    pages = [(path, date) for path, date in sorted(listed.items()) if date is not None]
    starts = range(0, len(pages), SITEMAP_SIZE)
    return {
        f"/sitemap-{part}{f'_{number}' if number > 1 else ''}.xml": render_sitemap(
            pages[start : start + SITEMAP_SIZE], site
        )
        for number, start in enumerate(starts, 1)
    }


def name_part(file: str) -> str:
    """Give the part that a file of the site lists; empty for other files."""
    if not file.startswith("/sitemap-"):
        return ""
    return file.removeprefix("/sitemap-").removesuffix(".xml").partition("_")[0]


def write_index(files: Iterable[str], site: Site) -> bytes:
    """Give the index of the parts among `files`."""
    return render_sitemap_index(sorted(file for file in files if name_part(file)), site)
