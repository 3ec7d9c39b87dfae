"""Marks of language on words that may not be the page's: `lang` where it is known, the direction always."""

import re

from markupsafe import Markup

# What an article says of its own language, as BCP 47 has it; people write "en_US" too.
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_PAGES_OWN = "en"
# Written from right to left (https://www.w3.org/International/questions/qa-scripts).
_FROM_THE_RIGHT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ku", "ps", "sd", "syr", "ug", "ur", "yi"})


def mark_language(text: str, language: str = "") -> Markup:
    """Give the attributes, with a space before, for an element that holds `text`; none for the page's own language."""
    tag = language.strip().replace("_", "-")
    if not _TAG.fullmatch(tag):
        return Markup("") if text.isascii() else Markup(' dir="auto"')
    primary = tag.split("-")[0].lower()
    if primary == _PAGES_OWN:
        return Markup("")
    direction = "rtl" if primary in _FROM_THE_RIGHT and "-latn" not in tag.lower() else "ltr"
    return Markup(' lang="{}" dir="{}"').format(tag, direction)
