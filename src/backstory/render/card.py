"""Cards: the picture that social networks show beside a link, drawn from an event's headline. Needs Pillow."""

import functools
import io
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

from backstory.errors import PublishError
from backstory.render.dates import long_date
from backstory.render.site import Site
from backstory.views.pages import EventPage, Page
from backstory.views.web import web_url

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont, ImageFont

    Font = FreeTypeFont | ImageFont

# The smallest size that networks show as a large picture (1.91:1); twice that would take four times as long.
WIDTH, HEIGHT = 600, 315
_MARGIN = 36
_SIZES = (34, 30, 26, 22)
_MOST_LINES_HEIGHT = 186
# Sixteen shades from paper to ink: four bits a point.
_SHADES = 16
_PAPER, _INK = (251, 250, 246), (28, 26, 23)
_FONT_OF_THEME = "card.ttf"


def draw_card(page: EventPage, site: Site) -> bytes:
    """Give the card of an event as PNG: headline, date, the site's name. The same event gives the same bytes."""
    from PIL import Image, ImageDraw  # only where cards are wanted

    image = Image.new("L", (WIDTH, HEIGHT), 0)
    draw = ImageDraw.Draw(image)
    small = _load_font(site.theme, 18)
    draw.text((_MARGIN, 26), site.title, fill=170, font=small)
    draw.rectangle((_MARGIN, 58, WIDTH - _MARGIN, 59), fill=90)
    lines, font, step = _fit(page.headline, site.theme)
    for number, line in enumerate(lines):
        draw.text((_MARGIN, 74 + number * step), line, fill=255, font=font)
    draw.text((_MARGIN, HEIGHT - 44), long_date(page.date), fill=170, font=small)
    shaded = image.point([value * (_SHADES - 1) // 255 for value in range(256)], "P")
    shaded.putpalette(_make_palette())
    out = io.BytesIO()
    shaded.save(out, "PNG", bits=4, compress_level=6)
    return out.getvalue()


def has_card(page: Page, site: Site) -> TypeGuard[EventPage]:
    """Whether a card is drawn for the page: for an event without a cover image, where cards are wanted."""
    return site.has_cards and isinstance(page, EventPage) and not (page.picture and web_url(page.picture.url))


def check_cards() -> None:
    """Raise PublishError where cards cannot be drawn."""
    try:
        import PIL  # noqa: F401
    except ImportError as error:
        raise PublishError("Cards need Pillow: pip install 'backstory[cards]'.") from error


def _fit(text: str, theme: str) -> tuple[list[str], "Font", int]:
    """Give the text's lines in the largest size that fits, and cut in the smallest."""
    for size in _SIZES:
        font = _load_font(theme, size)
        lines, step = _break_lines(text, font), round(size * 1.28)
        if len(lines) * step <= _MOST_LINES_HEIGHT:
            return lines, font, step
    most = _MOST_LINES_HEIGHT // step
    return [*lines[: most - 1], lines[most - 1].rstrip(" ,;:") + " …"], font, step


def _break_lines(text: str, font: "Font") -> list[str]:
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and font.getlength(longer) > WIDTH - 2 * _MARGIN:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


@functools.lru_cache(maxsize=16)
def _load_font(theme: str, size: int) -> "Font":
    from PIL import ImageFont

    own = Path(theme) / _FONT_OF_THEME
    return ImageFont.truetype(own, size) if theme and own.is_file() else ImageFont.load_default(size)


@functools.cache
def _make_palette() -> list[int]:
    shares = [place / (_SHADES - 1) for place in range(_SHADES)]
    return [round(paper + (ink - paper) * share) for share in shares for paper, ink in zip(_PAPER, _INK, strict=True)]
