import pytest

from backstory.model import Source
from backstory.sources import Article, drop_shared, find_shared, judge_visit

CITED = "http://www.paper.com/2013/01/10/bridge-reopens"


@pytest.mark.parametrize(
    ("final", "status", "fault", "title", "state"),
    [
        (CITED, 200, "", "Bridge reopens", "live"),
        ("https://paper.com/2013/01/10/bridge-reopens/", 200, "", "Bridge reopens", "live"),
        ("https://paper.com/news/1234-bridge-reopens", 200, "", "Bridge reopens", "moved"),
        ("https://paper.com/", 200, "", "The Paper", "soft-404"),
        ("https://paper.com/world/", 200, "", "World | The Paper", "soft-404"),
        ("https://casino.com/play-123", 200, "", "Play", "soft-404"),
        (CITED, 200, "", "Page not found | The Paper", "soft-404"),
        (CITED, 200, "", "404 - File or directory not found.", "soft-404"),
        (CITED, 200, "", "Sorry, we can't find that page", "soft-404"),
        (CITED, 200, "", "Seite nicht gefunden", "soft-404"),
        (CITED, 200, "", "paper.com is for sale", "soft-404"),
        (CITED, 200, "", "Missing plane not found after ten days", "live"),
        (CITED, 200, "", "Article 50 triggered", "live"),
        ("https://paper.com/login?next=x", 200, "", "Log in", "paywalled"),
        (CITED, 404, "", "", "dead"),
        (CITED, 410, "", "", "dead"),
        (CITED, 402, "", "", "paywalled"),
        (CITED, 403, "", "", "refused"),
        (CITED, 451, "", "", "refused"),
        (CITED, 500, "", "", "unreachable"),
        (CITED, 0, "unresolved", "", "unreachable"),
        (CITED, 0, "robots", "", "refused"),
        (CITED, 0, "refused", "", "refused"),
        (CITED, 302, "circle", "", "unreachable"),
        (CITED, 200, "type", "", "live"),
    ],
)
def test_the_state_of_an_article(final: str, status: int, fault: str, title: str, state: str) -> None:
    article = Article(title=title) if title else None
    assert judge_visit(CITED, final, status, fault, article).status == state


def test_a_paywalled_article_may_have_moved_too() -> None:
    finding = judge_visit(CITED, "https://paper.com/plus/bridge-1", 200, "", Article(title="B", is_paywalled=True))
    assert (finding.status, finding.moved_to) == ("paywalled", "https://paper.com/plus/bridge-1")


def test_what_a_sites_pages_share_is_found_and_nothing_else() -> None:
    def source(number: int, description: str, host: str = "paper.com") -> Source:
        url = f"https://{host}/{number}"
        return Source(url=url, canonical_url=url, title=f"Story {number}", description=description, image_url="")

    slogan = [source(number, "Your paper since 1888, now with puzzles.") for number in range(3)]
    twice = [source(number, "The same story under two addresses.") for number in (7, 8)]
    others = [source(number, "A wire story that three papers have.", f"paper{number}.com") for number in range(3)]
    shared = find_shared([*slogan, *twice, *others])
    assert [drop_shared(one, shared)[0] for one in slogan] == ["", "", ""]
    assert all(drop_shared(one, shared)[0] == one.description for one in [*twice, *others])
