"""An event keeps its id and its permalink through what editors do to its page."""

from tests.pipeline.feeding import Feed

QUAKE = ("Quake of magnitude 6.1 shakes the coast near Lima, Peru, and damages forty houses.", "quake")
VOTE = ("Voters in Iceland elect a new parliament for the next four years.", "vote")
FIRE = ("Fire destroys a warehouse full of paper in the harbour of Rotterdam.", "fire")


def test_same_state_again_changes_nothing(feed: Feed) -> None:
    feed(3, 8, [QUAKE, VOTE])
    before = list(feed.archive.events())
    feed(3, 8, [QUAKE, VOTE])
    assert (feed.report.stored, feed.report.known, feed.report.new, feed.report.changed) == (0, 1, 0, 0)
    assert list(feed.archive.events()) == before


def test_reworded_item_keeps_id_and_permalink(feed: Feed) -> None:
    first = feed(3, 8, [QUAKE, VOTE])
    old_path = feed.events(3)[0].path
    after = feed(3, 9, [("Rescuers find twelve people dead after an earthquake in Peru.", "quake"), VOTE])
    assert after["Rescuers"] == first["Quake"]
    event = feed.archive.event(first["Quake"])
    assert event.path == old_path
    assert event.changed_at == "2020-04-03T09:00:00Z"
    assert [version.headline.split()[0] for version in feed.archive.versions(event.id)] == ["Quake", "Rescuers"]


def test_address_of_the_new_wording_redirects(feed: Feed) -> None:
    first = feed(3, 8, [QUAKE])
    feed(3, 9, [("Rescuers find twelve dead.", "quake")])
    assert feed.archive.resolve("/news/2020/04/3/rescuers-find-twelve-dead") == first["Quake"]
    assert dict(feed.archive.addresses()) == {"/news/2020/04/3/rescuers-find-twelve-dead": first["Quake"]}


def test_reworded_item_with_another_source_keeps_id(feed: Feed) -> None:
    first = feed(3, 8, [QUAKE, VOTE])
    reworded = (QUAKE[0].replace("forty houses", "more than fifty houses"), "quake-2")
    assert feed(3, 9, [VOTE, reworded])["Quake"] == first["Quake"]


def test_items_that_change_places_keep_their_ids(feed: Feed) -> None:
    first = feed(3, 8, [QUAKE, VOTE, FIRE])
    assert feed(3, 9, [FIRE, QUAKE, VOTE]) == first
    assert [event.text.split()[0] for event in feed.events(3)] == ["Fire", "Quake", "Voters"]


def test_alike_sentences_about_different_countries_stay_apart(feed: Feed) -> None:
    first = feed(3, 8, [("[[Malaysia]] reports 57 new cases, the total is now 5,000.", "malaysia")])
    after = feed(3, 9, [("[[Thailand]] reports 33 new cases, the total is now 3,000.", "thailand")])
    assert after["Thailand"] != first["Malaysia"]


def test_split_item_keeps_its_id_for_the_more_alike_half(feed: Feed) -> None:
    both = ("Quake shakes Lima, Peru, and damages forty houses; a bridge over the Rimac collapses.", "quake")
    first = feed(3, 8, [both])
    after = feed(
        3,
        9,
        [
            ("Quake shakes Lima, Peru, and damages forty houses.", "quake"),
            ("Bridge over the Rimac collapses.", "quake"),
        ],
    )
    assert after["Quake"] == first["Quake"]
    assert after["Bridge"] != first["Quake"]


def test_merged_items_lead_to_the_one_that_stays(feed: Feed) -> None:
    first = feed(3, 8, [QUAKE, ("Bridge over the Rimac collapses in the earthquake.", "bridge")])
    path = feed.events(3)[1].path
    merged = "Quake of magnitude 6.1 shakes the coast near Lima, Peru; a bridge over the Rimac collapses."
    page = f"{merged} [https://news.example/bridge (Example News)]"
    after = feed(3, 9, [(page, "quake")])
    assert after == {"Quake": first["Quake"]}
    assert feed.archive.resolve(path) == first["Quake"]
    assert feed.archive.event(first["Bridge"]).removed_at == "2020-04-03T09:00:00Z"


def test_deleted_item_still_answers_and_says_when_it_went(feed: Feed) -> None:
    first = feed(3, 8, [QUAKE, VOTE])
    path = feed.events(3)[1].path
    feed(3, 9, [QUAKE])
    assert feed.archive.resolve(path) == first["Voters"]
    gone = feed.archive.event(first["Voters"])
    assert (gone.is_live, gone.removed_at, gone.text) == (False, "2020-04-03T09:00:00Z", VOTE[0])
    assert [event.id for event in feed.archive.removed_events()] == [gone.id]
    assert feed.archive.counts()["events"] == 1
    assert feed.archive.search("Iceland").hits == ()


