"""Maps as inline SVG over an outline of land that all pages share, `static/world.svg`: no tiles, no script."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from backstory.views.pieces import PlaceView

# The outline's own measures: two units a degree, from 180 degrees west and 84 degrees north.
_UNITS, _WEST, _NORTH = 2, -180, 84
_WIDTH, _HEIGHT = 720, 284
# A map of one place shows so much around it: 80 by 40 degrees.
_NEAR_WIDTH, _NEAR_HEIGHT = 160, 80
_SMALLEST, _LARGEST = 2.2, 9.0


def draw_world(places: Sequence[PlaceView], root: str) -> Markup:
    """Give the world with a linked point for each place, the larger the more events it has; the largest below."""
    most = max((place.count for place in places), default=1)
    points = Markup("").join(_draw_link(place, root, most) for place in places)
    desc = f"{len(places):,} places, each a point as large as its number of events; the same places are listed below."
    return Markup(
        '<svg viewBox="0 0 {} {}" role="group" aria-labelledby="map-t map-d">'
        '<title id="map-t">Where it happened</title><desc id="map-d">{}</desc>{}{}</svg>'
    ).format(_WIDTH, _HEIGHT, desc, _draw_land(root), points)


def draw_place(title: str, latitude: float, longitude: float, root: str) -> Markup:
    """Give the part of the world around one place."""
    x, y = _project(latitude, longitude)
    left = min(max(x - _NEAR_WIDTH / 2, 0), _WIDTH - _NEAR_WIDTH)
    top = min(max(y - _NEAR_HEIGHT / 2, 0), _HEIGHT - _NEAR_HEIGHT)
    desc = f"{abs(latitude):.2f}° {'north' if latitude >= 0 else 'south'}, "
    desc += f"{abs(longitude):.2f}° {'east' if longitude >= 0 else 'west'}"
    return Markup(
        '<figure class="map near"><svg viewBox="{:.1f} {:.1f} {} {}" role="img" aria-labelledby="map-t map-d">'
        '<title id="map-t">{} on the map</title><desc id="map-d">{}</desc>{}'
        '<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" class="ring"/><circle cx="{x:.1f}" cy="{y:.1f}" r="2"/></svg>'
        "<figcaption>{}</figcaption></figure>"
    ).format(left, top, _NEAR_WIDTH, _NEAR_HEIGHT, title, desc, _draw_land(root), desc, x=x, y=y)


def _draw_land(root: str) -> Markup:
    return Markup('<image href="{}/world.svg" width="{}" height="{}"/>').format(root, _WIDTH, _HEIGHT)


def _draw_link(place: PlaceView, root: str, most: int) -> Markup:
    x, y = _project(place.latitude, place.longitude)
    size = _SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(place.count / most)
    said = f"{place.title}: {place.count:,} event{'s' if place.count != 1 else ''}"
    return Markup(
        '<a href="{}{}.html" aria-label="{}"><circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}"><title>{}</title></circle></a>'
    ).format(root, place.path, said, x, y, size, said)


def _project(latitude: float, longitude: float) -> tuple[float, float]:
    return (longitude - _WEST) * _UNITS, (_NORTH - latitude) * _UNITS
