"""When to ask a server again, and how long to wait before."""

import random
import time
from collections.abc import Callable
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TypeVar

import tenacity

from backstory.errors import FetchError
from backstory.model.record import Record

T = TypeVar("T")

TRANSIENT_STATUSES = frozenset({408, 429, 500, 502, 503, 504})


class RetryOptions(Record, frozen=True, kw_only=True):
    """How often and how patiently to try. The wait doubles from `first_wait_s` up to `longest_wait_s`.

    A server that asks for more patience than `retry_after_max_s` gets none: that is a failure to report.
    """

    attempts: int = 6
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0
    retry_after_max_s: float = 300.0


class TransientError(FetchError):
    """A failure that may pass: `wait_s` is what the server asked to wait, 0 where it did not say."""

    def __init__(self, message: str, *, url: str = "", wait_s: float = 0.0) -> None:
        super().__init__(message, url=url)
        self.wait_s = wait_s


class Retrying:
    """Calls something until it no longer raises TransientError, or its attempts are used up (FetchError)."""

    def __init__(self, options: RetryOptions, sleep: Callable[[float], None]) -> None:
        self._options = options
        self._sleep = sleep

    def call(self, action: Callable[[], T]) -> T:
        """The action's result; waits between attempts are at least what the server asked for, plus jitter."""
        retrying = tenacity.Retrying(
            sleep=self._sleep,
            stop=tenacity.stop_after_attempt(self._options.attempts),
            wait=self._choose_wait,
            retry=tenacity.retry_if_exception(self._is_worth_retrying),
            reraise=True,
        )
        attempts = 0

        def attempt() -> T:
            nonlocal attempts
            attempts += 1
            return action()

        try:
            return retrying(attempt)
        except TransientError as error:
            raise FetchError(self._explain(error, attempts), url=error.url) from error

    def _is_worth_retrying(self, error: BaseException) -> bool:
        return isinstance(error, TransientError) and error.wait_s <= self._options.retry_after_max_s

    def _choose_wait(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.wait_s if isinstance(error, TransientError) else 0.0
        doubled = self._options.first_wait_s * 2.0 ** (state.attempt_number - 1)
        # jitter keeps many archives that were refused together from coming back together
        return max(asked, min(doubled, self._options.longest_wait_s)) * random.uniform(1.0, 1.25)

    def _explain(self, error: TransientError, attempts: int) -> str:
        if error.wait_s > self._options.retry_after_max_s:
            return f"{error}; it asks to come back in {error.wait_s:.0f} s. Try again then."
        return f"{error}; gave up after {attempts} attempt{'s'[: attempts - 1]}. Try again later."


def read_retry_after(value: str, now: Callable[[], float] = time.time) -> float:
    """Seconds that a Retry-After header asks to wait (RFC 9110, 10.2.3: seconds or a date); 0 where unreadable."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):  # no date, or a zone of which there can be none
        return 0.0
    return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now())
