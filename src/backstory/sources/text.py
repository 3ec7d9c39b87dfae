"""Words of a page made fit to quote: no markup, no escapes, no mojibake, one kind of space."""

import html
import re
import unicodedata

import ftfy

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_SPACES = re.compile(r"\s+")
_HIDDEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufffd"), None)
_MOJIBAKE = re.compile("[ÃÂâÐÑï][\u0080-\u00bf\u0152-\u0178\u2013-\u2122]")
_FIX = ftfy.TextFixerConfig(
    uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False, unescape_html=False, normalization="NFC"
)
LONGEST_QUOTE = 420
"""Characters: a quotation, not the article. Longer descriptions are its first paragraphs."""


def clean_text(text: object) -> str:
    """The plain words of something a page says; anything but a string gives nothing."""
    if not isinstance(text, str):
        return ""
    for _ in range(2):  # what a program escaped, another escaped again
        if "&" in text:
            text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if _MOJIBAKE.search(text):
        text = ftfy.fix_text(text, config=_FIX)
    text = unicodedata.normalize("NFC", text).translate(_HIDDEN)
    return _SPACES.sub(" ", "".join(char if char >= " " else " " for char in text)).strip()


def cut_quote(text: str) -> str:
    """The text, or as many whole sentences or words of it as a quotation may have."""
    if len(text) <= LONGEST_QUOTE:
        return text
    start = text[:LONGEST_QUOTE]
    sentence = max(start.rfind(mark) for mark in (". ", "! ", "? ", "。", "।"))
    if sentence > LONGEST_QUOTE // 3:
        return start[: sentence + 1].rstrip()
    return start.rpartition(" ")[0].rstrip(" ,;:–—-") + " …" if " " in start else start + "…"


def is_cut(text: str) -> bool:
    """Whether the text ends in the dots of a cut."""
    return text.rstrip("\"'”’ )").endswith(("...", "…", "[…]", "[...]"))
