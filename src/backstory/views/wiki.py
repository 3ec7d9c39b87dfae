"""Addresses at Wikipedia and Wikidata, and the credit that its editors' text asks for."""

from urllib.parse import quote

CREDIT_TEXT = "Text by the editors of Wikipedia's Current Events portal"
LICENCE = "CC BY-SA 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by-sa/4.0/"


def url_of_title(title: str) -> str:
    """Give the address of Wikipedia's page of that title."""
    return "https://en.wikipedia.org/wiki/" + quote(title.replace(" ", "_"), safe="/:,()!*@;~$-._'")


def url_of_qid(qid: str) -> str:
    """Give the address of a Wikidata item; empty for an empty one."""
    return f"https://www.wikidata.org/wiki/{quote(qid)}" if qid else ""
