"""What a plain text names: told from links that editors made before."""

from collections.abc import Iterator

import pytest

from backstory.entities import LearnedNames, Link, link_text
from backstory.model import Mention


def learn(names: LearnedNames, text: str, *links: tuple[str, str], day: str = "2013-01-10") -> None:
    """Let one event be known: its text, and words with the titles they lead to."""
    mentions = [Mention(title=title, anchor=words, start=text.index(words)) for words, title in links]
    names.learn(day, text, mentions, [title for _, title in links])


@pytest.fixture
def names() -> LearnedNames:
    """Editors who link countries, their people and a few organisations, and leave common words alone."""
    known = LearnedNames()
    for number in range(12):
        learn(known, f"French troops enter Mali for the {number}th time.", ("French", "France"), ("Mali", "Mali"))
        learn(known, f"Malian soldiers retake town {number}.", ("Malian", "Mali"))
        learn(
            known,
            f"Prime Minister Shinzō Abe of Japan speaks {number} times.",
            ("Prime Minister", "Prime Minister of Japan"),
            ("Shinzō Abe", "Shinzo Abe"),
            ("Japan", "Japan"),
        )
        learn(
            known,
            f"Prime Minister Julia Gillard visits Perth, day {number}.",
            ("Prime Minister", "Prime Minister of Australia"),
            ("Julia Gillard", "Julia Gillard"),
        )
        learn(
            known,
            f"The Economic Community of West African States meets on Mali, {number} months on.",
            ("Economic Community of West African States", "Economic Community of West African States"),
            ("Mali", "Mali"),
        )
        learn(known, f"The U.S. Congress votes {number} times.", ("U.S.", "United States"))
        learn(
            known,
            f"The WHO warns of case {number}. Those who can should stay home.",
            ("WHO", "World Health Organization"),
        )
        learn(known, f"Rain falls on the town for {number} days.")
        learn(known, f"Turkey closes its border, hour {number}.", ("Turkey", "Turkey"))
    return known  # fmt: skip


def read(names: LearnedNames, text: str) -> list[tuple[str, str]]:
    """Words and titles found."""
    links = link_text(text, "2013-02-01", names)
    for link in links:
        assert text[link.mention.start :].startswith(link.mention.anchor)
    return [(link.mention.anchor, link.mention.title) for link in links]


def test_names_are_found_where_they_stand_once_each(names: LearnedNames) -> None:
    found = read(names, "Fighting goes on in Mali. France is not mentioned by its people, but Mali's army is.")
    assert found[0] == ("Mali", "Mali")
    assert [title for _, title in found].count("Mali") == 1


def test_a_possessive_does_not_hide_a_name(names: LearnedNames) -> None:
    assert read(names, "Troops reach Mali’s capital.") == [("Mali", "Mali")]


def test_a_people_leads_to_its_country_where_editors_link_so(names: LearnedNames) -> None:
    assert read(names, "Malian soldiers advance.") == [("Malian", "Mali")]
    assert read(names, "Nigerian soldiers advance.") == []


def test_the_same_words_mean_what_goes_with_the_others(names: LearnedNames) -> None:
    assert ("Prime Minister", "Prime Minister of Japan") in read(names, "The Prime Minister, Shinzō Abe, resigns.")
    assert ("Prime Minister", "Prime Minister of Australia") in read(names, "Prime Minister Julia Gillard resigns.")


def test_diacritics_may_be_missing(names: LearnedNames) -> None:
    assert ("Shinzo Abe", "Shinzo Abe") in read(names, "Talks with Shinzo Abe begin.")


def test_a_dot_belongs_to_the_name_that_is_written_with_one(names: LearnedNames) -> None:
    assert ("U.S.", "United States") in read(names, "Leaders of the U.S. Senate resign.")


def test_an_acronym_means_what_the_text_says(names: LearnedNames) -> None:
    text = "The Economic Community of West African States (ECOWAS) meets. ECOWAS lifts its ban."
    links = link_text(text, "2013-02-01", names)
    assert [link.mention.title for link in links] == ["Economic Community of West African States"]
    # Explained as something the archive does not know, it is nothing it knows.
    assert read(names, "The Women Hikers Organisation (WHO) meets. WHO hikes.") == []


def test_a_word_is_not_the_name_that_it_looks_like(names: LearnedNames) -> None:
    assert read(names, "Those who stay eat turkey.") == []


def test_part_of_a_longer_unknown_name_is_doubted(names: LearnedNames) -> None:
    whole, part = (link_text(f"The band {name} plays.", "2013-02-01", names)[0] for name in ("Mali", "Mali Flames"))
    assert part.score < whole.score - 1


def test_a_text_all_in_small_letters_is_read_too(names: LearnedNames) -> None:
    assert ("mali", "Mali") in read(names, "troops enter mali")


def test_a_choice_is_explained(names: LearnedNames) -> None:
    link = next(link for link in explain(names) if link.mention.anchor == "Prime Minister")
    assert [candidate.title for candidate in link.candidates] == [
        "Prime Minister of Japan",
        "Prime Minister of Australia",
    ]
    assert ("Shinzo Abe", pytest.approx(link.context[0][1])) in link.context
    assert {"usually linked", "common meaning"} <= {name for name, _ in link.candidates[0].parts}


def test_what_was_never_learned_is_never_named() -> None:
    assert link_text("Mali and France.", "2013-02-01", LearnedNames()) == ()
    assert link_text("", "2013-02-01", LearnedNames()) == ()
    assert link_text("\n .,;", "2013-02-01", LearnedNames()) == ()


def explain(names: LearnedNames) -> Iterator[Link]:
    yield from link_text("The Prime Minister, Shinzō Abe, resigns.", "2013-02-01", names)
