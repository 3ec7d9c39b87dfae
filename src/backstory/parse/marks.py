"""Private characters that stand for parsed things while a text is being read.

They come from Unicode's private use area; `remove_marks` takes any that a page itself holds out first, so that
foreign text can never pass for a mark.
"""

import html
import re

CITATION = "\ue000"  # a citation stood here
LINK_START = "\ue001"  # the words of a link follow
LINK_END = "\ue002"  # the words of a link end
HELD_START = "\ue003"  # the number of something held aside follows
HELD_END = "\ue004"
JOINED_LINE = "\ue005"  # a line break inside a template, reference or link

# Characters of markup that the page means literally (from <nowiki> or an entity) pass through the reading as these.
_MARKUP = "[]{}'<>|&*#:;="
_LITERALS = {ord(char): 0xE010 + index for index, char in enumerate(_MARKUP)}
_FROM_LITERALS = {0xE010 + index: char for index, char in enumerate(_MARKUP)}

_FOREIGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\ue02f]")
_LITERAL = re.compile("[\ue010-\ue02f]")


def remove_marks(text: str) -> str:
    """`text` without any character that is used as a mark, and without what no text may hold (control characters)."""
    return _FOREIGN.sub("", text)


def unescape_entities(text: str) -> str:
    """`text` with its entities (``&amp;``, ``&#039;``) as the characters they mean."""
    return remove_marks(html.unescape(text)).replace("\n", " ").replace("\r", " ")


def protect_literals(text: str) -> str:
    """`text` with its markup characters replaced by literals that no grammar reads."""
    return text.translate(_LITERALS)


def restore_literals(text: str) -> str:
    """The inverse of `protect_literals`."""
    return text if text.isascii() or not _LITERAL.search(text) else text.translate(_FROM_LITERALS)
