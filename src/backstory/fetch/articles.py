"""Cited articles, fetched politely: many hosts at once, one request at a time per host, within the run's budget.

The calling thread decides everything; worker threads only exchange. A host's robots.txt is asked for first, redirects
are steps of the host they lead to and keep its rules too.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

from backstory.fetch.exchange import Exchanger, Reply
from backstory.fetch.guard import RefusedError
from backstory.fetch.hosts import Hosts, Step
from backstory.fetch.reading import HeadReader
from backstory.fetch.retries import read_retry_after
from backstory.fetch.robots import MOST_REDIRECTS, RobotsCache, authority_of
from backstory.model.record import Record

OnStart = Callable[[Sequence[str]], None]


class ArticleOptions(Record, frozen=True, kw_only=True):
    """How politely and how much. A budget of 0 is none.

    `delay_s` lies between the end of one request and the next one to the same host. A host that fails `patience`
    times in a row, or asks for a longer wait than `longest_wait_s`, is left alone for the rest of the run.

    `accept` asks for documents of these types instead of pages, and takes all of whatever comes. Without `keeps_robots`
    sites are not asked for their rules: for what they offer to programs, such as a feed that somebody follows.
    """

    at_once: int = 32
    delay_s: float = 1.0
    longest_wait_s: float = 60.0
    patience: int = 3
    max_redirects: int = 8
    budget_articles: int = 0
    budget_s: float = 0.0
    budget_bytes: int = 0
    cache_dir: str = ""
    accept: str = ""
    keeps_robots: bool = True


class ArticleRequest(Record, frozen=True, kw_only=True):
    """An article to ask for: `key` is what the caller knows it by; `etag` and `last_modified` are its last answer's."""

    key: str
    url: str
    etag: str = ""
    last_modified: str = ""


class Visit(Record, frozen=True, kw_only=True):
    """What came of one request: the last reply, and the addresses that redirected to it, in order.

    `is_permanent`: there were such, and all redirected for good.

    `reply.fault` may also be "robots" (the site does not want it read), "busy" (429 or 503; come back in `wait_s`),
    "circle" (redirects without end) or "postponed" (not asked in this run: the host is failing or asked for a pause).
    """

    key: str
    reply: Reply
    hops: tuple[str, ...] = ()
    wait_s: float = 0.0
    is_permanent: bool = False


