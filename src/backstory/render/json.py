"""JSON pages: exactly the view, fields in its order. `docs/formats.md` describes them."""

import msgspec

from backstory.views.pages import Page

_ENCODER = msgspec.json.Encoder()


def render_json(page: Page) -> bytes:
    """Give the page as JSON, with a line end."""
    return _ENCODER.encode(page) + b"\n"
