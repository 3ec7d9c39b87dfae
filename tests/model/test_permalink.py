"""Addresses of events: what they may be, every one of them a page that the site can have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstory.model.permalink import is_event_path, is_permalink
from backstory.publish.plan import check_paths


@pytest.mark.parametrize(
    "slug", ["quake-shakes-peru", "quake-shakes-peru-12", "a", "a_b", "index-2", "x" * 140, "12", "-"]
)
def test_an_event_may_have_the_address_of_a_slug(slug: str) -> None:
    assert is_permalink(f"/news/2013/01/8/{slug}")


@pytest.mark.parametrize("slug", ["Old-Name", "łódź"])
def test_an_address_with_other_letters_leads_to_an_event_and_is_not_its_own(slug: str) -> None:
    assert is_event_path(f"/news/2013/01/8/{slug}")
    assert not is_permalink(f"/news/2013/01/8/{slug}")


@pytest.mark.parametrize(
    "path",
    [
        "", "/", "/index", "/news/../x", "/news/x", "/news/2013/01/8/", "/news/2013/01/8/index",
        "/news/2013/01/8/Index",
        "/news/2013/01/8/..", "/news/2013/01/8/.x", "/news/2013/01/8/a/b", "/news/2013/01/index", "/news/2013/1/8/a",
        "/news/2013/01/8/a\x07", "/news/2013/01/8/a\n", "/news/2013/01/8/a b", "/news/2013/01/8/a?b",
        "/news/2013/01/8/a\\b",
        "/news/2013/01/8/a_rss", "/news/2013/01/8/" + "x" * 300, "news/2013/01/8/a", "/news/٢٠١٣/01/8/a",
    ],
)  # fmt: skip
def test_an_event_may_not_have_another_address(path: str) -> None:
    assert not is_event_path(path)
    assert not is_permalink(path)


@given(st.sets(st.from_regex(r"/news/2013/0[12]/[0-9]{1,2}/(\w|[-.]|index|_rss){1,9}", fullmatch=True)))
def test_every_address_that_an_event_may_have_can_be_a_file_beside_all_others(paths: set[str]) -> None:
    check_paths(["/news/2013/01/8/index", *filter(is_permalink, paths)])
