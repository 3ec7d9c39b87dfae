import json
from pathlib import Path

import pytest

from backstory.sources import count_independent, derive_roster, load_roster, resolve_publisher


@pytest.mark.parametrize(
    ("label", "url"),
    [
        ("BBC", "https://www.bbc.com/news/1"),
        ("BBC News", "http://news.bbc.co.uk/1/hi/1.stm"),
        ("(BBC)", "https://www.bbc.co.uk/news/1"),
        ("", "https://www.bbc.co.uk/news/1"),
        ("BBC News 2", "https://bbc.co.uk/sport/1"),
        ("''BBC''", "https://web.archive.org/web/2013/http://www.bbc.co.uk/news/1"),
        ("BBC, January 10, 2013", ""),
        ("bbc.co.uk", ""),
        ("BCC", "https://www.bbc.com/news/1"),
    ],
)
def test_one_publisher_under_many_labels(label: str, url: str) -> None:
    publisher = resolve_publisher(label, url)
    assert (publisher.name, publisher.slug, publisher.carrier) == ("BBC", "bbc", "")


@pytest.mark.parametrize(
    ("label", "url", "name", "carrier"),
    [
        ("AP via The Guardian", "https://www.theguardian.com/a", "Associated Press", "The Guardian"),
        ("AP", "https://www.theguardian.com/a", "Associated Press", "The Guardian"),
        ("AP", "https://apnews.com/a", "Associated Press", ""),
        ("The Associated Press via WEYI-TV", "https://nbc25news.com/a", "Associated Press", "WEYI-TV"),
        ("AFP via Barron's", "https://www.barrons.com/a", "Agence France-Presse", "Barron's"),
        ("Reuters (via Yahoo! News)", "https://news.yahoo.com/a", "Reuters", "Yahoo! News"),
        ("Press Association via ESPN (UK)", "https://www.espn.co.uk/a", "PA Media", "ESPN (UK)"),
        ("AFP (via France 24 (English))", "https://www.france24.com/en/a", "Agence France-Presse", "France 24"),
        ("Associated Press on MSN", "https://www.msn.com/a", "Associated Press", "MSN"),
        ("USA Today", "https://www.msn.com/a", "USA Today", "MSN"),
        ("The New York Times via The Sydney Morning Herald", "https://www.smh.com.au/a", "The New York Times",
         "The Sydney Morning Herald"),
        ("Reuters", "https://a-small-paper.com/x", "Reuters", "a-small-paper.com"),
        ("Yahoo! News", "https://news.yahoo.com/a", "Yahoo! News", ""),
        ("Ministry of Health", "https://twitter.com/health/status/1", "Ministry of Health", ""),
        ("RFE/RL", "https://www.rferl.org/a", "Radio Free Europe/Radio Liberty", ""),
        ("The Guardian", "https://guardian.ng/a", "The Guardian (Nigeria)", ""),
        ("The Star", "https://www.thestar.com.my/a", "The Star (Malaysia)", ""),
        ("The Star", "https://www.thestar.com/a", "Toronto Star", ""),
        ("ABC News", "https://www.abc.net.au/a", "ABC (Australia)", ""),
        ("Valley Courier", "https://valleycourier.com/a", "Valley Courier", ""),
        ("", "https://valleycourier.com/a", "valleycourier.com", ""),
        ("Man held after he is seen with a goat in a lift", "https://valleycourier.com/a", "valleycourier.com", ""),
        ("", "", "Unknown", ""),
    ],
)  # fmt: skip
def test_who_wrote_it_and_who_carries_it(label: str, url: str, name: str, carrier: str) -> None:
    publisher = resolve_publisher(label, url)
    assert (publisher.name, publisher.carrier) == (name, carrier)


def test_an_agencys_text_in_three_papers_counts_once() -> None:
    cited = [
        ("AP via The Guardian", "https://www.theguardian.com/a"),
        ("AP", "https://abcnews.go.com/b"),
        ("Associated Press", "https://apnews.com/c"),
        ("BBC", "https://www.bbc.com/d"),
    ]
    assert count_independent(resolve_publisher(label, url) for label, url in cited) == 2


def test_the_archives_own_citations_say_which_labels_and_sites_belong_together() -> None:
    cited = [("The Valley Courier", "https://valleycourier.com/1")] * 5
    cited += [("Valley Courier", "https://www.valleycourier.com/2"), ("Vally Courier", "https://valleycourier.com/3")]
    cited += [("The Valley Courier", "https://valleycourier.net/4")] * 2
    cited += [("Daily Star", "https://dailystar.net/1")] * 4 + [("The Daily Star", "https://starofthesea.org/1")] * 2
    cited += [("AFP via Valley Courier", "https://valleycourier.com/5")]
    roster = derive_roster(cited)
    names = [resolve_publisher(label, url, roster).name for label, url in cited]
    assert set(names[:9]) == {"The Valley Courier"}
    assert names[9:15] == ["Daily Star"] * 4 + ["The Daily Star (starofthesea.org)"] * 2
    assert (
        resolve_publisher("AFP via Valley Courier", "https://valleycourier.com/5", roster).carrier
        == "The Valley Courier"
    )
    assert resolve_publisher("Valley Courier", "https://twitter.com/x", roster).name == "The Valley Courier"


def test_every_publisher_known_by_hand_has_an_address_of_its_own() -> None:
    entries = {entry.slug: entry for entry in load_roster().by_host.values()}
    names = {entry.name for entry in load_roster().by_host.values()}
    assert len(entries) == len(names)


def test_two_years_of_citations_become_fewer_publishers_than_labels() -> None:
    days = Path(__file__).parents[2].parent / "shared" / "data" / "portal" / "days-2020-2021.tar.xz"
    if not days.exists():
        pytest.skip("../shared is not beside the project")
    import tarfile

    from backstory.parse import parse_day_page

    cited = []
    with tarfile.open(days) as archive:
        for member in archive.getmembers()[:120]:
            page = archive.extractfile(member) if member.name.endswith(".wiki") else None
            if page:
                for event in parse_day_page(page.read().decode(), member.name[-15:-5]).events:
                    cited += [(citation.publisher, citation.url) for citation in event.citations]
    roster = derive_roster(cited)
    slugs = {resolve_publisher(label, url, roster).slug for label, url in cited}
    assert len(cited) > 1000
    assert len(slugs) < 0.85 * len({label for label, _ in cited})


def test_publishers_of_the_test_pages() -> None:
    for path in (Path(__file__).parent / "pages").glob("*.json"):
        case = json.loads(path.read_text("utf-8"))
        if case.get("carrier"):
            assert resolve_publisher(case["label"], case["url"]).carrier == case["carrier"]
