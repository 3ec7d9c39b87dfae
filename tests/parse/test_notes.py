"""Notes: front matter says the fields, the body's links are entities and sources; nothing in either does harm."""

import pytest

from backstory.model import FileContents, GivenEvent
from backstory.parse import is_note, read_note


def read(text: str) -> FileContents:
    return read_note(text, "fire.md", "fire.md")


def read_event(text: str) -> GivenEvent:
    contents = read(text)
    assert contents.problems == ()
    return contents.rows[0].event


def test_front_matter_says_what_a_table_would() -> None:
    event = read_event(
        "---\ndate: 2024-05-01\ncategory: Disasters\ncollection: Desk\ntopics:\n  - Port Amber\n"
        "  - {text: Fire, entities: [Port Amber fire]}\nsources:\n  - https://a.example\n"
        "  - {url: https://b.example, publisher: Post, title: A fire}\ntags: [Lima]\n---\nA fire breaks out in Lima.\n"
    )
    assert (event.date, event.category, event.collection) == ("2024-05-01", "Disasters", "Desk")
    assert event.text == "A fire breaks out in Lima."
    assert [(topic.text, topic.entities) for topic in event.topics] == [
        ("Port Amber", ()),
        ("Fire", ("Port Amber fire",)),
    ]
    assert [(c.url, c.publisher, c.title) for c in event.citations] == [
        ("https://a.example", "", ""),
        ("https://b.example", "Post", "A fire"),
    ]
    assert [(mention.title, mention.start) for mention in event.mentions] == [("Lima", 21)]


def test_links_of_the_body_are_entities_and_sources() -> None:
    event = read_event(
        "---\ndate: 2024-05-01\n---\n**Fire** in [[Port Amber]]: [Ms Doe](people/Jane%20Doe.md), the "
        "[mayor](https://en.wikipedia.org/wiki/Mayor_of_Amber), [says](https://a.example/1) so. "
        "([Post](https://b.example/2), [Herald](https://c.example/3))\n\n```\nignored\n```\n![picture](x.png)\nMore."
    )
    assert event.text == "Fire in Port Amber: Ms Doe, the mayor, says so. More."
    assert [(m.title, m.anchor) for m in event.mentions] == [
        ("Port Amber", "Port Amber"),
        ("Jane Doe", "Ms Doe"),
        ("Mayor of Amber", "mayor"),
    ]
    assert [(c.url, c.publisher) for c in event.citations] == [
        ("https://b.example/2", "Post"),
        ("https://c.example/3", "Herald"),
        ("https://a.example/1", ""),
    ]


def test_a_title_or_first_heading_is_the_text_and_the_body_gives_its_links() -> None:
    for head, body in (("title: Fire in [[Lima]]\n", ""), ("", "# Fire in [[Lima]]\n\n")):
        event = read_event(f"---\ndate: 2024-05-01\n{head}---\n{body}Long story. ([Post](https://a.example))\n")
        assert event.text == "Fire in Lima"
        assert [mention.title for mention in event.mentions] == ["Lima"]
        assert [cited.publisher for cited in event.citations] == ["Post"]


def test_values_are_texts_whatever_yaml_makes_of_them() -> None:
    event = read_event("---\ndate: 2024-05-01\ncategory: no\ntitle: 1e3\n---\n")
    assert (event.date, event.category, event.text) == ("2024-05-01", "no", "1e3")


@pytest.mark.parametrize(
    "front",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\ndate: 2024-05-01\n",
        "a: &a [*a]\n",
        "a: [[[[",
        "[" * 30_000,
        "date: 2013-02-30\ntitle: x\n",
        "title: x\n",
        "date: 2024-05-01\n",
        "- a\n- b\n",
        "!!python/object/apply:os.system [ls]\n",
        "date: !!timestamp 2013-02-30\ntitle: x\n",
        "date: [2024-05-01]\ntitle: x\n",
        'date: 2024-05-01\ntext: "a \\uD800 b"\n',
        'date: 2024-05-01\ntext: x\ntopics: [{text: x, entities: ["\\uDFFF"]}]\n',
        'date: "\\uD800"\ntext: x\n',
        'date: 2024-05-01\nid: "\\uD800"\ntext: x\n',
        "date: 2024-05-01\nchanged_at: 2020-99-99T99:99:99Z\ntext: x\n",
        "? {a: b}\n: c\n",
        "\tx: 1\n",
        "x: \0\n",
        "x: " + "y" * 100_000 + "\n",
        "date: 2024-05-01\ntitle: " + "y" * 30_000 + "\n",
    ],
    ids=lambda value: str(value)[:20],
)
def test_hostile_front_matter_is_a_problem_with_file_and_line(front: str) -> None:
    contents = read(f"---\n{front}---\n")
    assert contents.rows == ()
    assert contents.lost == 1
    assert contents.problems[0].where.startswith("fire.md, line ")
    assert str(contents.problems).encode("utf-8")


@pytest.mark.parametrize(
    "body",
    [
        "*a" * 60_000,
        "[" * 150_000,
        " " * 150_000 + "x",
        "([a](https://a" * 10_000,
        "[[" * 70_000,
        "```\n~~~\n" * 20_000,
        "```a\n" * 30_000,
    ],
)
def test_a_hostile_body_is_read_to_its_end(body: str) -> None:
    contents = read(f"---\ndate: 2024-05-01\ntitle: x\n---\n{body}")
    assert [row.event.text for row in contents.rows] == ["x"]


def test_a_link_that_is_none_leaves_its_words_and_is_told() -> None:
    contents = read(
        "---\ndate: 2024-05-01\n---\nFire [here](http://[y) and [there](https://a.example). ([P](http://[z))"
    )
    assert [row.event.text for row in contents.rows] == ["Fire here and there."]
    assert [cited.url for cited in contents.rows[0].event.citations] == ["https://a.example"]
    assert [problem.code for problem in contents.problems] == ["odd-address", "odd-address"]


def test_code_is_left_out_and_a_fence_that_is_never_closed_is_none() -> None:
    for end in ("\n", "\r\n"):
        body = end.join(["A", "```sh", "~~~", "rm", "```", "B", "~~~~", "C"])
        assert read_event(f"---\ndate: 2024-05-01\n---\n{body}").text == "A B ~~~~ C"


def test_a_note_without_end_of_front_matter_is_a_problem() -> None:
    assert is_note("---\ndate: x")
    assert read("---\ndate: 2024-05-01\n").problems[0].code == "odd-front-matter"
    assert not is_note("### [2013-01-10](/news/2013/01/10/index.md)\n")
