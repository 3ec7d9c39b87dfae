"""Maps as inline SVG over an outline of land that all pages share, `static/world.svg`: no tiles, no script."""

import math
from collections.abc import Sequence
from typing import Protocol

from markupsafe import Markup

from backstory.render.counting import count_things
from backstory.views.pieces import PlaceView

# The outline's own measures: two units a degree, from 180 degrees west and 84 degrees north.
_UNITS, _WEST, _NORTH = 2, -180, 84
_WIDTH, _HEIGHT = 720, 284
# A map of one place shows so much around it: 80 by 40 degrees.
_NEAR_WIDTH = 160
# The frame of several places is so much wider than what lies between them.
_MARGIN = 1.4
_MOST_SAID = 5
_SMALLEST, _LARGEST = 2.2, 9.0


class Placed(Protocol):
    """What has a name and coordinates in degrees north and east."""

    @property
    def title(self) -> str:
        """Its name."""

    @property
    def latitude(self) -> float:
        """Degrees north."""

    @property
    def longitude(self) -> float:
        """Degrees east."""


def draw_world(places: Sequence[PlaceView], root: str) -> Markup:
    """Give the world with a linked point for each place, the larger the more events it has; the largest below."""
    most = max((place.count for place in places), default=1)
    points = Markup("").join(_draw_link(place, root, most) for place in places)
    counted = count_things(len(places), "places")
    desc = f"{counted}, each a point as large as its number of events; the same places are listed below."
    return Markup(
        '<svg viewBox="0 0 {} {}" role="group" aria-labelledby="map-t map-d">'
        '<title id="map-t">Where it happened</title><desc id="map-d">{}</desc>{}{}</svg>'
    ).format(_WIDTH, _HEIGHT, desc, _draw_land(root), points)


def draw_places(places: Sequence[Placed], root: str, *, caption: str = "") -> Markup:
    """Give the part of the world around the places, a point for each; without a `caption` it says where that is."""
    points = [_project(place.latitude, place.longitude) for place in places]
    left, top, width, height = _find_frame(points)
    shown = _list_names([place.title for place in places])
    desc = "; ".join(
        f"{place.title + ': ' if len(places) > 1 else ''}{_say_position(place)}" for place in places[:_MOST_SAID]
    )
    if len(points) == 1:
        ((x, y),) = points
        marks = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="5.5" class="ring"/>').format(x, y)
        marks += Markup('<circle cx="{:.1f}" cy="{:.1f}" r="2"/>').format(x, y)
    else:
        # Points look as large on a map of the whole world as on one of the least size.
        size = 3 * width / _NEAR_WIDTH
        marks = Markup("").join(
            Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}"/>').format(x, y, size) for x, y in points
        )
    return Markup(
        '<figure class="map near"><svg viewBox="{:.1f} {:.1f} {:.0f} {:.0f}" role="img" aria-labelledby="map-t map-d">'
        '<title id="map-t">{} on the map</title><desc id="map-d">{}</desc>{}{}</svg>'
        "<figcaption>{}</figcaption></figure>"
    ).format(left, top, width, height, shown, desc, _draw_land(root), marks, caption or desc)


def name_places(places: Sequence[Placed]) -> str:
    """Name the places of a map: "Konna, Mopti and 3 more"."""
    return _list_names([place.title for place in places])


def _find_frame(points: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Give left, top, width and height of the part of the world that shows the points, twice as wide as high."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    spread = max((max(xs) - min(xs)) * _MARGIN, (max(ys) - min(ys)) * _MARGIN * 2)
    if spread > _WIDTH * _MARGIN / 2:
        return 0, 0, _WIDTH, _HEIGHT
    width = max(_NEAR_WIDTH, spread)
    height = min(width / 2, _HEIGHT)
    left = min(max((min(xs) + max(xs)) / 2 - width / 2, 0), _WIDTH - width)
    top = min(max((min(ys) + max(ys)) / 2 - height / 2, 0), _HEIGHT - height)
    return left, top, width, height


def _say_position(place: Placed) -> str:
    return (
        f"{abs(place.latitude):.2f}° {'north' if place.latitude >= 0 else 'south'}, "
        f"{abs(place.longitude):.2f}° {'east' if place.longitude >= 0 else 'west'}"
    )


def _list_names(names: Sequence[str]) -> str:
    if len(names) > _MOST_SAID:
        names = [*names[: _MOST_SAID - 1], f"{len(names) - _MOST_SAID + 1} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _draw_land(root: str) -> Markup:
    return Markup('<image href="{}/world.svg" width="{}" height="{}"/>').format(root, _WIDTH, _HEIGHT)


def _draw_link(place: PlaceView, root: str, most: int) -> Markup:
    x, y = _project(place.latitude, place.longitude)
    size = _SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(place.count / most)
    said = f"{place.title}: {count_things(place.count, 'events')}"
    return Markup(
        '<a href="{}{}.html" aria-label="{}"><circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}"><title>{}</title></circle></a>'
    ).format(root, place.path, said, x, y, size, said)


def _project(latitude: float, longitude: float) -> tuple[float, float]:
    return (longitude - _WEST) * _UNITS, (_NORTH - latitude) * _UNITS
