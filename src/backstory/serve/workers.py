"""Several processes that answer at one address, made by fork: what was loaded before, they share."""

import contextlib
import gc
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence

from backstory.errors import ServeError

_LOG = logging.getLogger("backstory.serve")

CAN_FORK = hasattr(os, "fork") and hasattr(socket, "SO_REUSEPORT")
"""Whether this system can have several; Windows cannot."""

_SHORT_S = 2.0
_MOST_SHORT = 3
"""A worker that ended so soon, so often in a row, will end again."""

Work = Callable[[socket.socket], None]


def run_workers(sockets: Sequence[socket.socket], work: Work) -> int:
    """Let a process work with each socket, another one in the place of one that ended, until there is a signal to end.

    Gives that signal. The system hands each new connection to one of the sockets. Raises ServeError where workers end
    as soon as they begin.
    """
    return Crew(sockets, work).run()


class Crew:
    """The processes, by their ids, each with its socket."""

    def __init__(self, sockets: Sequence[socket.socket], work: Work) -> None:
        self._sockets = sockets
        self._work = work
        self._workers: dict[int, tuple[socket.socket, float]] = {}
        self._told = 0
        # Nothing is ever written to it: it ends when this process does, however it does.
        self._life = os.pipe()

    def run(self) -> int:
        """Keep them working until there is a signal; gives it."""
        # What is there now stays for ever; unless it is left alone, each process gets a copy of its own.
        gc.collect()
        gc.freeze()
        before = {name: signal.signal(name, self._end) for name in (signal.SIGINT, signal.SIGTERM)}
        short = 0
        try:
            for one in self._sockets:
                self._hire(one)
            while self._workers:
                pid, status = os.wait()
                if pid not in self._workers:
                    continue
                one, since = self._workers.pop(pid)
                if self._told:
                    continue
                short = short + 1 if time.monotonic() - since < _SHORT_S else 0
                if short == _MOST_SHORT:
                    self._end(signal.SIGTERM)
                    raise ServeError("The workers end as soon as they begin; what they say above tells why.")
                _LOG.error("worker.ended pid=%s status=%s", pid, status)
                self._hire(one)
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)
        return self._told

    def _hire(self, one: socket.socket) -> None:
        sys.stdout.flush()
        pid = os.fork()
        if pid:
            self._workers[pid] = (one, time.monotonic())
            if self._told:
                os.kill(pid, signal.SIGTERM)
            return
        status = 1
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            for other in self._sockets:
                if other is not one:
                    other.close()
            os.close(self._life[1])
            threading.Thread(target=_end_with, args=(self._life[0],), daemon=True).start()
            self._work(one)
            status = 0
        except KeyboardInterrupt:
            status = 0
        except BaseException:
            _LOG.exception("worker.failed")
        finally:
            os._exit(status)

    def _end(self, number: int, _: object = None) -> None:
        self._told = number
        for pid in self._workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)


def _end_with(life: int) -> None:
    """End this process when the one that made it is gone."""
    os.read(life, 1)
    os.kill(os.getpid(), signal.SIGTERM)
