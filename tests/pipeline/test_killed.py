"""Adding that is killed at any moment and called again ends as if nothing had happened."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from backstory.model import Revision
from backstory.pipeline import add_revisions
from backstory.store import Archive, database
from tests.pipeline.feeding import make_state

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

_SENTENCES = [f"Event number {number} happens in [[City {number % 7}]] and is reported." for number in range(60)]


def make_states() -> list[Revision]:
    """Thirty days in three states each, day by day: not in the order of time, as a history arrives."""
    states = []
    for day in range(1, 31):
        for hour in range(3):
            said = [
                (
                    _SENTENCES[(day + n) % 60].replace("reported", f"reported {hour}")
                    if n == hour
                    else _SENTENCES[(day + n) % 60],
                    f"a{day}-{n}",
                )
                for n in range(hour, 5)
            ]
            states.append(make_state(f"2020-04-{day:02}", f"2020-05-0{hour + 1}T{day % 24:02}:00:00Z", said))
    return states


def dump(path: Path) -> Iterator[str]:
    """Everything in the archive but the search index and the log of changes: both depend on how writes are grouped."""
    with sqlite3.connect(path) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%' "
            "AND name NOT IN ('changes', 'ticks') ORDER BY name"
        ).fetchall()
        for (name,) in names:
            yield from sorted(f"{name} {row!r}" for row in connection.execute(f"SELECT * FROM {name}"))


def add_until(path: Path, statements: int) -> int:
    """Add the states in a process that dies after so many statements; gives its exit status."""
    pid = os.fork()
    if pid == 0:
        left = statements
        plain = database.Database.execute

        def count_down(self: database.Database, sql: str, parameters: object = (), /) -> sqlite3.Cursor:
            nonlocal left
            left -= 1
            if left == 0:
                os._exit(9)
            return plain(self, sql, parameters)

        database.Database.execute = count_down  # type: ignore[method-assign, assignment]
        with Archive(path) as archive:
            add_revisions(archive, make_states())
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_killed_adding_called_again_equals_undisturbed_adding(tmp_path: Path) -> None:
    with Archive(tmp_path / "whole.db") as archive:
        add_revisions(archive, make_states())
        assert archive.counts()["revisions"] == 90
    wanted = list(dump(tmp_path / "whole.db"))
    kills, statements, step = 0, 3, 97
    while True:
        path = tmp_path / f"killed-{statements}.db"
        if add_until(path, statements) == 0:
            break
        kills += 1
        add_until(path, step)  # and once more while it makes up for it
        with Archive(path) as archive:
            add_revisions(archive, make_states())
            assert archive.check() == []
        assert list(dump(path)) == wanted
        statements += step
    assert kills >= 20


def test_delivery_that_breaks_off_waits_for_the_rest(tmp_path: Path) -> None:
    def break_off() -> Iterator[Revision]:
        yield from make_states()[:10]
        raise ConnectionError

    with Archive(tmp_path / "archive.db") as archive:
        with pytest.raises(ConnectionError):
            add_revisions(archive, break_off())
        add_revisions(archive, make_states()[60:])
        assert archive.check() == []
        report = add_revisions(archive, make_states())
        assert (report.stored, report.known) == (60, 30)
        assert archive.counts()["revisions"] == 90
