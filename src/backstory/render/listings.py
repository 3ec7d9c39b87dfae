"""Files for machines that visit the whole site: sitemap, robots.txt, llms.txt."""

from collections.abc import Iterable, Sequence

from backstory.render.safety import encode_legal, escape_xml
from backstory.render.site import Site

# The limit of sitemaps.org for one file.
SITEMAP_SIZE = 50_000
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def render_sitemap(pages: Sequence[tuple[str, str]], site: Site) -> bytes:
    """Give a sitemap of at most 50,000 addresses.

    `pages` are addresses without ending, with the date of their last change or nothing. Without a base address the
    locations are paths, which is as much as is known.
    """
    entries = "".join(
        f"<url><loc>{escape_xml(site.locate(path))}.html</loc>"
        + (f"<lastmod>{changed_on}</lastmod>" if changed_on else "")
        + "</url>\n"
        for path, changed_on in pages
    )
    return _wrap("urlset", entries)


def render_sitemap_index(files: Iterable[str], site: Site) -> bytes:
    """Give the index of sitemaps."""
    entries = "".join(f"<sitemap><loc>{escape_xml(site.locate(file))}</loc></sitemap>\n" for file in files)
    return _wrap("sitemapindex", entries)


def render_robots(site: Site) -> bytes:
    """Give robots.txt: everything may be read; where the sitemap is, once the site's address is known."""
    sitemap = f"\nSitemap: {site.locate('/sitemap.xml')}\n" if site.base_url else ""
    return f"User-agent: *\nAllow: /\n{sitemap}".encode()


def render_llms(site: Site, years: Iterable[str]) -> bytes:
    """Give llms.txt: where a language model finds the pages as Markdown."""
    lines = [
        f"# {site.title}",
        "",
        "> An archive of the world's news events: each with its sources, its story, and what led to it.",
        "",
        "Every page also ends in `.md`, `.json` and `.xml`.",
        "",
        "## Pages",
        "",
        f"- [Latest news]({site.locate('/index.md')})",
        f"- [All years]({site.locate('/news/index.md')})",
        f"- [People, places, things]({site.locate('/entity/index.md')})",
        f"- [Stories]({site.locate('/story/index.md')})",
        f"- [Categories]({site.locate('/category/index.md')})",
        f"- [Publishers]({site.locate('/publisher/index.md')})",
        f"- [Map of the places]({site.locate('/map.md')})",
        f"- A day of all years: {site.locate('/on-this-day/MM-DD.md')}",
        "",
        "## Years",
        "",
        *(f"- [{year}]({site.locate(f'/news/{year}/index.md')})" for year in years),
    ]
    return ("\n".join(lines) + "\n").encode()


def _wrap(name: str, entries: str) -> bytes:
    return encode_legal(f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} {_NAMESPACE}>\n{entries}</{name}>\n')
