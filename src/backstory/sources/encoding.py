"""A page's bytes as text: the charset that was declared, where it fits, else the one found by looking."""

import codecs
import re

from charset_normalizer import from_bytes

# Names as the web means them (https://encoding.spec.whatwg.org/): pages that say Latin-1 are written in windows-1252.
_MEANT = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030",
    "gb_2312-80": "gb18030", "x-gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "ksc5601": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "iso-8859-8-i": "iso-8859-8", "x-mac-roman": "mac-roman", "utf8": "utf-8", "unicode": "utf-8", "utf-16": "utf-8",
    "big5": "big5hkscs", "win-1251": "cp1251",
}  # fmt: skip
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_IN_PAGE = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,100}encoding=[\"']([\w.:-]+)", re.I
)
_SNIFFED_BYTES = 64 * 1024
_WRITTEN_IN = {"gb18030": "zh", "big5hkscs": "zh", "cp932": "ja", "euc-jp": "ja", "iso-2022-jp": "ja", "cp949": "ko",
               "cp874": "th", "iso-8859-7": "el", "windows-1253": "el", "windows-1255": "he"}  # fmt: skip


def decode_page(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The text of a page and the charset it was read in. Never fails: what fits nothing is read with gaps.

    A mark at its start decides, then what the server says, then the page itself. A server's Latin-1 is often only a
    default: the page's own word counts more, and bytes that are valid UTF-8 are UTF-8 whatever is said.
    """
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace"), charset
    served = find_charset(content_type.encode("ascii", "replace"), header=True)
    written = find_charset(body[:4096], header=False)
    candidates = [written, served] if served == "cp1252" and written else [served, written]
    if "utf-8" not in candidates and is_utf8(body):
        candidates.insert(0, "utf-8")
    for charset in dict.fromkeys(name for name in [*candidates, "utf-8"] if name):
        text = decode_strictly(body, charset)
        if text is not None:
            return text, charset
    best = from_bytes(body[:_SNIFFED_BYTES], steps=3, chunk_size=512).best()
    charset = best.encoding if best and best.encoding else next((name for name in candidates if name), "cp1252")
    return body.decode(charset, "replace"), charset


def guess_language(charset: str) -> str:
    """The language that a charset was made for; empty where it serves many."""
    return _WRITTEN_IN.get(charset, "")


def find_charset(text: bytes, *, header: bool) -> str:
    """The charset declared in a header or a page's beginning, as Python knows it; empty where there is none."""
    if header:
        found = _IN_HEADER.search(text.decode("ascii", "replace"))
        name = found[1] if found else ""
    else:
        tag = _IN_PAGE.search(text)
        name = (tag[1] or tag[2]).decode("ascii", "replace") if tag else ""
    name = _MEANT.get(name.strip().lower(), name.strip().lower())
    try:
        return name if name and codecs.lookup(name)._is_text_encoding else ""  # type: ignore[attr-defined, unused-ignore]
    except LookupError:
        return ""


def is_utf8(body: bytes) -> bool:
    """Whether the bytes are valid UTF-8 with letters beyond ASCII, which no other charset's text is by chance."""
    return not body.isascii() and decode_strictly(body, "utf-8") is not None


def decode_strictly(body: bytes, charset: str) -> str | None:
    """The text, or None where the bytes do not fit; a character cut off at the end is left out.

    A few wrong bytes in a long page are an advertisement's: up to one in a thousand is forgiven, for UTF-8 none.
    """
    try:
        return codecs.getincrementaldecoder(charset)("strict").decode(body)
    except (UnicodeError, LookupError):
        pass
    if charset == "utf-8":
        return None
    text = body.decode(charset, "replace")
    return text if text.count("\ufffd") * 1000 <= len(text) else None
