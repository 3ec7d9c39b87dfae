"""Several processes at one address: each does its part, one that ends is replaced, and all end together."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from backstory.errors import ServeError
from backstory.pipeline.demo import DemoReport
from backstory.serve.running import take_port
from backstory.serve.workers import CAN_FORK

pytestmark = pytest.mark.skipif(not CAN_FORK or not Path("/proc/self/task").exists(), reason="needs Linux")


@pytest.fixture
def server(sample: DemoReport) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "backstory", "serve", "--archive", str(sample.archive), "--port", "0"]
    process = subprocess.Popen([*command, "--workers", "2"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    found = re.search(r"http://\S+", process.stdout.readline())
    assert found is not None
    try:
        yield process, found[0]
    finally:
        process.kill()
        process.wait(20)
        process.stdout.close()


def list_workers(process: subprocess.Popen[str]) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def test_a_worker_that_ends_is_replaced_and_all_end_together(server: tuple[subprocess.Popen[str], str]) -> None:
    process, address = server
    assert httpx.get(f"{address}/index.json", timeout=60).status_code == 200
    wait_until(lambda: len(list_workers(process)) == 2)
    before = list_workers(process)
    os.kill(before[0], signal.SIGKILL)
    wait_until(lambda: len(list_workers(process)) == 2 and before[0] not in list_workers(process))
    # Connections go to either; none may go to nobody.
    assert {httpx.get(f"{address}/index.json", timeout=60).status_code for _ in range(20)} == {200}
    workers = list_workers(process)
    process.terminate()
    assert process.wait(60) == -signal.SIGTERM
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def test_workers_do_not_outlive_the_one_that_made_them(server: tuple[subprocess.Popen[str], str]) -> None:
    process, address = server
    assert httpx.get(f"{address}/index.json", timeout=60).status_code == 200
    wait_until(lambda: len(list_workers(process)) == 2)
    workers = list_workers(process)
    process.kill()
    process.wait(20)
    wait_until(lambda: not any(is_running(pid) for pid in workers))


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_port_that_others_have_is_refused_however_they_share_it() -> None:
    taken = take_port("127.0.0.1", 0, 2)
    try:
        assert {one.getsockname() for one in taken} == {taken[0].getsockname()}
        for count in (1, 2):
            with pytest.raises(ServeError, match="Choose another"):
                take_port("127.0.0.1", taken[0].getsockname()[1], count)
    finally:
        for one in taken:
            one.close()
