"""The MediaWiki Action API: queries, their continuation, and the errors that arrive with HTTP 200.

https://www.mediawiki.org/wiki/API:Query, https://www.mediawiki.org/wiki/Manual:Maxlag_parameter
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from backstory.errors import FetchError
from backstory.fetch.client import Answer, Client
from backstory.fetch.wire import Page, QueryPart, WireAnswer, decode_answer

BATCH_TITLES = 50  # the API's limit on titles a query, for anybody without special rights
MAXLAG_S = 5  # Wikimedia's advice for programs nobody waits for
FORBIDDEN_IN_TITLES = frozenset("#<>[]{}|\x1f\ufffd")

# Errors that pass by themselves; all others say that the query is wrong.
PASSING_CODES = ("maxlag", "ratelimited", "readonly", "internal_api_error")


class ApiError(FetchError):
    """The API refused a query; `code` is its name for the reason."""

    def __init__(self, message: str, *, url: str = "", code: str = "") -> None:
        super().__init__(message, url=url)
        self.code = code


class Api:
    """One wiki's Action API."""

    def __init__(self, url: str, client: Client) -> None:
        self._url = url
        self._client = client

    def ask_about(self, titles: Iterable[str], params: Mapping[str, str]) -> dict[str, Page]:
        """What the wiki knows of up to 50 titles: for each as asked its page, redirects followed, all parts merged.

        A title that the wiki cannot have at all (brackets in it, another wiki's prefix) may have no page here.
        """
        cleaned = {title: clean_title(title) for title in titles}
        possible = dict.fromkeys(title for title in cleaned.values() if title and not FORBIDDEN_IN_TITLES & set(title))
        if not possible:
            return {}
        steps: dict[str, str] = {}
        pages: dict[str, Page] = {}
        for part in self.ask_in_parts({**params, "titles": "|".join(possible), "redirects": "1"}):
            for step in part.normalized + part.converted + part.redirects:
                steps[step.source] = step.target
            for page in part.pages:
                if page.title in pages:
                    pages[page.title].merge(page)
                else:
                    pages[page.title] = page
        targets = {title: follow_steps(clean, steps) for title, clean in cleaned.items()}
        return {title: pages[target] for title, target in targets.items() if target in pages}

    def ask_in_parts(self, params: Mapping[str, str]) -> Iterator[QueryPart]:
        """The `query` part of each answer until there is nothing to continue with.

        An answer over the wiki's size limit has `revisions: []` for pages that did not fit: only all parts together
        say what a page has.
        """
        fixed = {"action": "query", "format": "json", "formatversion": "2", "maxlag": str(MAXLAG_S), **params}
        going_on: dict[str, str] = {}
        while True:
            answer = self._client.query(self._url, {**fixed, **going_on}, find_fault=find_passing_fault)
            content = self._check(answer)
            yield content.query
            following = {name: str(value) for name, value in content.going_on.items()}
            if not following:
                return
            if following == going_on:
                raise FetchError(
                    f"{self._url} goes round in a circle: it continues its answer where it already was, probably"
                    " because one page alone is over its size limit.",
                    url=answer.url,
                )
            going_on = following

    def _check(self, answer: Answer) -> WireAnswer:
        if answer.status != 200:
            raise FetchError(
                f"{self._url} answered with status {answer.status}. Is it the address of a wiki's api.php?",
                url=answer.url,
            )
        content = decode_answer(answer.body, self._url)
        if content.error:
            message = f"{self._url} refused the query: {content.error.info} ({content.error.code})"
            raise ApiError(message, url=answer.url, code=content.error.code)
        return content


def find_passing_fault(answer: Answer) -> str:
    """What is wrong with an answer that a repetition may mend: an error that passes, or a body that is no answer."""
    if answer.status != 200:
        return ""
    try:
        error = decode_answer(answer.body, "it").error
    except FetchError as unreadable:
        return str(unreadable).removeprefix("it answered with ").removeprefix("it answered in ")
    return f"the error {error.code!r}" if error and error.code.startswith(PASSING_CODES) else ""


def clean_title(title: str) -> str:
    """The title as the API hands it back: composed Unicode (NFC), single spaces."""
    return " ".join(unicodedata.normalize("NFC", title).split())


def follow_steps(title: str, steps: Mapping[str, str]) -> str:
    """Where the title leads; a circle ends where it closes."""
    seen = {title}
    while title in steps and steps[title] not in seen:
        title = steps[title]
        seen.add(title)
    return title


def split_batches(items: Iterable[str]) -> Iterator[list[str]]:
    """The items, each once, in lists of up to 50."""
    unique = list(dict.fromkeys(items))
    for start in range(0, len(unique), BATCH_TITLES):
        yield unique[start : start + BATCH_TITLES]
