"""What a story's page tells of it before the events themselves."""

from backstory.model import Period, StoryMember
from backstory.views.facts import tell_facts


def make_members(*days: int, month: str = "2020-05", pointing: int = 0, publishers: int = 1) -> list[StoryMember]:
    return [
        StoryMember(
            event_id=f"{month}-{day:02}.{n}", date=f"{month}-{day:02}", pointing=pointing, publishers=publishers
        )
        for n, day in enumerate(days)
    ]


def test_the_peak_is_the_first_of_the_busiest_seven_days() -> None:
    facts = tell_facts(make_members(1, 10, 11, 11, 16, 17, 25))
    assert facts.peak == Period(first_on="2020-05-10", last_on="2020-05-16", count=4)


def test_a_pause_of_more_than_a_month_is_told_with_its_first_and_last_quiet_day() -> None:
    spring, autumn = make_members(1, 2, 3), make_members(1, 2, month="2020-09")
    assert tell_facts([*spring, *autumn]).quiet == Period(first_on="2020-05-04", last_on="2020-08-31", count=0)
    assert tell_facts(make_members(1, 2, 3, 30, 30)).quiet is None


def test_turning_points_stand_out_and_spread_over_the_story() -> None:
    members = make_members(*range(1, 29))
    members[2] = StoryMember(event_id="first", date=members[2].date, pointing=9, publishers=1)
    members[3] = StoryMember(event_id="weaker", date=members[3].date, pointing=4, publishers=1)
    members[20] = StoryMember(event_id="reported", date=members[20].date, pointing=0, publishers=5)
    assert [point.event_id for point in tell_facts(members).turning_points] == ["first", "reported"]


def test_there_are_seven_turning_points_at_most_however_long_the_story_is() -> None:
    members = [
        found for month in range(1, 10) for found in make_members(*range(1, 29), month=f"2020-0{month}", pointing=5)
    ]
    assert len(tell_facts(members).turning_points) == 7


def test_a_story_of_few_events_has_neither_peak_nor_turning_points() -> None:
    facts = tell_facts(make_members(1, 2, pointing=9))
    assert (facts.peak, facts.turning_points) == (None, ())
