"""The content security policy that every page states: its own style sheet and script, and nothing from elsewhere."""

from backstory.views.pages import EventPage, Page
from backstory.views.web import web_url

_ALWAYS = "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'"
_SEARCH = "; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; img-src 'self'"


def state_policy(page: Page) -> str:
    """Give the policy of a page. Only an event with a cover image may load images, which may be redirected."""
    has_cover = isinstance(page, EventPage) and page.picture and web_url(page.picture.url)
    return f"{_ALWAYS}; script-src 'self'; img-src 'self'{' https: http:' if has_cover else ''}"


def state_search_policy() -> str:
    """Give the policy of the search page: it fetches the index, and WebAssembly in a worker reads it."""
    return _ALWAYS + _SEARCH
