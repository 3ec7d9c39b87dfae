"""How to cite an event: as BibTeX, which reference managers read."""

from backstory.render.dates import MONTHS
from backstory.render.site import Site
from backstory.views.pages import EventPage

# What BibTeX would take for a command or the end of a field.
_BIBTEX = str.maketrans(
    {"{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#", "$": r"\$", "_": r"\_", "\\": r"\textbackslash "}
)


def cite_bibtex(page: EventPage, site: Site) -> str:
    """Give the event's BibTeX entry."""
    fields = {
        "title": "{" + page.headline.translate(_BIBTEX) + "}",
        "year": page.date[:4],
        "month": MONTHS[int(page.date[5:7])][:3].lower(),
        "day": str(int(page.date[8:])),
        "howpublished": "{" + site.title.translate(_BIBTEX) + "}",
        "url": "{" + site.locate(page.path) + "}",
    }
    lines = ",\n".join(f"  {name} = {value}" for name, value in fields.items())
    return f"@misc{{backstory-{page.id},\n{lines}\n}}"
