"""Answers: what is to be sent, before it is packed for the one who asked."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from backstory.errors import BackstoryError, NotFoundError, PublishError, StoreError, TimeLimitError
from backstory.render import Site, render_problem
from backstory.store.changes import Moment

JSON = "application/json"
PROBLEM = "application/problem+json"

_ENCODER = msgspec.json.Encoder()
_TITLES = {
    400: "Bad request",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    408: "Request timeout",
    410: "Gone",
    413: "Content too large",
    414: "Address too long",
    415: "Unsupported media type",
    421: "Misdirected request",
    429: "Too many requests",
    500: "Internal error",
    503: "Service unavailable",
}


class Answer(NamedTuple):
    """A whole answer. `moment` is the archive's when it was made; None for what is not to be kept.

    `is_negotiated` says that another Accept header would have got another format.
    """

    status: int
    media_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    moment: Moment | None = None
    is_negotiated: bool = False


def show_problem(answer: Answer, site: Site) -> Answer:
    """A problem as a page for people, who are not to read JSON; other answers as they are."""
    if answer.media_type != PROBLEM:
        return answer
    said = msgspec.json.decode(answer.body)
    try:
        body = render_problem(site, said["title"], said["detail"])
    except PublishError:
        return answer  # the theme's page for problems is one itself
    # A browser that is told to come again comes again by itself.
    again = tuple(("Refresh", value) for name, value in answer.headers if name == "Retry-After" and len(value) < 3)
    return Answer(
        answer.status,
        "text/html; charset=utf-8",
        body,
        (*answer.headers, *again),
        is_negotiated=True,
    )


class ProblemError(Exception):
    """An answer that is an error, raised from wherever it is found out."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> None:
        super().__init__(detail)
        self.answer = describe_problem(status, detail, headers, **more)


def describe_problem(status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> Answer:
    """The one shape of errors: RFC 9457, with members `more` beside the standard's own."""
    body = {"type": "about:blank", "title": _TITLES.get(status, "Error"), "status": status, "detail": detail, **more}
    return Answer(status, PROBLEM, _ENCODER.encode(body) + b"\n", tuple((headers or {}).items()))


def explain_failure(error: BaseException) -> Answer:
    """The answer for an exception; what went wrong inside is never told."""
    if isinstance(error, ProblemError):
        return error.answer
    if isinstance(error, TimeLimitError):
        return describe_problem(503, str(error), {"Retry-After": "5"})
    if isinstance(error, NotFoundError):
        return describe_problem(404, str(error))
    # Of the archive's errors only those of its file name one; the others are about what was asked.
    if isinstance(error, StoreError) and error.path:
        return describe_problem(503, "The archive cannot be read at the moment.", {"Retry-After": "5"})
    if isinstance(error, BackstoryError) and not isinstance(error, PublishError):  # that one is about the theme
        return describe_problem(400, str(error))
    return describe_problem(500, "Something failed here. The log says what.")


def encode_json(value: Any) -> bytes:
    """The value as a line of JSON."""
    return _ENCODER.encode(value) + b"\n"
