"""Whatever imported lines say: adding ends, goes on with the next, the site is published, the export is taken back."""

import json
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from backstory.errors import InputError
from backstory.pipeline import add_path, export_events
from backstory.publish import publish_site
from backstory.store import Archive

NUMBERS = st.integers() | st.sampled_from([2**31, 2**63, 2**64, -(2**63) - 1, 10**20, 10**40])
TEXTS = st.one_of(
    st.text(max_size=12),
    st.text(st.characters(max_codepoint=0x20), max_size=3),
    st.sampled_from(["\x1e[]", "\x1dx", "index", "..", "null", "\ufffe", "A fire.", "a_rss", "\u202e", "-", " "]),
)
PATHS = st.one_of(
    TEXTS,
    st.sampled_from(["/news/../x", "/index", "/news/2020/04/3/index", "/news/2020/04/3/A", "/news/2020/04/3/a"]),
    TEXTS.map("/news/2020/04/3/{}".format),
)
TIMES = st.sampled_from(["", "2020-04-03T08:00:00Z", "2020-04-04T08:00:00.5Z", "0001-01-01T00:00:00Z", "yesterday"])
LINES = st.fixed_dictionaries(
    {
        "date": st.sampled_from(["2020-04-03"] * 3 + ["0001-01-01", "9999-12-31", "someday"]),
        "text": TEXTS | st.sampled_from(["A fire.", "A fire in the harbour."]),
    },
    optional={
        "category": TEXTS,
        "prefix": TEXTS,
        "topics": st.lists(st.fixed_dictionaries({"text": TEXTS, "entities": st.lists(TEXTS, max_size=2)}), max_size=2),
        "entities": st.lists(
            st.fixed_dictionaries({"title": TEXTS}, optional={"anchor": TEXTS, "start": NUMBERS}), max_size=2
        ),
        "sources": st.lists(
            st.fixed_dictionaries(
                {"url": TEXTS.map("https://news.example/{}".format) | TEXTS},
                optional={"publisher": TEXTS, "title": TEXTS, "archived_url": TEXTS, "attached_at": TIMES},
            ),
            max_size=2,
        ),
        "line": NUMBERS,
        "id": TEXTS,
        "path": PATHS,
        "addresses": st.lists(PATHS, max_size=3),
        "first_seen_at": TIMES,
        "changed_at": TIMES,
        "origin": TEXTS | st.sampled_from(["wikipedia", "jsonl", "csv"]),
        "page": TEXTS,
        "collection": TEXTS,
        "problems": st.lists(TEXTS, max_size=2),
    },
)
GOOD = {"date": "2020-05-01", "text": "A good day in the harbour."}
TOLD = {"date": "2020-04-03", "text": "A fire.", "origin": "jsonl", "changed_at": "2020-04-03T08:00:00Z"}


@given(st.lists(LINES, min_size=1, max_size=4))
@example([{**TOLD, "line": 99999999999999999999}])
@example([{**TOLD, "path": "/news/../x", "addresses": ["/index", "/news/2020/04/3/index"]}])
@example([{**TOLD, "entities": [{"title": "Li\0ma", "start": 99999999999}]}])
@settings(max_examples=25)
def test_whatever_lines_say_the_archive_goes_on(lines: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Archive(folder / "one.db") as archive, Archive(folder / "two.db") as copy:
            for number, given_lines in enumerate((lines, [GOOD])):
                path = folder / f"{number}.jsonl"
                path.write_text("".join(json.dumps(line) + "\n" for line in given_lines), encoding="utf-8")
                with suppress(InputError):  # that nothing in a file can be read is an answer, and the only other one
                    add_path(archive, path)
            assert [event.text for event in archive.events("2020-05-01", "2020-05-01")] == [GOOD["text"]]
            assert archive.check() == []
            publish_site(archive, folder / "site")
            export_events(archive, folder / "all.parquet")
            export_events(archive, folder / "all.jsonl")
            assert add_path(copy, folder / "all.jsonl").listed == []
            export_events(copy, folder / "again.jsonl")
            assert (folder / "again.jsonl").read_bytes() == (folder / "all.jsonl").read_bytes()
