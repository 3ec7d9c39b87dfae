"""Queues of steps by host: one step of a host at a time, a pause between two, many hosts at once."""

import heapq
from collections import deque
from dataclasses import dataclass, field

from backstory.model.record import Record


class Step(Record, frozen=True, kw_only=True):
    """One exchange to come: the page of `url` for request `number`, or (number -1) the robots.txt of `authority`.

    `hops` are the addresses that redirected here, `is_permanent` whether all of them did for good; `attempt` counts
    from 0.
    """

    url: str
    host: str
    number: int = -1
    authority: str = ""
    hops: tuple[str, ...] = ()
    is_permanent: bool = True
    attempt: int = 0

    @property
    def is_robots(self) -> bool:
        """Whether it asks for rules."""
        return self.number < 0


@dataclass(slots=True)
class Host:
    """A host: what waits, since when it may be asked, whether it is being asked, failures in a row."""

    steps: deque[Step] = field(default_factory=deque)
    free_at: float = 0.0
    is_busy: bool = False
    failures: int = 0
    is_queued: bool = False


class Hosts:
    """All queues. Not for several threads: who owns it decides, others only exchange."""

    def __init__(self) -> None:
        self._hosts: dict[str, Host] = {}
        self._ready: list[tuple[float, str]] = []

    def add(self, step: Step, *, first: bool = False) -> None:
        """Put a step into its host's queue, at the end or first."""
        host = self._hosts.setdefault(step.host, Host())
        if first:
            host.steps.appendleft(step)
        else:
            host.steps.append(step)
        self._queue(step.host)

    def take(self, now: float) -> Step | None:
        """The next step that may be taken now; its host is busy until `release`."""
        while self._ready and self._ready[0][0] <= now:
            _, name = heapq.heappop(self._ready)
            host = self._hosts[name]
            host.is_queued = False
            if host.is_busy or not host.steps:
                continue
            if host.free_at > now:
                self._queue(name)
                continue
            host.is_busy = True
            return host.steps.popleft()
        return None

    def release(self, name: str, free_at: float) -> None:
        """The host's step is done; it may be asked again from `free_at` on."""
        host = self._hosts[name]
        host.is_busy = False
        host.free_at = max(host.free_at, free_at)
        self._queue(name)

    def next_at(self) -> float | None:
        """When the next step may be taken; None where nothing waits."""
        while self._ready and not self._hosts[self._ready[0][1]].steps:
            # its steps were dropped meanwhile
            _, name = heapq.heappop(self._ready)
            self._hosts[name].is_queued = False
        return self._ready[0][0] if self._ready else None

    def count_failure(self, name: str, *, failed: bool) -> int:
        """Failures in a row of a host, this one counted."""
        host = self._hosts[name]
        host.failures = host.failures + 1 if failed else 0
        return host.failures

    def drop(self, name: str) -> list[Step]:
        """Take every page that waits at a host out of its queue."""
        host = self._hosts[name]
        dropped = [step for step in host.steps if not step.is_robots]
        host.steps = deque(step for step in host.steps if step.is_robots)
        return dropped

    def _queue(self, name: str) -> None:
        host = self._hosts[name]
        if host.steps and not host.is_busy and not host.is_queued:
            host.is_queued = True
            heapq.heappush(self._ready, (host.free_at, name))
