"""What became of a cited article, in words for readers."""

from backstory.render.dates import long_date
from backstory.views.pieces import SourceView

_WORDS = {
    "live": "There",
    "moved": "Moved",
    "dead": "No longer there",
    "soft-404": "No longer there: the address answers with something else",
    "paywalled": "Behind a paywall",
    "unreachable": "Could not be reached",
    "refused": "The site lets no program look",
}


def describe_state(source: SourceView) -> str:
    """Say what was found, and when: "No longer there, found on 8 January 2021". Empty where nothing was looked for."""
    words = _WORDS.get(source.status, "")
    if not words:
        return ""
    if not source.checked_at:
        return f"{words}, say the editors"
    found = f"{words}, checked on {long_date(source.checked_at[:10])}"
    since = source.status_since[:10]
    if source.status in ("dead", "soft-404") and since and since < source.checked_at[:10]:
        found += f" (since {long_date(since)} at the latest)"
    return found


def is_any_checked(sources: tuple[SourceView, ...]) -> bool:
    """Whether any of these was ever looked at: only then it says something that one was not."""
    return any(source.checked_at for source in sources)
