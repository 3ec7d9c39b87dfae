"""Slugs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstory.model.slug import slugify


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Battle of Konna", "battle-of-konna"),
        ("  Mali's army – 12.5% cut! ", "malis-army-12-5-cut"),
        ("Łódź, Đà Nẵng, Straße, Ærø", "lodz-da-nang-strasse-aero"),
        ("José Ángel Gurría", "jose-angel-gurria"),
        ("Москва", "moskva"),
        ("…", "untitled"),
        ("", "untitled"),
    ],
)
def test_slugs_are_words_of_ascii(text: str, slug: str) -> None:
    assert slugify(text) == slug


def test_a_long_text_is_cut_between_words() -> None:
    assert slugify("alpha beta gamma", limit=12) == "alpha-beta"
    assert slugify("alpha beta gamma", limit=10) == "alpha-beta"
    assert slugify("alphabet", limit=5) == "alpha"


@given(st.text(), st.integers(min_value=1, max_value=200))
def test_any_text_gives_a_slug_within_the_limit(text: str, limit: int) -> None:
    slug = slugify(text, limit=limit)
    assert slug == "untitled" or (0 < len(slug) <= limit)
    assert all(char in "abcdefghijklmnopqrstuvwxyz0123456789-" for char in slug)
    assert not slug.startswith("-")
    assert not slug.endswith("-")
