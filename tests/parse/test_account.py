"""Nothing of a page is lost in silence; and if it were, the account would say so."""

import io
import lzma
import pathlib
import tarfile
from collections.abc import Iterator

import pytest

from backstory.model import DayPage, ParsedEvent
from backstory.parse import account_for_page
from backstory.parse.page import PageReader

DATA = pathlib.Path(__file__).parents[2].parent / "shared" / "data"
PAGE = """{{Current events|year=2013|month=1|day=10|content=
;Disasters
*[[Floods in Peru]]
**A [[bridge]] falls near [[Lima]]. [https://news.example/1 (''The Daily'')]
**{{nowrap|Two people}} drown.<ref>{{cite news|url=https://news.example/2|title=Two|work=Weekly}}</ref>
;Science
}}"""


def read_pages(name: str, every: int = 1) -> Iterator[tuple[str, str]]:
    if name.endswith(".tar.xz"):
        with tarfile.open(fileobj=io.BytesIO(lzma.decompress((DATA / name).read_bytes()))) as tar:
            members = sorted((member for member in tar if member.name.endswith(".wiki")), key=lambda one: one.name)
            for member in members[::every]:
                file = tar.extractfile(member)
                assert file is not None
                yield pathlib.PurePath(member.name).stem, file.read().decode("utf-8")
    else:
        for path in sorted((DATA / name).glob("*.wiki"))[::every]:
            yield path.stem[:10], path.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "every"), [("wikitext", 1), ("portal/days-2020-2021.tar.xz", 1), ("scale/days-2002-2026.tar.xz", 40)]
)
def test_every_visible_character_of_real_pages_is_accounted_for(name: str, every: int) -> None:
    if not (DATA / name).exists():
        pytest.skip(f"needs shared/data/{name} beside the project")
    pages = 0
    for date, text in read_pages(name, every):
        account = account_for_page(text, date)
        assert (account.share, account.missing) == (1.0, ()), date
        pages += 1
    assert pages > 50


def test_a_plain_page_is_accounted_for_in_full_and_nothing_twice() -> None:
    account = account_for_page(PAGE, "2013-01-10")
    assert account.share == 1.0
    assert account.visible > 60
    assert (account.missing, account.doubled) == ((), ())


def test_an_empty_page_has_nothing_to_lose() -> None:
    assert account_for_page("", "2013-01-10").share == 1.0


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ({"text": "A bridge near Lima."}, "aflls"),
        ({"citations": ()}, "adehilty"),
        ({"category": "Other"}, "adeirssst"),
        ({"topics": ()}, "defilnooprsu"),
    ],
)
def test_what_a_reader_drops_is_missed(change: dict[str, object], lost: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class ForgetfulReader(PageReader):
        def read(self) -> DayPage:
            page = super().read()
            return DayPage(date=page.date, events=tuple(map(forget, page.events)), problems=page.problems)

    def forget(event: ParsedEvent) -> ParsedEvent:
        fields = {name: getattr(event, name) for name in event.__struct_fields__}
        return ParsedEvent(**{**fields, **(change if event.line == 4 or "text" not in change else {})})

    monkeypatch.setattr("backstory.parse.account.PageReader", ForgetfulReader)
    account = account_for_page(PAGE, "2013-01-10")
    assert account.share < 1.0
    assert lost in [line.partition(": ")[2] for line in account.missing]


def test_a_dropped_line_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    class ForgetfulReader(PageReader):
        def read(self) -> DayPage:
            page = super().read()
            return DayPage(date=page.date, events=page.events[1:], problems=page.problems)

    monkeypatch.setattr("backstory.parse.account.PageReader", ForgetfulReader)
    account = account_for_page(PAGE, "2013-01-10")
    assert account.share < 1.0
    assert account.missing


def test_what_comes_out_twice_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class RepeatingReader(PageReader):
        def read(self) -> DayPage:
            page = super().read()
            return DayPage(date=page.date, events=(page.events[0], *page.events), problems=page.problems)

    monkeypatch.setattr("backstory.parse.account.PageReader", RepeatingReader)
    assert any(line.startswith("line 4:") for line in account_for_page(PAGE, "2013-01-10").doubled)
