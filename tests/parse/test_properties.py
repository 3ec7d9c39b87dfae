"""No text makes the parser raise, hang or give a result that is not well-formed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstory.parse import parse_day_page
from tests.parse.invariants import find_faults

PIECES = """[[ ]] [ ] {{ }} | ' '' ''' ( ) < > & ; : * # = == , . - / // " “ ” ! % _ ~
[[Mali]] [[Mali|Malian]] [[ [[: [[File:A.jpg|thumb| [[Category:Floods]] [[a|b [[c]] d]]
[https://news.example/1 (Reuters)] [https://news.example/2] [//news.example/3 https://news.example/4 [http://
<ref> </ref> <ref name=a> <ref name="a"/> <ref/> <references> </references> <!-- --> <nowiki> </nowiki> <math> </math>
<br> <br/> <small> </small> <b> </b> <sup>2</sup> <gallery> <pre> </pre> <nowiki/>
{{cite web|url=https://news.example/5|title=Rain}} {{cite {{dead link}} {{webarchive|url= {{convert|4|ft}} {{nowrap|
{{Current events|year=2013|month=1|day=10|content= {{Current events|top=yes}} {{Current events header|2013|1|10}} |} {|
&amp; &#039; &#xE000; &#10; &nbsp; &lt; &#91; &; &#; ;Science '''Sport''' ==Law== * ** *** : :: #
Mali 's i and via dies """.split()
soup = st.lists(
    st.one_of(
        st.sampled_from(PIECES), st.sampled_from([" ", "\n", "\n*", "\n**", "\n\n", "\r\n", "\t", "\u00a0", "\u200b"])
    ),
    max_size=60,
).map("".join)
bounded = settings(max_examples=150)


@bounded
@given(st.text(max_size=400))
def test_arbitrary_text_gives_a_well_formed_page(text: str) -> None:
    assert find_faults(text) == []


@settings(bounded, max_examples=400)
@given(soup)
def test_markup_soup_gives_a_well_formed_page(text: str) -> None:
    assert find_faults(text) == []


@bounded
@given(soup, soup)
def test_noise_on_other_lines_costs_no_event(before: str, after: str) -> None:
    item = "*Rain falls on [[Lima]]. [https://news.example/1 (Reuters)]"
    noise = [text.translate(dict.fromkeys(map(ord, "<>{}|"))) for text in (before, after)]  # nothing that spans lines
    events = parse_day_page(f"{noise[0]}\n\n{item}\n\n{noise[1]}", "2013-01-10").events
    assert "Rain falls on Lima." in [event.text for event in events]


def test_private_characters_of_a_page_cannot_pass_for_marks() -> None:
    text = "*A \ue0000\ue001B\ue002 [[\ue003Lima\ue004]] &#xE003;0&#xE004; falls. [https://news.example/\ue0001 (A)]"
    assert find_faults(text) == []
    assert parse_day_page(text, "2013-01-10").events[0].text == "A 0B Lima 0 falls."


UNITS = """[[ ]] [[a| [[a]] [[a]]_ [[a]],_ [[File:a| [[File:a|[[b]] {{ }} {{a| {{a|}} {{nowrap| {{convert| <ref>
</ref> <ref_name=a> <ref_name=a/> <ref>http://a.b</ref> <nowiki> <!-- --> < <b> '' ''' ' [http://a.b_ [http://a.b_(
http://a.b_ [http://a.b]_(R)_ [http://a.b_(c)]_ | [ ] ( ) () & &amp; * : # ; - , ._ " _ x_ {{Current_events|
{{Current_events|content= {{Current_events}} {{dead_link}} {{cite_web|url=http://a.b {{{ }}} == ;a ,_, and_ [[[
[[http://a.b ''( ({ %""".split()


PLACES = ["* {}", "* a [http://a.b ({})] b", "[[File:a|{}]]", "* a <ref>{}</ref> b", ";a {}"]
NESTS = [("[[a|", "]]"), ("{{nowrap|", "}}"), ("<ref>", "</ref>"), ("(", ")")]
OPENINGS = ["[https://a.example/", "[[https://a.example/", "<ref>[https://a.example/", "[[a|"]


# How much time these take, and that it grows with their length, `benchmarks/fuzz_parser.py --growth` says.
@pytest.mark.parametrize("place", PLACES)
def test_markup_again_and_again_is_read_to_its_end(place: str) -> None:
    for unit in UNITS:
        unit = unit.replace("_", " ")
        text = place.replace("{}", unit * (10_000 // len(unit)))
        assert find_faults(text) == [], unit


@pytest.mark.parametrize(("opening", "closing"), NESTS)
def test_deep_nesting_is_read_to_its_end(opening: str, closing: str) -> None:
    page = parse_day_page(f"*Rain falls.\n* {opening * 5000}x{closing * 5000}\n*Snow falls.", "2013-01-10")
    texts = [event.text for event in page.events]
    assert (texts[0], texts[-1]) == ("Rain falls.", "Snow falls.")


@pytest.mark.parametrize("opening", OPENINGS)
def test_a_long_word_in_a_bracket_that_is_never_closed_loses_nothing_before_it(opening: str) -> None:
    page = parse_day_page(f"*Snow falls. {opening}{'restrictions-' * 8000}", "2013-01-10")
    assert [event.text.startswith("Snow falls.") for event in page.events] == [True]