def test_restored_item_gets_its_old_id(feed: Feed) -> None:
    first = feed(3, 8, [QUAKE, VOTE])
    feed(3, 9, [QUAKE])
    assert feed(3, 10, [QUAKE, VOTE]) == first
    assert [version.is_removed for version in feed.archive.versions(first["Voters"])] == [False, True, False]


def test_emptied_page_that_is_reverted_has_its_events_back(feed: Feed) -> None:
    first = feed(3, 8, [QUAKE, VOTE, FIRE])
    assert feed(3, 9, []) == {}
    assert feed(3, 10, [QUAKE, VOTE, FIRE]) == first


def test_vandalised_page_that_is_reverted_has_its_events_back(feed: Feed) -> None:
    first = feed(3, 8, [QUAKE, VOTE, FIRE])
    feed(3, 9, [("Kevin was here and he says hello to all of you.", ""), FIRE])
    assert feed(3, 10, [QUAKE, VOTE, FIRE]) == first


def test_item_moved_to_the_next_day_keeps_id_and_permalink(feed: Feed) -> None:
    first = feed(3, 8, [QUAKE, VOTE])
    path = feed.events(3)[0].path
    feed(3, 30, [VOTE])
    assert feed(4, 7, [QUAKE])["Quake"] == first["Quake"]
    event = feed.archive.event(first["Quake"])
    assert (event.date, event.path, event.is_live) == ("2020-04-04", path, True)
    assert feed.archive.resolve(path.replace("/3/", "/4/")) == event.id


def test_item_copied_to_the_next_day_and_then_taken_from_the_first_leads_on(feed: Feed) -> None:
    first = feed(3, 8, [QUAKE, VOTE])
    path = feed.events(3)[0].path
    second = feed(4, 7, [QUAKE])
    assert second["Quake"] != first["Quake"]
    feed(3, 40, [VOTE])
    assert feed.archive.resolve(path) == second["Quake"]


def test_item_moved_away_and_back_has_one_id_on_each_page_at_a_time(feed: Feed) -> None:
    first = feed(3, 8, [QUAKE, VOTE])
    feed(3, 30, [VOTE])
    feed(4, 7, [QUAKE])
    back = feed(3, 32, [VOTE, QUAKE])
    assert back["Quake"] != first["Quake"]  # it still stands on the next day
    ids = [event.id for event in feed.archive.events()]
    assert len(ids) == len(set(ids)) == 3


def test_two_items_with_the_same_sentence_are_two_events(feed: Feed) -> None:
    feed(3, 8, [QUAKE, (QUAKE[0], "other")])
    first, second = feed.events(3)
    assert first.id != second.id
    assert second.path == first.path + "-2"
    feed(3, 9, [(QUAKE[0], "other"), QUAKE])
    assert [event.id for event in feed.events(3)] == [second.id, first.id]


def test_older_state_that_comes_late_keeps_ids_and_tells_what_was_said_before(feed: Feed) -> None:
    late = ("Quake shakes Peru.", "quake")
    first = feed(3, 12, [QUAKE, VOTE])
    feed(3, 8, [late])
    assert feed.ids(3) == first
    event = feed.archive.event(first["Quake"])
    assert (event.text, event.first_seen_at) == (QUAKE[0], "2020-04-03T08:00:00Z")
    with feed.archive.as_of("2020-04-03T10:00:00Z") as then:
        assert [(found.id, found.text) for found in then.events()] == [(first["Quake"], late[0])]
        assert then.resolve(event.path) == event.id


def test_state_that_comes_late_between_two_others_is_put_between_them(feed: Feed) -> None:
    first = feed(3, 8, [QUAKE])
    feed(3, 12, [QUAKE, VOTE])
    feed(3, 10, [("Quake shakes Peru.", "quake"), FIRE])
    quake = feed.archive.versions(first["Quake"])
    assert [(found.valid_from[11:13], found.headline[:12]) for found in quake] == [
        ("08", "Quake of mag"),
        ("10", "Quake shakes"),
        ("12", "Quake of mag"),
    ]
    assert feed.ids(3).keys() == {"Quake", "Voters"}
    (fire,) = feed.archive.removed_events()
    assert (fire.text, fire.first_seen_at[11:13], fire.removed_at[11:13]) == (FIRE[0], "10", "12")


def test_two_states_of_one_second_keep_both_wordings(feed: Feed) -> None:
    first = feed(3, 8, [QUAKE])
    feed(3, 8, [("Quake shakes Peru.", "quake")])
    assert [found.headline for found in feed.archive.versions(first["Quake"])] == [QUAKE[0], "Quake shakes Peru."]
