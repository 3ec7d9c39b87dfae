"""Measure the server beside Datasette on the same archive, in one run: python benchmarks/serve.py ARCHIVE

Needs `wrk` (Debian's package) and Datasette (`pip install datasette`, best in an environment of its own; `--datasette`
says where). Asks any of all events at random, so that hardly a page is asked for twice, and then some that are; and
searches for thousands of different words out of headlines. Each figure is requests a second of `wrk -t1 -c16`; what the
bars of the project ask for stands beside it. Everything listens on 127.0.0.1. Both servers suffer alike from what else
the machine does; how much that was is said at both ends.
"""

import argparse
import functools
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

WORDS = 4000
SCRIPT = """
local paths = {}
for line in io.lines("FILE") do paths[#paths + 1] = line end
math.randomseed(SEED)
request = function() return wrk.format("GET", paths[math.random(#paths)]) end
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("archive")
    parser.add_argument("--datasette", default="datasette")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    if not shutil.which("wrk") or not shutil.which(options.datasette):
        sys.exit("wrk and datasette are needed.")
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, Path(folder), stack)
        bench.run()


class Bench:
    """One run."""

    def __init__(self, options: argparse.Namespace, folder: Path, stack: ExitStack) -> None:
        self.options, self.folder, self.stack = options, folder, stack
        with sqlite3.connect(f"file:{options.archive}?mode=ro", uri=True) as database:
            rows = database.execute("SELECT key, path FROM events WHERE removed_at = ''").fetchall()
        self.started: dict[str, subprocess.Popen[bytes]] = {}
        random.seed(7)
        self.words = choose_words([path for _, path in rows])
        self.all = [path for _, path in rows]
        self.keys = [key for key, _ in rows]
        self.chosen = random.sample(rows, min(options.events, len(rows)))
        print(f"{len(rows)} events; load of the machine before: {os.getloadavg()[0]:.1f}")

    def run(self) -> None:
        options = self.options
        ours = self.start(
            [sys.executable, "-m", "backstory", "serve", "--archive", options.archive,
             "--workers", str(options.workers), "--port"], "/robots.txt",
        )  # fmt: skip
        copy = self.folder / "copy.db"
        shutil.copy(options.archive, copy)
        with sqlite3.connect(copy) as database:
            database.executescript(
                "PRAGMA journal_mode = DELETE; CREATE TABLE rows (key INTEGER PRIMARY KEY, headline TEXT, topics TEXT, "
                "entities TEXT, publishers TEXT, date TEXT, path TEXT);"
                "INSERT INTO rows SELECT r.event, r.headline, r.topics, r.entities, r.publishers, e.date, e.path "
                "FROM search_rows AS r JOIN events AS e ON e.key = r.event;"
                "CREATE VIRTUAL TABLE rows_fts USING fts5 (headline, topics, entities, publishers, content='rows', "
                "content_rowid='key'); INSERT INTO rows_fts (rows_fts) VALUES ('rebuild'); ANALYZE;"
            )
        database.close()
        theirs = self.start([options.datasette, "serve", "-i", str(copy), "-p"], "/-/versions.json")
        tuned = self.start(
            [options.datasette, "serve", "-i", str(copy), "--setting", "suggest_facets", "off", "--setting",
             "allow_facet", "off", "--setting", "default_page_size", "20", "-p"], "/-/versions.json",
        )  # fmt: skip

        words = self.words
        events = {kind: [f"{path}.{kind}" for _, path in self.chosen] for kind in ("html", "json")}
        rows = {kind: [f"/copy/rows/{key}{kind}" for key in self.keys] for kind in ("", ".json")}
        found = {
            "html": [f"/search.html?q={word}" for word in words],
            "json": [f"/api/v1/events?q={word}" for word in words],
        }
        fts = {kind: [f"/copy/rows{kind}?_search={word}" for word in words] for kind in ("", ".json")}

        every = {kind: [f"{path}.{kind}" for path in self.all] for kind in ("html", "json")}
        # Each of ours stands beside what it is compared with, so that both find the machine as busy.
        page = self.measure(theirs, rows[""], "Datasette row page")
        html = self.measure(ours, every["html"], "event HTML, any of all")
        data = self.measure(ours, every["json"], "event JSON, any of all")
        row = self.measure(theirs, rows[".json"], "Datasette row JSON")
        slow = self.measure(theirs, fts[""], "Datasette FTS page")
        searched = self.measure(ours, found["html"], "search HTML, any of many words")
        fast = self.measure(tuned, fts[""], "Datasette FTS page, tuned")
        answered = self.measure(ours, found["json"], "search JSON, any of many words")
        lines = self.measure(tuned, fts[".json"], "Datasette FTS JSON, tuned")
        again = self.measure(ours, events["html"], f"event HTML, of {len(self.chosen)}")
        data_again = self.measure(ours, events["json"], f"event JSON, of {len(self.chosen)}")
        self.compare("event HTML / row page", html / page, 10)
        self.compare("event JSON / row JSON", data / row, 4)
        self.compare("event HTML, asked for again / row page", again / page, 10)
        self.compare("event JSON, asked for again / row JSON", data_again / row, 4)
        self.compare("search HTML / FTS page", searched / slow, 5)
        self.compare("search HTML / FTS page, tuned", searched / fast, 5)
        self.compare("search JSON / FTS JSON, tuned", answered / lines, 2)
        self.measure_latency(ours, every["html"], html / 2)
        print(f"memory of the server: {self.memory():.0f} MB in {options.workers} workers (bar: below 300)")
        self.measure_start()
        print(f"load of the machine after: {os.getloadavg()[0]:.1f}, of {os.cpu_count()} processors")

    def start(self, command: list[str], ready: str) -> str:
        """Start a server on a free port; gives its address."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        process = subprocess.Popen(
            [*command, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        self.stack.callback(process.wait, 20)
        self.stack.callback(process.send_signal, signal.SIGTERM)
        if "backstory" in command:
            self.process = process
        address = f"http://127.0.0.1:{port}"
        self.started[address] = process
        wait_for(lambda: ask(address + ready))
        return address

    def measure(self, address: str, paths: list[str], name: str) -> float:
        """Requests a second."""
        before = read_cpu(self.started[address].pid)
        text = self.wrk(address, paths)
        cpu_s = read_cpu(self.started[address].pid) - before
        count = int(re.search(r"(\d+) requests in", text)[1]) or 1  # type: ignore[index]
        # None at all in this time: at most one then.
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]) or 1 / self.options.seconds  # type: ignore[index]
        wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        latency = re.search(r"99%\s+(\S+)", text)
        print(
            f"{name:45} {rate:9.0f}/s  p99 {latency[1] if latency else '?'}  "
            f"{cpu_s / count * 1000:.2f} ms of processor time each{f'  WRONG {wrong[1]}' if wrong else ''}"
        )
        return rate

    def wrk(self, address: str, paths: list[str]) -> str:
        (self.folder / "paths").write_text("\n".join(paths))
        script = SCRIPT.replace("FILE", str(self.folder / "paths")).replace("SEED", str(random.randrange(10**6)))
        (self.folder / "ask.lua").write_text(script)
        command = [
            "wrk",
            "-t1",
            "-c16",
            f"-d{self.options.seconds}s",
            "--latency",
            "-s",
            str(self.folder / "ask.lua"),
            address,
        ]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def measure_latency(self, address: str, paths: list[str], rate: float) -> None:
        """The 99th percentile while requests come at a steady rate, from their due time on."""
        import asyncio

        took = asyncio.run(ask_steadily(address, paths, rate, self.options.seconds))
        took.sort()
        middle, high = took[len(took) // 2] * 1000, took[int(len(took) * 0.99)] * 1000
        print(f"at {rate:.0f}/s: p50 {middle:.1f} ms, p99 {high:.1f} ms of {len(took)} (bar: p99 below 25)")

    def memory(self) -> float:
        """Resident memory of the server and its workers, what they share counted once."""
        total = 0
        for pid in list_processes(self.process.pid):
            found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
            total += int(found[1]) if found else 0
        return total / 1024

    def measure_start(self) -> None:
        """From the call to the first answer."""
        times, cpu = [], []
        for _ in range(5):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            command = [
                sys.executable,
                "-m",
                "backstory",
                "serve",
                "--archive",
                self.options.archive,
                "--port",
                str(port),
            ]
            begun = time.monotonic()
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            wait_for(functools.partial(ask, f"http://127.0.0.1:{port}/index.html"))
            times.append(time.monotonic() - begun)
            stat = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
            cpu.append((int(stat[11]) + int(stat[12])) / 100)
            process.terminate()
            process.wait(20)
        print(f"cold start to the first page: {min(times):.2f} s, {min(cpu):.2f} s of processor time (bar: below 1 s)")

    def compare(self, name: str, factor: float, bar: float) -> None:
        print(f"{name:45} {factor:8.1f} times (bar: {bar}) {'met' if factor >= bar else 'MISSED'}")


def list_processes(pid: int) -> list[int]:
    """A process and all that it started."""
    pids = [pid]
    for one in pids:
        pids += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
    return pids


def read_cpu(pid: int) -> float:
    """Seconds of processor time that a process and all that it started have taken."""
    stats = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in list_processes(pid)]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")


