"""How to cite an event: in words, as BibTeX and as CSL-JSON, which reference managers read."""

import msgspec

from backstory.render.crumbs import shorten
from backstory.render.dates import MONTHS, long_date
from backstory.render.site import Site
from backstory.views.pages import EventPage

# What BibTeX would take for a command or the end of a field.
_BIBTEX = str.maketrans(
    {"{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#", "$": r"\$", "_": r"\_", "\\": r"\textbackslash "}
)
# Of a headline, which may be of several sentences, a citation names the beginning: nine of ten are shorter.
_LONGEST_TITLE = 240


def cite_line(page: EventPage, site: Site) -> str:
    """Give the citation in words, its address left out."""
    return f"“{shorten(page.headline, _LONGEST_TITLE)}” {site.title}, {long_date(page.date)}."


def cite_bibtex(page: EventPage, site: Site) -> str:
    """Give the event's BibTeX entry."""
    fields = {
        "title": "{" + shorten(page.headline, _LONGEST_TITLE).translate(_BIBTEX) + "}",
        "year": page.date[:4],
        "month": MONTHS[int(page.date[5:7])][:3].lower(),
        "day": str(int(page.date[8:])),
        "howpublished": "{" + site.title.translate(_BIBTEX) + "}",
        "url": "{" + site.locate(page.path) + "}",
    }
    lines = ",\n".join(f"  {name} = {value}" for name, value in fields.items())
    return f"@misc{{backstory-{page.id},\n{lines}\n}}"


def cite_csl(page: EventPage, site: Site) -> str:
    """Give the event as an item of the Citation Style Language's JSON."""
    item = {
        "id": f"backstory-{page.id}",
        "type": "webpage",
        "title": shorten(page.headline, _LONGEST_TITLE),
        "container-title": site.title,
        "issued": {"date-parts": [[int(part) for part in page.date.split("-")]]},
        "URL": site.locate(page.path),
    }
    return msgspec.json.encode([item]).decode()