class ArticleFetcher:
    """Fetches articles. Close it, or use it in a `with`; the exchanger stays open."""

    def __init__(
        self, exchanger: Exchanger, options: ArticleOptions | None = None, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.options = options or ArticleOptions()
        self.robots = RobotsCache(self.options.cache_dir)
        self._exchanger = exchanger
        self._now = now
        self._hosts = Hosts()
        self._pool = ThreadPoolExecutor(self.options.at_once, "fetch")
        self._answers: SimpleQueue[tuple[Step, Reply]] = SimpleQueue()
        self._requests: list[ArticleRequest] = []
        self._parked: dict[str, list[Step]] = {}
        self._done: deque[Visit] = deque()
        self._running = 0
        self._is_stopping = False
        self.asked = 0
        self.bytes_read = 0

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Stop asking; what is under way ends within its time limit."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def stop(self) -> None:
        """Start nothing new; `fetch` ends when what is under way has come back."""
        self._is_stopping = True

    def fetch(self, requests: Iterable[ArticleRequest], on_start: OnStart) -> Iterator[list[Visit]]:
        """Ask for all of them; what came of them, in whatever order, as soon as it is there, in small lists.

        `on_start` is told the keys that are about to be asked for the first time: once it returns, they are asked. An
        interrupted caller so knows what was asked and not answered. Requests that the budget leaves out do not appear.
        """
        started_at = self._now()
        self._requests = list(requests)
        for number, request in enumerate(self._requests):
            self._add(Step(url=request.url, host="", number=number))
        while True:
            if self._is_spent(started_at):
                self._is_stopping = True
            if not self._is_stopping:
                self._start_ready(on_start)
            self._collect()
            if self._done:
                yield list(self._done)
                self._done.clear()
            elif not self._running and (self._is_stopping or self._hosts.next_at() is None):
                return

    def _is_spent(self, started_at: float) -> bool:
        options = self.options
        return (
            (0 < options.budget_articles <= self.asked)
            or (0 < options.budget_s <= self._now() - started_at)
            or (0 < options.budget_bytes <= self.bytes_read)
        )

    def _add(self, step: Step, *, first: bool = False) -> None:
        """Queue a step at its host, or say at once why it cannot be asked."""
        try:
            place = self._exchanger.guard.check_url(step.url)
        except RefusedError as error:
            refusal = Reply(url=step.url, fault="refused", detail=str(error))
            if step.is_robots:
                self._learn(step.authority, refusal)
            else:
                self._finish(step, refusal)
            return
        self._hosts.add(
            Step(url=place.url, host=place.host, number=step.number, authority=step.authority, hops=step.hops,
                 is_permanent=step.is_permanent, attempt=step.attempt),
            first=first,
        )  # fmt: skip

    def _start_ready(self, on_start: OnStart) -> None:
        """Start what may be started now."""
        starting: list[Step] = []
        budget = self.options.budget_articles
        while self._running + len(starting) < self.options.at_once and (step := self._hosts.take(self._now())):
            ready = step if step.is_robots else self._check_rules(step)
            if ready is None:
                continue
            starting.append(ready)
            if not ready.is_robots and not ready.hops and not ready.attempt:
                self.asked += 1
                if 0 < budget <= self.asked:
                    break
        keys = [self._requests[s.number].key for s in starting if not s.is_robots and not s.hops and not s.attempt]
        if keys:
            on_start(keys)
        for step in starting:
            self._running += 1
            self._pool.submit(self._exchange, step)

    def _check_rules(self, step: Step) -> Step | None:
        """The step itself where the site allows it; the question for its rules where they are unknown; else None."""
        authority = authority_of(step.url)
        if not self.options.keeps_robots:
            return step
        if not self.robots.is_known(authority):
            waiting = self._parked.setdefault(authority, [])
            waiting.append(step)
            if len(waiting) == 1:
                return Step(url=f"{authority}/robots.txt", host=step.host, authority=authority)
            self._hosts.release(step.host, 0.0)
            return None
        if self.robots.may_ask(step.url):
            return step
        self._hosts.release(step.host, 0.0)
        fault = "robots" if self.robots.is_open(step.url) else "postponed"
        detail = "its robots.txt asks not to" if fault == "robots" else "its robots.txt could not be read"
        self._finish(step, Reply(url=step.url, fault=fault, detail=detail))
        return None

    def _exchange(self, step: Step) -> None:
        """One exchange, in a worker thread."""
        try:
            reply = self._ask(step)
        except Exception as error:  # a worker that dies silently would leave its host waiting for ever
            reply = Reply(url=step.url, fault="broken", detail=f"{type(error).__name__}: {error}")
        self._answers.put((step, reply))

    def _ask(self, step: Step) -> Reply:
        if step.is_robots:
            return self._exchanger.ask(step.url, accept=is_any_type)
        headers = self._validators(step)
        if self.options.accept:
            return self._exchanger.ask(step.url, {**headers, "Accept": self.options.accept}, accept=is_any_type)
        return self._exchanger.ask(step.url, headers, is_enough=HeadReader())

    def _validators(self, step: Step) -> Mapping[str, str]:
        request = self._requests[step.number]
        headers = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
        return {name: value for name, value in headers.items() if value and value.isprintable() and value.isascii()}

    def _collect(self) -> None:
        """Take answers: wait for the first until something may be started, then all that are there."""
        next_at = self._hosts.next_at()
        has_room = self._running < self.options.at_once and not self._is_stopping
        wait_s = max(0.0, next_at - self._now()) if next_at is not None and has_room else 1.0
        if self._done:
            wait_s = 0.0
        if not self._running:
            if wait_s and next_at is not None and not self._is_stopping:
                time.sleep(min(wait_s, 0.5))
            return
        try:
            self._take_answer(*self._answers.get(timeout=min(wait_s, 0.5)))
            # what else there is, but not so much that storing it lets hosts wait
            for _ in range(self.options.at_once):
                self._take_answer(*self._answers.get_nowait())
        except Empty:
            return

    def _take_answer(self, step: Step, reply: Reply) -> None:
        self._running -= 1
        self.bytes_read += len(reply.body)
        pause_s = max(self.options.delay_s, self.robots.delay_s(step.url))
        wait_s = 0.0
        if reply.status in (429, 503):
            wait_s = read_retry_after(reply.headers.get("retry-after", ""))
            pause_s = max(pause_s, min(wait_s, self.options.longest_wait_s))
        self._hosts.release(step.host, self._now() + pause_s)
        failed = reply.fault in ("unresolved", "unreachable")
        failures = self._hosts.count_failure(step.host, failed=failed)
        if reply.location:
            self._follow(step, reply)
        elif step.is_robots:
            self._learn(step.authority, reply)
        elif reply.status in (429, 503):
            self._wait(step, reply, wait_s)
        else:
            self._finish(step, reply)
        if failures >= self.options.patience or reply.fault == "unresolved":
            self._give_up(step.host, reply)

    def _follow(self, step: Step, reply: Reply) -> None:
        hops = (*step.hops, step.url)
        most = MOST_REDIRECTS if step.is_robots else self.options.max_redirects
        target = reply.location
        if len(hops) > most or (target in hops and not step.is_robots):
            if step.is_robots:
                self._learn(step.authority, Reply(url=step.url, status=404))
            else:
                self._finish(
                    step, Reply(url=step.url, status=reply.status, fault="circle", detail="redirects in a circle")
                )
            return
        is_permanent = step.is_permanent and reply.status in (301, 308)
        self._add(
            Step(url=target, host="", number=step.number, authority=step.authority, hops=hops,
                 is_permanent=is_permanent),
            first=True,
        )  # fmt: skip

    def _wait(self, step: Step, reply: Reply, wait_s: float) -> None:
        """A host that is busy is asked once more after its pause, unless that is too long for this run."""
        if wait_s <= self.options.longest_wait_s and step.attempt == 0:
            again = Step(url=step.url, host=step.host, number=step.number, hops=step.hops,
                         is_permanent=step.is_permanent, attempt=1)  # fmt: skip
            self._hosts.add(again, first=True)
            return
        detail = f"status {reply.status}"
        self._finish(step, Reply(url=reply.url, status=reply.status, fault="busy", detail=detail), wait_s)
        if wait_s > self.options.longest_wait_s or step.attempt:
            self._give_up(step.host, Reply(url=step.url, fault="postponed", detail="it asked for a pause"), wait_s)

    def _give_up(self, host: str, reply: Reply, wait_s: float = 0.0) -> None:
        """What waits at a host comes to the same end as what was tried there."""
        for step in self._hosts.drop(host):
            self._finish(step, Reply(url=step.url, fault=reply.fault, detail=reply.detail), wait_s)

    def _learn(self, authority: str, reply: Reply) -> None:
        parked = self._parked.pop(authority, [])
        if reply.fault in ("refused", "unresolved", "unreachable", "broken"):
            # nobody to ask for rules, so nobody to ask for pages either
            for step in parked:
                self._finish(step, Reply(url=step.url, fault=reply.fault, detail=reply.detail))
            return
        self.robots.learn(authority, reply)
        for step in reversed(parked):
            self._hosts.add(step, first=True)

    def _finish(self, step: Step, reply: Reply, wait_s: float = 0.0) -> None:
        key = self._requests[step.number].key
        is_permanent = bool(step.hops) and step.is_permanent
        self._done.append(Visit(key=key, reply=reply, hops=step.hops, wait_s=wait_s, is_permanent=is_permanent))


def is_any_type(content_type: str) -> bool:
    """robots.txt and feeds are taken whatever they say they are."""
    return True
