"""Visit 2,000 articles on 200 local hosts: speed, memory, and whether each host was asked one thing at a time.

    python benchmarks/sources_speed.py [--articles 2000] [--hosts 200] [--delay 0.2]

The hosts are addresses 127.x.y.z of this machine (Linux), served by another process. The whole path is
measured: robots.txt, requests, reading metadata, storing in an archive.
"""

import argparse
import asyncio
import multiprocessing
import resource
import tempfile
import time
from collections import defaultdict
from ipaddress import ip_network
from multiprocessing.connection import Connection
from pathlib import Path

from backstory.fetch.exchange import Exchanger
from backstory.fetch.guard import Guard, GuardOptions
from backstory.model import Citation, ParsedEvent
from backstory.pipeline import add_events
from backstory.pipeline.sources import visit_sources
from backstory.pipeline.sources_plan import SourceOptions
from backstory.store import Archive

PAGE = (Path(__file__).parent.parent / "tests" / "sources" / "pages" / "wordpress_yoast.html").read_text("utf-8")
FILLER = "<p>" + "Rescue teams worked through the night after the river broke its banks. " * 400 + "</p>"


def name_host(number: int) -> str:
    return f"127.{10 + number // 200}.{number % 200}.1"


def serve(hosts: list[str], pipe: Connection) -> None:
    """Answer for all hosts until told to stop; send back how they were asked."""
    most: defaultdict[str, int] = defaultdict(int)
    now_open: defaultdict[str, int] = defaultdict(int)
    ends: dict[str, float] = {}
    gaps: list[float] = []
    asked: defaultdict[str, int] = defaultdict(int)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        try:
            while True:
                question = await reader.readuntil(b"\r\n\r\n")
                path = question.split(b" ", 2)[1].decode()
                now_open[host] += 1
                most[host] = max(most[host], now_open[host])
                asked[f"{host}{path}"] += 1
                if host in ends:
                    gaps.append(time.monotonic() - ends[host])
                await asyncio.sleep(0.05)  # a near server
                if path == "/robots.txt":
                    body, kind = b"User-agent: *\nDisallow: /private\n", "text/plain"
                else:
                    page = PAGE.replace("Ferry service returns", f"Ferry {host}{path} returns").replace(
                        "After a year", f"{host}{path}"
                    )
                    body, kind = (page + FILLER).encode(), "text/html; charset=utf-8"
                writer.write(
                    f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
                )
                now_open[host] -= 1
                ends[host] = time.monotonic()
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        first = await asyncio.start_server(answer, hosts[0], 0, backlog=256)
        port = first.sockets[0].getsockname()[1]
        for host in hosts[1:]:
            await asyncio.start_server(answer, host, port, backlog=256)
        pipe.send(port)
        while not pipe.poll():
            await asyncio.sleep(0.05)

    asyncio.run(run())
    pipe.send((max(most.values()), min(gaps), max(asked.values()), sum(asked.values())))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--delay", type=float, default=0.2, help="seconds between two requests to a host")
    parser.add_argument("--at-once", type=int, default=32)
    options = parser.parse_args()
    hosts = [name_host(number) for number in range(options.hosts)]
    pipe, other = multiprocessing.Pipe()
    server = multiprocessing.get_context("fork").Process(target=serve, args=(hosts, other), daemon=True)
    server.start()
    port = pipe.recv()
    events = [
        ParsedEvent(
            date=f"2021-{1 + number % 12:02}-{1 + number % 28:02}",
            category="Tests",
            text=f"Event {number} happens.",
            citations=(
                Citation(url=f"http://{hosts[number % len(hosts)]}:{port}/story/{number}", publisher="The Paper"),
            ),
        )
        for number in range(options.articles)
    ]
    guard = Guard(GuardOptions(networks=(ip_network("127.0.0.0/8"),), any_port=True))
    with tempfile.TemporaryDirectory() as folder, Archive(f"{folder}/archive.db") as archive:
        add_events(archive, events)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        cpu = time.process_time()
        started = time.perf_counter()
        report = visit_sources(
            archive,
            SourceOptions(delay_s=options.delay, at_once=options.at_once, archived="none"),
            exchanger=Exchanger("Backstory/0 (operator@example.org)", guard),
        )
        seconds = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        described = sum(1 for source in archive.sources() if source.description)
    pipe.send("stop")
    most, gap, repeats, requests = pipe.recv()
    print(f"{report.states['live']} of {options.articles} live, {described} described, on {options.hosts} hosts")
    print(
        f"{seconds:.1f} s, {options.articles / seconds:.0f} articles/s ({requests / seconds:.0f} requests/s), "
        f"{(time.process_time() - cpu) * 1000 / options.articles:.1f} ms of processor each"
    )
    print(f"peak memory {peak:.0f} MB ({before:.0f} before the run)")
    print(f"at most {most} request at a time per host, shortest pause {gap:.3f} s, at most {repeats} per address")


if __name__ == "__main__":
    main()
