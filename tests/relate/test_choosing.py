"""Which of the ranked candidates are shown: not ten times one day's news."""

import numpy as np

from backstory.model import Event
from backstory.relate.choosing import Chooser
from backstory.relate.corpus import build_corpus


def choose(texts_by_day: list[tuple[str, str]], scores: list[float], count: int = 10) -> list[int]:
    """Give the places in the list of what is chosen for the first event, whose candidates are the others."""
    events = [
        Event(id=f"e{number}", date=date, path="", category="", text=text)
        for number, (date, text) in enumerate(texts_by_day)
    ]
    others = np.arange(1, len(events))[None, :]
    ranked = others, np.array([scores], dtype=np.float32)
    chosen, kept = Chooser(build_corpus(events)).choose(np.array([0]), ranked, count)
    assert list(kept[0]) == sorted(kept[0], reverse=True)
    return chosen[0][np.isfinite(kept[0])].tolist()


def test_the_same_news_told_twice_is_shown_once() -> None:
    told = [
        ("2013-01-10", "Rebels take Konna."),
        ("2013-01-12", "A court in Bamako frees four miners arrested at Kayes."),
        ("2013-01-13", "The court in Bamako frees four miners who were arrested at Kayes."),
        ("2013-01-14", "Jets bomb a depot near Gao."),
    ]
    assert choose(told, [3.0, 2.0, 1.0]) == [1, 3]


def test_the_same_words_weeks_apart_are_two_events() -> None:
    told = [
        ("2013-01-10", "Rebels take Konna."),
        ("2013-01-12", "A court in Bamako frees four miners arrested at Kayes."),
        ("2013-02-13", "A court in Bamako frees four miners arrested at Kayes."),
    ]
    assert choose(told, [3.0, 2.0]) == [1, 2]


def test_one_day_does_not_fill_the_list_where_other_days_are_nearly_as_good() -> None:
    crowd = [("2013-01-12", f"Word{n} item{n} thing{n}.") for n in range(8)]
    others = [(f"2013-02-{n:02}", f"Else{n} more{n}.") for n in range(1, 5)]
    chosen = choose([("2013-01-10", "Start."), *crowd, *others], [2.0] * 8 + [1.8] * 4, count=6)
    assert len([place for place in chosen if place > 8]) >= 2


def test_one_day_may_fill_the_list_where_the_rest_is_far_worse() -> None:
    crowd = [("2013-01-12", f"Word{n} item{n} thing{n}.") for n in range(6)]
    others = [(f"2013-02-{n:02}", f"Else{n} more{n}.") for n in range(1, 5)]
    chosen = choose([("2013-01-10", "Start."), *crowd, *others], [9.0] * 6 + [-5.0] * 4, count=6)
    assert chosen == [1, 2, 3, 4, 5, 6]


def test_what_led_to_it_has_room_beside_what_came_of_it() -> None:
    later = [(f"2013-02-{n:02}", f"Word{n} item{n}.") for n in range(1, 12)]
    earlier = [(f"2013-01-{n:02}", f"Else{n} more{n}.") for n in range(1, 6)]
    chosen = choose([("2013-01-20", "Start."), *later, *earlier], [2.0] * 11 + [1.8] * 5)
    assert len([place for place in chosen if place > 11]) == 3