def choose_words(paths: list[str]) -> list[str]:
    """Words that somebody may look for: one or two out of a headline, by its address."""
    chosen = []
    for path in random.sample(paths, min(WORDS, len(paths))):
        words = [word for word in path.rpartition("/")[2].split("-") if len(word) > 3] or ["news"]
        chosen.append("+".join(random.sample(words, min(len(words), random.choice((1, 2))))))
    return chosen


async def ask_steadily(address: str, paths: list[str], rate: float, seconds: float) -> list[float]:
    """Ask at a steady rate over 16 connections; gives seconds from when each request was due to its answer."""
    import asyncio

    host, port = address.removeprefix("http://").split(":")
    took: list[float] = []
    begun = time.monotonic() + 0.2
    due = iter(begun + number / rate for number in range(int(rate * seconds)))

    async def connection() -> None:
        reader, writer = await asyncio.open_connection(host, int(port))
        for at in due:
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            writer.write(f"GET {random.choice(paths)} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(re.search(rb"content-length: (\d+)", head)[1]))  # type: ignore[index]
            took.append(time.monotonic() - at)
        writer.close()

    await asyncio.gather(*(connection() for _ in range(16)))
    return took


def ask(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def wait_for(ready: Callable[[], bool], limit_s: float = 60.0) -> None:
    end = time.monotonic() + limit_s
    while not ready():
        if time.monotonic() > end:
            sys.exit("A server did not start.")
        time.sleep(0.01)


if __name__ == "__main__":
    main()
