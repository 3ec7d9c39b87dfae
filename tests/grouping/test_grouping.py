import random
from collections.abc import Sequence

from backstory.grouping import Grouper, Member, WordCounts, list_stems

DAY = 737_000.5
FLOOD = ("Flood cuts off town of Veld", "Town of Veld cut off by flood of river Lom", "Lom floods Veld, roads cut off")
QUAKE = ("Earthquake shakes Lima", "Strong earthquake in Lima damages cathedral", "Lima hit by earthquake")
OTHERS = ("Parliament of Norway votes on wolves", "Central bank raises interest rates", "New museum opens in Oslo")


def member(title: str, hours: float = 0.0, language: str = "en", **said: object) -> Member:
    return Member(title=title, day=DAY + hours / 24, language=language, **said)  # type: ignore[arg-type]


def group(articles: Sequence[Member]) -> list[str]:
    """The group of each article, named by its first one's place."""
    grouper, given = Grouper(), []
    for number, article in enumerate(articles):
        choice = grouper.choose(article)
        event = choice.event if choice else str(number)
        grouper.add(event, article)
        grouper.count(article)
        given.append(event)
    return given


def test_titles_of_one_happening_come_together_and_others_stay_apart() -> None:
    titles = [title for row in zip(FLOOD, QUAKE, OTHERS, strict=True) for title in row]
    given = group([member(title, number) for number, title in enumerate(titles)])
    assert given == ["0", "1", "2", "0", "1", "5", "0", "1", "8"]


def test_the_same_words_long_after_are_another_happening() -> None:
    assert group([member(FLOOD[0]), member(FLOOD[0], 24 * 30)]) == ["0", "1"]


def test_languages_stay_apart() -> None:
    french = member("Flood cuts off town of Veld", 1, "fr")
    assert group([member(FLOOD[0]), french, member(FLOOD[1], 2, "en-GB"), member(FLOOD[0], 3, "")]) == [
        "0",
        "1",
        "0",
        "0",
    ]


def test_what_comes_later_changes_nothing_of_what_was_decided() -> None:
    titles = [*FLOOD, *QUAKE, *OTHERS]
    random.Random(7).shuffle(titles)
    articles = [member(title, number) for number, title in enumerate(titles)]
    whole = group(articles)
    assert all(group(articles[:count]) == whole[:count] for count in range(len(articles)))


def test_work_that_was_broken_off_goes_on_as_if_it_were_not() -> None:
    titles = [title for row in zip(FLOOD, QUAKE, OTHERS, strict=True) for title in row]
    articles = [member(title, number) for number, title in enumerate(titles)]
    whole = group(articles)
    before = Grouper()
    for article, event in zip(articles[:5], whole, strict=False):
        before.add(event, article)
        before.count(article)
    after = Grouper(
        WordCounts(before.counts.counts, before.counts.titles),
        WordCounts(before.entity_counts.counts, before.entity_counts.titles),
    )
    for article, event in zip(articles[:5], whole, strict=False):
        after.add(event, article)
    for number, article in enumerate(articles[5:], start=5):
        choice = after.choose(article)
        assert (choice.event if choice else str(number)) == whole[number]
        after.add(whole[number], article)
        after.count(article)


def test_a_choice_tells_what_speaks_for_it() -> None:
    grouper = Grouper()
    grouper.add("veld", member(FLOOD[0]))
    choice = grouper.choose(member(FLOOD[1], 1))
    assert choice is not None
    assert (choice.event, choice.chance > 0.5) == ("veld", True)
    assert {"title", "rarest word"} <= {name for name, _ in choice.parts}


def test_groups_that_are_too_old_are_forgotten() -> None:
    grouper = Grouper()
    grouper.add("veld", member(FLOOD[0]))
    grouper.close(DAY + 2)
    assert grouper.choose(member(FLOOD[1], 1)) is not None
    grouper.close(DAY + 10)
    assert grouper.groups == {}
    assert grouper.choose(member(FLOOD[1], 1)) is None


def test_any_script_has_words() -> None:
    assert list_stems("日本の首相", "ja") == ("日本", "本の", "の首", "首相")
    assert list_stems("Überschwemmungen", "de") == list_stems("uberschwemmung", "de")
    assert set(list_stems("Президент и президента", "ru")) == {"президент"}
    assert list_stems("", "en") == list_stems("!?", "xx") == ()


def test_a_word_weighs_less_the_more_titles_have_it() -> None:
    counts = WordCounts()
    before = counts.weigh("veld")
    for _ in range(50):
        counts.add(["veld", "lom"])
    assert counts.weigh("veld") < before
    assert counts.weigh("the") < counts.weigh("veld")
