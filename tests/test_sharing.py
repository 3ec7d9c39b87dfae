"""Work shared among processes: the same results as of one, and a clear error where one of them ends."""

import os
import signal
import subprocess
import sys
import time

import pytest

from backstory import sharing
from backstory.errors import SharingError, StoreError
from backstory.relate import relate_events
from backstory.sharing import share_work, work_beside
from tests.relate.test_relating import make_event

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="work is shared on Linux only")


def test_results_come_in_the_order_of_the_pieces_however_long_each_takes() -> None:
    pieces = list(range(40))
    expected = [b"%d" % piece * (piece % 7) * 50_000 + b"." for piece in pieces]
    for workers in (1, 2, 3, 7):
        found = share_work(lambda piece: b"%d" % piece * (piece % 7) * 50_000 + b".", pieces, workers)
        assert list(found) == expected


def test_relations_are_the_same_however_many_processes_find_them() -> None:
    events = [
        make_event(
            f"e{n}", f"2013-{1 + n % 12:02}-{1 + n % 28:02}", f"Word{n % 40} of Town{n % 90} again.", f"Town {n % 90}"
        )
        for n in range(1300)
    ]
    alone = list(relate_events(events, workers=1))
    assert sum(map(len, alone)) > 1300
    for workers in (2, 3):
        assert list(relate_events(events, workers=workers)) == alone


def test_what_fails_in_a_process_is_told() -> None:
    def fail(piece: int) -> bytes:
        if piece == 3:
            raise ValueError("piece three")
        return b"fine"

    with pytest.raises(SharingError, match="ValueError: piece three"):
        list(share_work(fail, range(9), 2))


def test_process_ended_from_outside_is_told_and_the_others_end_too() -> None:
    def die(piece: int) -> bytes:
        if piece == 4:
            os.kill(os.getpid(), signal.SIGKILL)
        return b"fine" * 100_000

    with pytest.raises(SharingError, match="ended from outside"):
        list(share_work(die, range(50), 2))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_results_that_nobody_wants_any_more_leave_no_process_behind() -> None:
    found = share_work(lambda piece: b"x" * 1_000_000, range(1000), 2)
    next(found)
    found.close()  # type: ignore[attr-defined]
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_work_is_done_beside_other_work() -> None:
    done: list[int] = []
    assert work_beside(os.getpid, lambda: done.append(os.getpid())) != os.getpid()
    assert done == [os.getpid()]


def test_with_one_core_work_is_done_here_and_nothing_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "count_workers", lambda: 1)
    assert work_beside(os.getpid, lambda: pytest.fail("not asked for")) == os.getpid()


def test_what_work_beside_raises_is_raised_here_as_it_was() -> None:
    def fail() -> None:
        raise StoreError("The archive is locked.", path="some.db")

    with pytest.raises(StoreError, match="locked") as caught:
        work_beside(fail, lambda: None)
    assert caught.value.path == "some.db"


def test_work_beside_that_is_ended_from_outside_is_told() -> None:
    with pytest.raises(SharingError, match="ended from outside"):
        work_beside(lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: None)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_work_beside_is_ended_where_what_goes_on_meanwhile_fails() -> None:
    def fail() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work_beside(lambda: signal.pause(), fail)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_work_beside_ends_with_the_process_that_waits_for_it() -> None:
    code = """
import os, time
from backstory.sharing import work_beside

def work():
    print(os.getpid(), flush=True)
    time.sleep(600)

work_beside(work, lambda: None)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as waiting:
        assert waiting.stdout is not None
        pid = int(waiting.stdout.readline())
        waiting.kill()
        waiting.wait()
        deadline = time.monotonic() + 20
        while is_running(pid) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not is_running(pid)


def is_running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
