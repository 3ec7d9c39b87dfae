"""Pages of the archive that this one continues: every generation's form, and its mishaps mended."""

import pytest

from backstory.parse import merge_items, read_archive_page

PAGE = """
Formats: [HTML](/news/2013/01/8/a-ferry-sinks.html)  [JSON](/news/2013/01/8/a-ferry-sinks.json)

### [2013-01-8](/news/2013/01/8/index.md)

##### Ferry
# Sinking of the Aurora:A ferry sinks off Port Sudan; the crew of 13 &ndash; all of them &ndash; is saved.\x20

The harbour master says that everybody is safe.


### Sources:

1. [BBC](http://www.bbc.co.uk/news/1)
2. [(''Sudan Tribune'')](http://www.sudantribune.com/a_(b))
2. [Cover Image](http://img.example/1.jpg)

### Changes:

1. [A ferry sinks.](/news/2013/01/8/a-ferry-sinks-off.md) _2013-01-08 14:00 (First version)_

### Related:

1. [ Port Sudan:gets a new harbour. ](/news/2012/11/28/port-sudan-gets-a-new-harbour.md) _Context: Port Sudan, crew_
"""


def test_an_event_page_is_read_whole() -> None:
    (item,) = read_archive_page(PAGE, "site/news/2013/01/8/a-ferry-sinks.md").items
    event = item.event
    assert event.date == "2013-01-08"
    assert event.prefix == "Sinking of the Aurora"
    assert event.text == "A ferry sinks off Port Sudan; the crew of 13 – all of them – is saved."
    assert [(cited.publisher, cited.url) for cited in event.citations] == [
        ("BBC", "http://www.bbc.co.uk/news/1"),
        ("Sudan Tribune", "http://www.sudantribune.com/a_(b)"),
    ]
    assert item.summary == "The harbour master says that everybody is safe."
    assert item.image_url == "http://img.example/1.jpg"
    assert item.addresses == ("/news/2013/01/8/a-ferry-sinks", "/news/2013/01/8/a-ferry-sinks-off")
    assert [(hint.path, hint.names) for hint in item.hints] == [
        ("/news/2012/11/28/port-sudan-gets-a-new-harbour", ("Port Sudan", "crew"))
    ]


def test_names_given_as_context_are_entities_where_their_words_stand() -> None:
    (item,) = read_archive_page(PAGE).items
    assert [(mention.title, mention.anchor) for mention in item.event.mentions] == [
        ("Port Sudan", "Port Sudan"),
        ("Crew", "crew"),
    ]
    for mention in item.event.mentions:
        assert item.event.headline[mention.start :].startswith(mention.anchor)


def event_page(headline: str) -> str:
    return f"### [2013-01-21](/news/2013/01/21/index.md)\n\n# {headline}\n\n"


@pytest.mark.parametrize(
    ("headline", "prefix", "text"),
    [
        ("Kachin conflict:A truce begins.", "Kachin conflict", "A truce begins."),
        ("Kachin conflict: A truce begins.", "Kachin conflict", "A truce begins."),
        ("Kachin conflict:. A truce begins.", "Kachin conflict", "A truce begins."),
        ("War (2012-present):Battle of Konna: It falls.", "War (2012–present): Battle of Konna", "It falls."),
        ("Northern Mali conflict:13 soldiers are killed.", "Northern Mali conflict", "13 soldiers are killed."),
        ("The president says: We shall see.", "", "The president says: We shall see."),
        ("Trains collide at 11:46 in Vienna.", "", "Trains collide at 11:46 in Vienna."),
        ("A man dies. [https:--example.org-a \"(The Paper)\"]", "", "A man dies."),
        ("Riots erupt. (Link dead as of 02:29, 15 January 2007 (UTC))", "", "Riots erupt."),
        ("The ''Mona Lisa'' travels.", "", "The Mona Lisa travels."),
    ],
)  # fmt: skip
def test_topics_are_told_from_the_sentence_and_markup_goes(headline: str, prefix: str, text: str) -> None:
    (item,) = read_archive_page(event_page(headline)).items
    assert (item.event.prefix, item.event.text) == (prefix, text)


def test_the_pages_of_one_event_become_one_with_all_their_addresses() -> None:
    first = read_archive_page(event_page("Truce holds in Kachin."), "/news/2013/01/21/truce-holds-in-kachin.md").items
    second = read_archive_page(
        event_page("Kachin conflict:. Truce holds in Kachin."), "/news/2013/01/21/kachin-ptruce.md"
    ).items
    third = read_archive_page(event_page("Truce breaks in Kachin."), "/news/2013/01/21/truce-breaks.md").items
    merged = merge_items([*first, *second, *third])
    assert [(item.event.headline, item.addresses) for item in merged] == [
        (
            "Kachin conflict: Truce holds in Kachin.",
            ("/news/2013/01/21/truce-holds-in-kachin", "/news/2013/01/21/kachin-ptruce"),
        ),
        ("Truce breaks in Kachin.", ("/news/2013/01/21/truce-breaks",)),
    ]  # fmt: skip


def test_a_day_page_gives_its_events_with_summary_or_context() -> None:
    page = read_archive_page(
        "## [2013-01-21](/news/2013/01/21/index.md)\n\n"
        "### [Truce holds in Kachin. ](/news/2013/01/21/truce-holds.md)\nThe army keeps to it.\n\n"
        "### [A tanker is seized. ](/news/2013/01/21/a-tanker.md)\n_Context: Abidjan, Panama_\n\n"
        "## [Previous Day...](/news/2013/01/20/index.md)\n"
    )
    assert [(item.event.text, item.summary) for item in page.items] == [
        ("Truce holds in Kachin.", "The army keeps to it."),
        ("A tanker is seized.", ""),
    ]
    assert [mention.title for mention in page.items[1].event.mentions] == ["Abidjan", "Panama"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("# A headline without a day", "no-date"), ("### [2013-01-21](/x.md)\n\n", "empty-page"), ("", "no-date")],
)  # fmt: skip
def test_a_page_that_says_nothing_is_a_problem(text: str, code: str) -> None:
    page = read_archive_page(text)
    assert page.items == ()
    assert [problem.code for problem in page.problems] == [code]
