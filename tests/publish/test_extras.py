"""What a site may have beside its pages: a theme, cards, a search."""

import io
import json
from pathlib import Path

import pytest
from lxml import etree

from backstory.errors import PublishError
from backstory.publish import Extras, crew, has_pagefind, publish_site, searching
from backstory.publish.staging import list_present
from backstory.store import Archive
from tests.publish.feeding import DAYS, feed_day


def write_theme(folder: Path) -> Path:
    """Give a theme like that of docs/themes.md."""
    (folder / "theme").mkdir(parents=True)
    (folder / "style.css").write_text(":root { --accent: teal; }")
    (folder / "base.html").write_text(
        '{% extends "own/base.html" %}{% block main_foot %}<p>Kept by the library of Port Amber.</p>{% endblock %}'
    )
    (folder / "theme" / "harbour.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    return folder


def test_a_theme_takes_the_place_of_templates_and_style(archive: Archive, tmp_path: Path) -> None:
    extras = Extras(theme=str(write_theme(tmp_path / "mine")))
    out = tmp_path / "site"
    publish_site(archive, out, extras=extras)
    assert (out / "style.css").read_text() == ":root { --accent: teal; }"
    assert (out / "theme" / "harbour.svg").is_file()
    for page in (out / "index.html", out / "entity/amber-bridge.html"):
        assert "Kept by the library of Port Amber." in page.read_text()
        assert '<header class="masthead">' in page.read_text()


def test_a_changed_theme_is_seen(archive: Archive, tmp_path: Path) -> None:
    theme = write_theme(tmp_path / "mine")
    extras = Extras(theme=str(theme))
    publish_site(archive, tmp_path / "site", extras=extras)
    assert publish_site(archive, tmp_path / "site", extras=extras).written == 0
    (theme / "style.css").write_text(":root { --accent: olive; }")
    assert publish_site(archive, tmp_path / "site", extras=extras).written == 1


@pytest.mark.parametrize("fault", ["folder", "template"])
def test_a_theme_that_cannot_be_read_stops_everything(archive: Archive, tmp_path: Path, fault: str) -> None:
    theme = tmp_path / "mine"
    if fault == "template":
        theme.mkdir()
        (theme / "event.html").write_text("{% if %}")
    with pytest.raises(PublishError, match=fault):
        publish_site(archive, tmp_path / "site", extras=Extras(theme=str(theme)))
    assert not (tmp_path / "site").exists()


FAULTS = {
    "{{ page.nothere }}": "line 1: .*'nothere'",
    "\n{{ page.title|number }}": "line 2: ValueError: ",
    "\n{{ cite_line(3) }}": "line 2: TypeError: ",
    "{% include 'gone.html' %}": "line 1: TemplateNotFound: gone.html",
    "{% extends 'own/event.html' %}{% block main_foot %}\n\n{{ gone }}{% endblock %}": "line 3: 'gone' is undefined",
}


@pytest.mark.parametrize("least_for_two", [0, 10_000])
@pytest.mark.parametrize(("text", "told"), FAULTS.items())
def test_a_theme_that_fails_at_a_page_is_told_by_file_and_line(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str, least_for_two: int
) -> None:
    monkeypatch.setattr(crew, "_LEAST_FOR_TWO", least_for_two)
    monkeypatch.setattr(crew, "count_workers", lambda: 2)
    theme = tmp_path / "mine"
    theme.mkdir()
    (theme / "event.html").write_text(text)
    given = str(theme.parent / "mine" / ".." / "mine")
    with pytest.raises(PublishError, match=rf"^The theme's event\.html fails in {told}.*\.$"):
        publish_site(archive, tmp_path / "site", extras=Extras(theme=given))
    assert not (tmp_path / "site").exists()


def test_a_theme_that_is_no_text_is_told(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "404.html").write_bytes(b"\xff")
    with pytest.raises(PublishError, match=r"404\.html is no template"):
        publish_site(archive, tmp_path / "site", extras=Extras(theme=str(tmp_path / "mine")))


def test_a_fault_of_ours_stays_one(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise TypeError("ours")

    monkeypatch.setattr("backstory.render.html.encode_legal", fail)
    with pytest.raises(TypeError, match="ours"):
        publish_site(archive, tmp_path / "site", extras=Extras(theme=str(write_theme(tmp_path / "mine"))))


def test_an_event_without_a_cover_has_a_card(archive: Archive, tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image", reason="pip install -e '.[cards]'")
    out = tmp_path / "site"
    site = {"base_url": "https://archive.example", "extras": Extras(has_cards=True)}
    whole = publish_site(archive, out, **site)
    cards = sorted(out.rglob("*.png"))
    assert len(cards) == 5  # of six events, one has a cover
    for card in cards:
        with image.open(io.BytesIO(card.read_bytes())) as drawn:
            assert drawn.size == (600, 315)
        assert card.stat().st_size < 12_000
        url = f"https://archive.example/{card.relative_to(out)}"
        assert f'<meta property="og:image" content="{url}">' in card.with_suffix(".html").read_text()
    publish_site(archive, tmp_path / "again", **site)
    assert [card.read_bytes() for card in sorted((tmp_path / "again").rglob("*.png"))] == [
        c.read_bytes() for c in cards
    ]

    cards[0].unlink()
    again = publish_site(archive, out, **site)
    assert (again.written, again.unchanged) == (1, whole.written - 1)
    publish_site(archive, out, base_url="https://archive.example")
    assert not list(out.rglob("*.png"))


def list_index(out: Path) -> list[str]:
    return sorted(file for file in list_present(out) if file.startswith("/pagefind/"))


def count_searched(index: Path) -> int:
    return int(json.loads((index / "pagefind-entry.json").read_text())["languages"]["en"]["page_count"])


def test_the_search_follows_the_pages(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not has_pagefind():
        pytest.skip("pip install -e '.[search]'")
    out = tmp_path / "site"
    publish_site(archive, out, base_url="https://archive.example", extras=Extras(has_search=True))
    kinds = [json.loads(page.read_bytes()).get("kind") for page in out.rglob("*.json")]
    everything = sum(kind in ("event", "entity", "story", "publisher") for kind in kinds)
    assert count_searched(out / "pagefind") == everything
    description = etree.parse(out / "opensearch.xml")
    assert description.find("{*}Url").get("template") == "https://archive.example/search.html?q={searchTerms}"
    assert 'rel="search"' in (out / "index.html").read_text()

    before = list_index(out)
    publish_site(archive, out, base_url="https://archive.example", extras=Extras(has_search=True))
    assert list_index(out) == before

    # A change is indexed by itself, beside the rest.
    feed_day(archive, "2013-01-10", DAYS["2013-01-10"].replace("nobody", "only a cormorant"), at="2013-01-12T00:00:00Z")
    publish_site(archive, out, base_url="https://archive.example", extras=Extras(has_search=True))
    assert list_index(out) == before
    assert json.loads((out / "pagefind/parts.json").read_bytes()) == {"fresh": True}
    assert 0 < count_searched(out / "pagefind-fresh") < everything

    # Where many changed, all are indexed again.
    monkeypatch.setattr(searching, "MOST_FRESH", 1)
    feed_day(archive, "2013-01-10", DAYS["2013-01-10"].replace("nobody", "only a heron"), at="2013-01-13T00:00:00Z")
    publish_site(archive, out, base_url="https://archive.example", extras=Extras(has_search=True))
    assert list_index(out) != before
    assert json.loads((out / "pagefind/parts.json").read_bytes()) == {"fresh": False}
    assert not (out / "pagefind-fresh").exists()
    assert count_searched(out / "pagefind") == everything

    publish_site(archive, out, base_url="https://archive.example")
    assert not [file for file in list_present(out) if "search" in file or "pagefind" in file]
    assert 'role="search"' not in (out / "index.html").read_text()


def test_published_feeds_name_the_hub_and_a_bad_one_is_refused(archive: Archive, tmp_path: Path) -> None:
    publish_site(archive, tmp_path / "site", extras=Extras(hub="https://hub.example/"))
    assert '<link rel="hub" href="https://hub.example/"/>' in (tmp_path / "site/index.atom").read_text()
    for url in ("http://site.example:99999", "http://[::1"):
        with pytest.raises(PublishError, match="no address for a site"):
            publish_site(archive, tmp_path / "other", base_url=url)
    with pytest.raises(PublishError, match="no address for a hub"):
        publish_site(archive, tmp_path / "other", extras=Extras(hub="hub"))
    assert not (tmp_path / "other").exists()
