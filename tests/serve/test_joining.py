"""Answers leave in one write."""

import asyncio
from collections.abc import Iterable

from backstory.serve.joining import JoinedWrites


class Wire:
    """A transport that keeps what is written to it."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.is_closed = False

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def writelines(self, parts: Iterable[bytes]) -> None:
        self.written.append(b"".join(parts))

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed


def make_wire() -> tuple[Wire, JoinedWrites]:
    wire = Wire()
    return wire, JoinedWrites(wire, asyncio.get_running_loop())


def test_a_head_and_its_body_leave_together_and_at_once() -> None:
    async def run() -> list[bytes]:
        wire, joined = make_wire()
        joined.write(b"head ")
        joined.write(b"body")
        return wire.written

    assert asyncio.run(run()) == [b"head body"]


def test_a_head_alone_leaves_when_the_turn_ends_and_once() -> None:
    async def run() -> list[bytes]:
        wire, joined = make_wire()
        joined.write(b"head")
        await asyncio.sleep(0)
        joined.write(b"first of a stream")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return wire.written

    assert asyncio.run(run()) == [b"head", b"first of a stream"]


def test_two_answers_of_one_turn_keep_their_order() -> None:
    async def run() -> bytes:
        wire, joined = make_wire()
        for part in (b"1", b"2", b"3"):
            joined.write(part)
        await asyncio.sleep(0)
        return b"".join(wire.written)

    assert asyncio.run(run()) == b"123"


def test_what_is_held_is_not_lost_when_the_connection_is_closed() -> None:
    async def run() -> tuple[list[bytes], bool]:
        wire, joined = make_wire()
        joined.write(b"last words")
        joined.close()
        await asyncio.sleep(0)
        return wire.written, joined.is_closing()

    assert asyncio.run(run()) == ([b"last words"], True)
