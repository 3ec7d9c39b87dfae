import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstory.sources import canonical_url

BBC = "https://bbc.com/news/world-africa-20976604"


@pytest.mark.parametrize(
    ("cited", "canonical"),
    [
        ("http://www.bbc.co.uk/news/world-africa-20976604", BBC),
        ("https://www.bbc.com/news/world-africa-20976604?utm_source=x&at_medium=RSS#top", BBC),
        ("http://m.bbc.co.uk/news/world-africa-20976604/", BBC),
        ("https://www.bbc.co.uk/news/amp/world-africa-20976604", BBC),
        ("https://web.archive.org/web/20130110120000/http://www.bbc.co.uk/news/world-africa-20976604", BBC),
        ("http://web.archive.org/web/20130110120000id_/http:/www.bbc.co.uk/news/world-africa-20976604", BBC),
        ("https://archive.today/2013.01.10-120000/http://www.bbc.co.uk/news/world-africa-20976604", BBC),
        ("https://www.google.com/amp/s/www.bbc.com/news/amp/world-africa-20976604", BBC),
        ("https://www-bbc-com.cdn.ampproject.org/c/s/www.bbc.com/news/amp/world-africa-20976604", BBC),
        ("https://www.google.com/url?q=https%3A%2F%2Fwww.bbc.com%2Fnews%2Fworld-africa-20976604&sa=U", BBC),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.bbc.com%2Fnews%2Fworld-africa-20976604&h=AT0", BBC),
        ("https://www-bbc-com.translate.goog/news/world-africa-20976604?_x_tr_sl=en", BBC),
        ("//www.bbc.com/news/world-africa-20976604", BBC),
        ("HTTP://WWW.BBC.COM:80//news/world-africa-20976604", BBC),
        (
            "https://web.archive.org/web/2020/https://web.archive.org/web/2013/http://www.bbc.com/news/world-africa-20976604",
            BBC,
        ),
        ("https://amp.theguardian.com/world/2020/apr/01/x-y", "https://theguardian.com/world/2020/apr/01/x-y"),
        ("https://uk.reuters.com/article/x-idUKKBN1?feedType=RSS", "https://reuters.com/article/x-idUKKBN1"),
        ("https://edition.cnn.com/2020/04/01/asia/x/index.html", "https://cnn.com/2020/04/01/asia/x"),
        ("https://en.m.wikipedia.org/wiki/Mali", "https://en.wikipedia.org/wiki/Mali"),
        ("https://paper.com/story.amp.html", "https://paper.com/story.html"),
        ("https://paper.com/2020/long-story/?amp=1", "https://paper.com/2020/long-story"),
        ("https://paper.com/a?b=2&a=1&fbclid=z", "https://paper.com/a?a=1&b=2"),
        ("https://paper.com/a?ref=homepage", "https://paper.com/a"),
        ("https://paper.com/a;jsessionid=0A1B?x=1", "https://paper.com/a?x=1"),
        ("https://paper.com/caf%C3%A9", "https://paper.com/caf%C3%A9"),
        ("https://paper.com/café", "https://paper.com/caf%C3%A9"),
        ("https://www.youtube.com/watch?v=abc&t=10&list=x", "https://youtube.com/watch?v=abc"),
        ("https://bücher.de/a", "https://xn--bcher-kva.de/a"),
    ],
)
def test_one_article_has_one_canonical_url(cited: str, canonical: str) -> None:
    assert canonical_url(cited) == canonical


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://paper.com/?p=1", "https://paper.com/?p=2"),
        ("https://paper.com/story.php?id=1&section=a", "https://paper.com/story.php?id=1&section=b"),
        ("https://paper.com/a?ref=1234", "https://paper.com/a?ref=1235"),
        ("http://news.bbc.co.uk/1/hi/world/1.stm", "http://www.bbc.co.uk/1/hi/world/1.stm"),
        ("https://paper.com/#!/story/1", "https://paper.com/#!/story/2"),
        ("https://paper.com:8080/a", "https://paper.com/a"),
        ("https://paper.com/A", "https://paper.com/a"),
    ],
)
def test_different_articles_stay_apart(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize("text", ["", "mailto:x@y.org", "http://[bad", "no address", "http://", "https:///x"])
def test_what_is_no_web_address_comes_back(text: str) -> None:
    assert canonical_url(f" {text} ") == text


@given(
    st.text(max_size=60) | st.text(alphabet="htps:/.w%2&=?#aAmp1éb-~;[]@ ", max_size=60).map("http://x.org/".__add__)
)
def test_it_never_fails_and_is_the_same_for_its_own_result(text: str) -> None:
    assert canonical_url(canonical_url(text)) == canonical_url(text)
