import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes import press as faults
from tests.fakes import wiki
from tests.fakes.press import FakePress, answer_with


@pytest.fixture
def press() -> Iterator[FakePress]:
    with FakePress() as press:
        yield press


@pytest.mark.parametrize(
    ("failure", "fault"),
    [
        (faults.header_flood, "broken"),
        (faults.long_header, "broken"),
        (faults.interim_flood, "broken"),
        (faults.not_http, "broken"),
        (faults.silent, "unreachable"),
        (wiki.drip, "unreachable"),
        (wiki.drip_headers, "unreachable"),
        (wiki.hung_up, "broken"),
        (wiki.not_gzip, "broken"),
        (faults.double_bomb, "broken"),
        (wiki.cut_off, "broken"),
        (answer_with(200, "x", Content_Encoding="br"), "broken"),
        (answer_with(200, "%PDF-1.4", Content_Type="application/pdf"), "type"),
        (answer_with(200, "x", Content_Type="video/mp4"), "type"),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_what_servers_do_wrong_ends_and_is_told(failure: Any, fault: str, press: FakePress) -> None:
    press.put("http://bad.com/", failure)
    if failure in (wiki.cut_off, wiki.drip, wiki.not_gzip):
        press.put("http://bad.com/", lambda handler: failure(as_page(handler)))
    # Only what never ends is waited for until the limit; all else must end by itself, however busy the machine.
    limits = {"exchange_timeout_s": 1.0, "read_timeout_s": 1.0} if fault == "unreachable" else {}
    # Waited for until another limit, or until the server gives up, it would have another fault.
    reply = press.make_exchanger(**limits).ask("http://bad.com/")
    assert reply.fault == fault, reply.detail


def as_page(handler: Any) -> Any:
    """The handler, whose answers say that they are pages."""
    plain = handler.send_response

    def send_response(status: int) -> None:
        plain(status)
        handler.send_header("Content-Type", "text/html")

    handler.send_response = send_response
    handler.send = lambda status, body, headers: (
        handler.send_response(status),
        [handler.send_header(name, value) for name, value in headers.items()],
        handler.send_header("Content-Length", str(len(body))),
        handler.end_headers(),
        handler.wfile.write(body),
    )
    return handler


@pytest.mark.parametrize("failure", [faults.endless, faults.bomb, faults.endless_nothing])
def test_bodies_without_end_are_cut(failure: Any, press: FakePress) -> None:
    press.put("http://bad.com/", failure)
    reply = press.make_exchanger(max_bytes=200_000).ask("http://bad.com/")
    assert (reply.status, reply.fault, reply.is_cut) == (200, "", True)
    assert len(reply.body) <= 200_000


def test_a_host_that_nobody_answers_for_is_unreachable() -> None:
    from ipaddress import ip_network

    from backstory.fetch.exchange import Exchanger
    from backstory.fetch.guard import Guard, GuardOptions

    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    guard = Guard(GuardOptions(networks=(ip_network("127.0.0.0/8"),), any_port=True))
    assert Exchanger("Backstory/0", guard).ask(f"http://127.0.0.1:{port}/").fault == "unreachable"


def test_a_name_that_does_not_resolve_is_told_apart(press: FakePress) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    assert press.make_exchanger(resolve).ask("http://gone.com/").fault == "unresolved"


def test_a_name_that_takes_for_ever_to_resolve_costs_the_time_limit_only(press: FakePress) -> None:
    over, resolved = threading.Event(), threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        over.wait(60)
        resolved.set()
        return []

    reply = press.make_exchanger(resolve, exchange_timeout_s=0.5).ask("http://slow.com/")
    assert reply.fault == "unreachable"
    assert not resolved.is_set()
    over.set()


def test_the_head_is_enough_where_it_describes_the_article(press: FakePress) -> None:
    from backstory.fetch.reading import HeadReader

    head = '<head><script type="application/ld+json">{"headline": "A", "datePublished": "2021-01-01"}</script></head>'
    press.put("http://paper.com/a", f"<html>{head}<body>" + "x" * 3_000_000)
    press.put("http://paper.com/b", "<html><head><title>B</title></head><body>" + "x" * 100_000 + "the end</body>")
    exchanger = press.make_exchanger()
    a = exchanger.ask("http://paper.com/a", is_enough=HeadReader())
    assert a.is_cut
    assert len(a.body) < 200_000
    assert exchanger.ask("http://paper.com/b", is_enough=HeadReader()).body.endswith(b"the end</body>")


def test_it_says_who_it_is_and_keeps_no_cookie(press: FakePress) -> None:
    press.put("http://paper.com/a", answer_with(200, "<title>A</title>", Set_Cookie="id=1"))
    exchanger = press.make_exchanger()
    exchanger.ask("http://paper.com/a")
    exchanger.ask("http://paper.com/a")
    headers = press.requests[1][2]
    assert headers["User-Agent"].startswith("Backstory/")
    assert "operator@example.org" in headers["User-Agent"]
    assert "Cookie" not in headers
