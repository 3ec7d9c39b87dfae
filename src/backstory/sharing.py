"""Sharing: work handed to forked processes: in pieces, whose results come in their order, or beside other work."""

import ctypes
import gc
import os
import pickle
import signal
import struct
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from queue import Queue
from typing import BinaryIO, TypeVar

from backstory.errors import SharingError

# A process more takes memory of its own; beyond four, writing what they find takes longer than finding it.
_MOST_WORKERS = 4
# Results of one process that may wait: it goes on while another one's are taken.
_WAITING = 2
_HEAD = struct.Struct("<q")
_PR_SET_PDEATHSIG = 1

ENDED = "A process that shared the work was ended from outside: is memory short? Call it again."
"""What SharingError says of a process that did not come to its end."""

Piece = TypeVar("Piece")
Result = TypeVar("Result")


def count_workers() -> int:
    """Give how many processes to share work among: one for each core that this process may use, few at most.

    One, which is this process itself, where forking is not safe: elsewhere than on Linux.
    """
    if sys.platform != "linux":
        return 1
    return min(len(os.sched_getaffinity(0)), _MOST_WORKERS)


def share_work(work: Callable[[Piece], bytes], pieces: Sequence[Piece], workers: int) -> Iterator[bytes]:
    """Yield what `work` gives for each piece, in their order, worked out by so many forked processes.

    They see everything as it is now. What one of them raises, or that it was killed, is raised here.
    """
    # What there is now is left alone by the collector, which would touch, and so copy, all of it in each process.
    gc.collect()
    gc.freeze()
    release_memory()
    crew: list[_Worker] = []
    try:
        for number in range(workers):
            crew.append(_Worker(work, pieces[number::workers], crew))
        for worker in crew:
            worker.listen()
        for number in range(len(pieces)):
            yield crew[number % workers].take()
    finally:
        for worker in crew:
            worker.end()
        gc.unfreeze()


def work_beside(work: Callable[[], Result], meanwhile: Callable[[], None]) -> Result:
    """Give what `work` gives, done by a forked process while this one does `meanwhile`.

    What it gives, or raises, which is raised here, must be able to be pickled. Where forking is not safe, or there is
    but one core, only `work` is done, in this process. It must not need what this process holds open.
    """
    if count_workers() < 2:
        return work()
    worker = _Worker(lambda parent: pickle.dumps(_attempt(work, parent)), [os.getpid()], ())
    worker.listen()
    try:
        meanwhile()
        result, error = pickle.loads(worker.take())
    finally:
        worker.end()
    if error is not None:
        raise error
    return result  # type: ignore[no-any-return]


def _attempt(work: Callable[[], Result], parent: int) -> tuple[Result | None, Exception | None]:
    gc.enable()
    stay_with(parent)
    try:
        return work(), None
    except Exception as error:
        return None, error


def stay_with(parent: int) -> None:
    """Let the kernel end this forked process with its parent, whatever ends that; being interrupted is the latter's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError, AttributeError):  # another C library than glibc
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def release_memory() -> None:
    """Give the system back what was let go of, which the C library keeps for the next need, where that can be asked."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library than glibc
            ctypes.CDLL(None).malloc_trim(0)


class _Worker:
    """A forked process and the pipe that its results come through."""

    def __init__(self, work: Callable[[Piece], bytes], pieces: Sequence[Piece], others: "Sequence[_Worker]") -> None:
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            # Of numpy's own threads, which rest, and know of forking.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._pid = os.fork()
        if not self._pid:
            _run(work, pieces, writing, [reading, *(other.pipe.fileno() for other in others)])
        os.close(writing)
        self.pipe: BinaryIO = os.fdopen(reading, "rb")
        self._results: Queue[bytes] = Queue(_WAITING)
        self._is_wanted = True
        self._thread = threading.Thread(target=self._read_all, daemon=True)

    def listen(self) -> None:
        """Begin to take results from the pipe, in a thread: only once all processes are forked."""
        self._thread.start()

    def take(self) -> bytes:
        """Give the next result."""
        result = self._results.get()
        if not result:
            raise SharingError(ENDED)
        if result[:1] == b"!":
            raise SharingError(f"A part of the work failed: {result[1:].decode('utf-8', 'replace')}.")
        return result[1:]

    def end(self) -> None:
        """Stop the process if it still runs, and let go of everything."""
        self._is_wanted = False
        with suppress(ProcessLookupError):
            os.kill(self._pid, 9)
        os.waitpid(self._pid, 0)
        while self._thread.is_alive():
            with suppress(Exception):
                self._results.get(timeout=0.05)
        self.pipe.close()

    def _read_all(self) -> None:
        while self._is_wanted:
            head = self.pipe.read(_HEAD.size)
            result = self.pipe.read(_HEAD.unpack(head)[0]) if len(head) == _HEAD.size else b""
            self._results.put(result)
            if not result:
                return


def _run(work: Callable[[Piece], bytes], pieces: Sequence[Piece], writing: int, others: Sequence[int]) -> None:
    """Work in a forked process, which ends here whatever happens."""
    try:
        # A pipe that only its reader holds open breaks when the reader is killed, which ends this process too.
        for pipe in others:
            os.close(pipe)
        gc.disable()
        with os.fdopen(writing, "wb", closefd=False) as out:
            for piece in pieces:
                result = b"." + work(piece)
                out.write(_HEAD.pack(len(result)))
                out.write(result)
                out.flush()
        os._exit(0)
    except BaseException as error:
        with suppress(OSError):
            message = f"!{type(error).__name__}: {error}".encode("utf-8", "replace")
            os.write(writing, _HEAD.pack(len(message)) + message)
        os._exit(1)
