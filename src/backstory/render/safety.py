"""Where text from outside is made safe. Nothing else in Backstory escapes.

HTML is escaped by the templates' autoescape, after which `drop_illegal` takes out what no HTML or XML page may
hold; `backstory.views.web` lets only addresses of the web out; the rest is here by format.
"""

import re

from backstory.views.web import web_url

# What XML 1.0 (section 2.2) does not allow, with the C1 controls and non-characters that HTML does not allow either.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Nearly all of a page: without it, little is left to look through.
_PLAIN = bytes([*b"\t\n\r", *range(0x20, 0x7F)])

# Markdown (CommonMark 0.31): what would begin a link, code, HTML, emphasis or an escape anywhere in a line. An
# underscore inside a word and a lone ampersand mean themselves.
_MARKDOWN_HINT = re.compile(r"[\\\[\]<`*_&~]")
_MARKDOWN_SPECIAL = re.compile(r"[\\\[\]<`*]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|~~")
_MARKDOWN_MARK = re.compile(r"(?:#{1,6}(?=\s|$)|>|[-+](?=\s|$)|={2,}\s*$|-{2,}\s*$|~{3,})")
_MARKDOWN_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_URL_SPECIAL = re.compile(r"[\\<>\"`{}|^\x00-\x20\x7f]")

_SCRIPT_SPECIAL = re.compile("[<>&\u2028\u2029]")


def drop_illegal(text: str) -> str:
    """Give the text without characters that HTML or XML 1.0 forbid."""
    return encode_legal(text).decode()


def encode_legal(text: str) -> bytes:
    """Give the text as UTF-8, without characters that HTML or XML 1.0 forbid."""
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        return _ILLEGAL.sub("", text).encode()
    rest = encoded.translate(None, _PLAIN)
    return _ILLEGAL.sub("", text).encode() if rest and _ILLEGAL.search(rest.decode()) else encoded


def escape_xml(text: str) -> str:
    """Give the text as content of an XML element or of an attribute in double quotes."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if '"' in text:
        text = text.replace('"', "&quot;")
    return text.replace("<", "&lt;").replace(">", "&gt;") if "<" in text or ">" in text else text


def escape_markdown(text: str) -> str:
    """Give the text for the middle of a Markdown line: as link text, in a heading, in emphasis.

    Only what would change its meaning is escaped: plain sentences come out as they are.
    """
    text = _join_lines(text)
    # Few texts have any of these; looking for the whole pattern takes three times as long.
    if _MARKDOWN_HINT.search(text):
        text = _MARKDOWN_SPECIAL.sub(_escape_mark, text)
    return text


def escape_markdown_line(text: str) -> str:
    """Give the text as a Markdown paragraph: what would begin a heading, list, quotation or rule is escaped too."""
    text = escape_markdown(text)
    if _MARKDOWN_MARK.match(text):
        return "\\" + text
    return _MARKDOWN_NUMBER.sub(r"\1\\\2", text, count=1) if _MARKDOWN_NUMBER.match(text) else text


def escape_markdown_url(url: str) -> str:
    """Give the address for the round brackets of a Markdown link; brackets in it stay where they are paired."""
    url = _URL_SPECIAL.sub(_percent_encode, web_url(url))
    return url if _is_paired(url) else url.replace("(", "%28").replace(")", "%29")


def escape_script(json: str) -> str:
    """Give JSON that cannot end the script element it stands in."""
    return _SCRIPT_SPECIAL.sub(lambda match: f"\\u{ord(match[0]):04x}", json)


def _join_lines(text: str) -> str:
    return " ".join(text.split()) if "\n" in text or "\r" in text else text.strip()


def _escape_mark(match: re.Match[str]) -> str:
    return "".join("\\" + character for character in match[0])


def _percent_encode(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


def _is_paired(url: str) -> bool:
    depth = 0
    for character in url:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0
