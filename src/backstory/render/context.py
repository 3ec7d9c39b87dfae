"""The backstory of a text, as one screen of Markdown or whole as JSON."""

from collections.abc import Iterator, Sequence

import msgspec

from backstory.render.counting import count_things
from backstory.render.safety import encode_legal, escape_markdown, escape_markdown_line
from backstory.views.context import ContextView, NamedView
from backstory.views.pieces import RelatedView

_MOST_ENTITIES = 10
_MOST_LED = 6
_MOST_OTHERS = 3
_LONGEST_TITLE = 160
_MOST_PARTS = 4

_ENCODER = msgspec.json.Encoder()


def render_context_json(found: ContextView) -> bytes:
    """Give everything found. `docs/formats.md` describes the fields."""
    return _ENCODER.encode(found) + b"\n"


def render_context(found: ContextView) -> bytes:
    """Give what fits one screen: the most telling first, links from the site's root."""
    return encode_legal("\n".join(_write_lines(found)) + "\n")


def _write_lines(found: ContextView) -> Iterator[str]:
    yield f"# {escape_markdown(_cut(found.title or found.text))}"
    yield ""
    told = [found.publisher, found.url, f"read on {found.date}", f"as of {found.as_of}" if found.as_of else ""]
    yield escape_markdown_line(" · ".join(part for part in told if part))
    yield ""
    if found.entities:
        yield "**About** " + " · ".join(_name(named) for named in found.entities[:_MOST_ENTITIES])
    else:
        yield "It names nothing that the archive knows."
    yield from _explain(found.entities)
    yield ""
    if found.story:
        story = found.story
        place = f"[{escape_markdown(story.title)}]({story.path}.md)"
        yield f"**Story** {place}, {count_things(story.count, 'events')} from {story.first_on} to {story.last_on}"
    else:
        yield "**Story** new: no story of the archive holds most of what is related"
    for heading, others, most in (
        ("Background", found.background, _MOST_LED),
        ("The same day", found.same_day, _MOST_OTHERS),
        ("What followed", found.developments, _MOST_OTHERS),
    ):
        yield from _list_related(heading, _drop_repeated(others)[:most])
    if not (found.background or found.same_day or found.developments):
        yield ""
        yield "Nothing in the archive is related to it."


def _explain(entities: Sequence[NamedView]) -> Iterator[str]:
    """One line for each entity that its words might name, where that was asked for."""
    for named in entities:
        if named.choices:
            yield ""
            said = f"“{escape_markdown(named.mention.anchor)}”"
            beside = f" (beside {escape_markdown(', '.join(named.with_these))})" if named.with_these else ""
            yield f"{said}{beside}:"
            yield ""
        for choice in named.choices:
            parts = ", ".join(f"{name} {value:+.2f}" for name, value in choice.parts[:_MOST_PARTS])
            yield f"- {escape_markdown(choice.title)} {choice.score:+.2f}: {parts}"


def _name(named: NamedView) -> str:
    mention = named.mention
    return f"[{escape_markdown(mention.title)}]({mention.path}.md) ({count_things(named.event_count, 'events')})"


def _list_related(heading: str, others: Sequence[RelatedView]) -> Iterator[str]:
    if not others:
        return
    yield ""
    yield f"**{heading}**"
    yield ""
    for other in others:
        why = f" – {escape_markdown(other.why)}" if other.why else ""
        yield f"- {other.date} [{escape_markdown(_cut(other.headline))}]({other.path}.md){why}"


def _drop_repeated(others: Sequence[RelatedView]) -> list[RelatedView]:
    """Without events whose headline, the name of a battle that goes on for days, stands there already."""
    once: dict[str, RelatedView] = {}
    for other in others:
        once.setdefault(other.headline, other)
    return list(once.values())


def _cut(text: str) -> str:
    """The words of a text that fit one line or two."""
    if len(text) <= _LONGEST_TITLE:
        return text
    return (text[:_LONGEST_TITLE].rpartition(" ")[0] or text[:_LONGEST_TITLE]).rstrip(" ,;:–-") + "…"
