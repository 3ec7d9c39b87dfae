"""What a server adds to a page that a file cannot have: a way to search, and the moment that the page shows.

Works on pages that `render_html` made: their links are relative, their attributes in double quotes.
"""

import re
from urllib.parse import quote

from markupsafe import Markup, escape

from backstory.render.dates import moment

_LINK = re.compile(r'(<a [^>]*?href=")(\.[^"?#]*?)(\.html)?(\?[^"#]*)?(#[^"]*)?"')
_HEADER_END = "</header>"
_SEARCH = Markup(
    '<form class="find" action="{root}/search" method="get" role="search">'
    '<input type="search" name="q" aria-label="Search" placeholder="Search" maxlength="500">{moment}</form>\n'
)
_MOMENT = Markup('<input type="hidden" name="as_of" value="{}">')
_BANNER = Markup(
    '\n<p class="notice as-of" role="status">This is the archive as recorded by <time datetime="{at}">{said}'
    '</time>, in the wording of then. <a href="{now}">As it is now</a></p>'
)


def decorate_html(
    page: bytes, root: str, *, as_of: str = "", now: str = "", is_bare: bool = False, with_form: bool = True
) -> bytes:
    """Give the page with a search form; with `as_of`, all its links stay at that moment and a banner says so.

    `root` leads to the site's root, `now` to this page as it is now. Where `is_bare`, links lose their ``.html``.
    """
    text = page.decode()
    if as_of or is_bare:
        tail = f"as_of={quote(as_of)}" if as_of else ""
        text = _LINK.sub(lambda link: _turn(link, tail, is_bare=is_bare), text)
    head, end, rest = text.partition(_HEADER_END)
    form = _SEARCH.format(root=root, moment=_MOMENT.format(as_of) if as_of else "") if is_bare and with_form else ""
    banner = _BANNER.format(at=as_of, said=moment(as_of), now=now) if as_of else ""
    return f"{head}{form}{end}{banner}{rest}".encode()


def mark_markdown(page: bytes, as_of: str) -> bytes:
    """Give the page with a line that says which moment it shows."""
    return f"> As recorded by {escape(as_of)}.\n\n".encode() + page


def _turn(link: re.Match[str], tail: str, *, is_bare: bool) -> str:
    start, path, ending, query, anchor = link.groups(default="")
    ending = "" if is_bare else ending
    if "as_of=" in query:
        tail = ""
    query = (f"{query}&amp;{tail}" if query else f"?{tail}") if tail else query
    return f'{start}{path}{ending}{query}{anchor}"'
