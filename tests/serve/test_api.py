"""The API: what it gives, how it refuses, and that its OpenAPI document is true."""

import json
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backstory.pipeline import export_events
from backstory.pipeline.demo import DemoReport
from backstory.serve.api.openapi import describe_api
from backstory.serve.api.routes import API, ROUTES
from backstory.store import Archive
from tests.serve.serving import Client


def test_events_are_found_by_words_and_filters(client: Client) -> None:
    found = client.get("/api/v1/events?q=konna&limit=5").json()
    assert found["events"]
    assert all("konna" in (event["headline"] + str(event["context"])).lower() for event in found["events"])
    first = found["events"][0]
    assert {"id", "date", "path", "headline", "topics", "publishers", "context", "snippet", "marks"} <= set(first)
    january = client.get("/api/v1/events?from=2013-01&to=2013-01&sort=oldest&limit=200").json()["events"]
    assert {event["date"][:7] for event in january} == {"2013-01"}
    assert [event["date"] for event in january] == sorted(event["date"] for event in january)
    assert (
        client.get("/api/v1/events?entity=konna").json()["total"]
        == client.get("/entity/konna.json").json()["timeline"]["count"]
    )
    assert client.get("/api/v1/events?entity=no-such-thing").json()["total"] == 0
    facets = client.get("/api/v1/events?q=mali&facets=true").json()["facets"]
    assert facets["years"]
    assert facets["entities"]


def test_pages_of_events_follow_one_another_without_gap_or_repetition(client: Client) -> None:
    seen: list[str] = []
    cursor = ""
    while True:
        page = client.get(f"/api/v1/events?limit=50&cursor={cursor}").json()
        seen += [event["id"] for event in page["events"]]
        cursor = page["cursor"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == client.get("/api/v1/statistics").json()["counts"]["events"]


def test_an_event_its_context_and_its_wordings(town: Client) -> None:
    events = town.get("/api/v1/events?q=bridge+closes").json()["events"]
    id = events[0]["id"]
    event = town.get(f"/api/v1/events/{id}")
    assert event.content == town.get(f"{event.json()['path']}.json").content
    context = town.get(f"/api/v1/events/{id}/context").json()
    assert context["developments"][0]["reasons"]
    wordings = town.get(f"/api/v1/events/{id}/wordings").json()["versions"]
    assert [version["valid_from"][:10] for version in wordings] == ["2013-01-08", "2013-01-09"]
    compared = town.get(f"/api/v1/events/{id}/compare?before=2013-01-08&after=2013-01-10").json()
    assert compared["wording"]


def test_a_removed_event_is_gone_with_what_was_known(town: Client) -> None:
    removed = town.get("/news/2013/01/8/port-amber-rovers-win-the-amber-cup-on-penalties.json").json()
    answer = town.get(f"/api/v1/events/{removed['id']}")
    assert (answer.status_code, answer.headers["content-type"]) == (410, "application/problem+json")
    assert answer.json()["event"] == removed
    assert town.get(f"/api/v1/events/{removed['id']}/wordings").json()["versions"][-1]["is_removed"]


def test_names_are_completed_as_typed(client: Client) -> None:
    names = [entity["title"] for entity in client.get("/api/v1/entities?q=timb").json()["entities"]]
    assert "Timbuktu" in names
    assert len(client.get("/api/v1/entities?limit=3").json()["entities"]) == 3


def test_the_word_null_is_a_word(client: Client) -> None:
    assert client.get("/api/v1/events?q=null").json()["total"] == 0
    assert client.get("/api/v1/events?sort=null").status_code == 400


def test_entities_stories_days(client: Client) -> None:
    assert client.get("/api/v1/entities/konna").content == client.get("/entity/konna.json").content
    stories = client.get("/api/v1/stories?limit=2").json()
    more = client.get(f"/api/v1/stories?limit=2&cursor={stories['cursor']}").json()
    assert stories["stories"][0]["count"] >= stories["stories"][1]["count"] >= more["stories"][0]["count"]
    path = stories["stories"][0]["path"]
    assert client.get(f"/api/v1/stories/{path.rpartition('/')[2]}").content == client.get(f"{path}.json").content
    days = client.get("/api/v1/days?from=2013-01&to=2013-01").json()["days"]
    assert {day["period"][:7] for day in days} == {"2013-01"}
    assert client.get(f"/api/v1/days/{days[0]['period']}").content == client.get(f"{days[0]['path']}.json").content
    assert client.get("/api/v1/days/2013-13-77").status_code == 400
    assert client.get("/api/v1/days/2013-02-29").status_code == 404


def test_a_text_has_a_backstory(client: Client) -> None:
    body = {
        "text": "French troops and Malian soldiers retook the town of Konna after days of bombing.",
        "on": "2013-01-19",
    }
    answer = client.ask("/api/v1/context", "POST", json=body)
    assert answer.status_code == 200
    found = answer.json()
    assert "Konna" in [named["mention"]["title"] for named in found["entities"]]
    assert any("Konna" in event["headline"] for event in found["background"])
    assert client.ask("/api/v1/context", "POST", json={"text": " "}).status_code == 400
    assert client.ask("/api/v1/context", "POST", content=b"text=x").status_code == 415
    assert client.ask("/api/v1/context", "POST", json={"text": ""}).status_code == 400
    assert client.ask("/api/v1/context", "POST", json={"text": "x" * 300_000}).status_code == 413
    assert client.get("/api/v1/context").headers["allow"] == "POST"


def test_any_query_can_be_had_as_lines(client: Client) -> None:
    everything = client.get("/api/v1/events", accept="application/jsonl")
    assert everything.headers["content-type"] == "application/jsonl"
    lines = [json.loads(line) for line in everything.text.splitlines()]
    assert len(lines) == client.get("/api/v1/statistics").json()["counts"]["events"]
    assert {"id", "date", "text", "sources", "path"} <= set(lines[0])
    found = client.get("/api/v1/events?entity=konna&from=2013-01-12&to=2013-01-20", accept="application/jsonl")
    dates = [json.loads(line)["date"] for line in found.text.splitlines()]
    assert dates == sorted(dates)
    wanted = client.get("/api/v1/events?entity=konna&from=2013-01-12&to=2013-01-20&limit=200").json()
    assert len(dates) == wanted["total"] > 0


@pytest.mark.parametrize("accept", ["application/json", "application/jsonl"])
def test_an_address_of_two_formats_says_to_caches_what_its_answer_depends_on(client: Client, accept: str) -> None:
    for path in ("/api/v1/events", "/api/v1/events?limit=1"):
        for method in ("GET", "HEAD"):
            varies = client.ask(path, method, headers={"Accept": accept}).headers["vary"]
            assert set(varies.split(", ")) == {"accept", "accept-encoding"}


def test_lines_are_the_very_ones_that_export_writes(client: Client, sample: DemoReport, tmp_path: Path) -> None:
    with Archive(sample.archive, read_only=True) as archive:
        export_events(archive, tmp_path / "all.jsonl")
    exported = (tmp_path / "all.jsonl").read_bytes()
    assert client.get("/api/v1/events", accept="application/jsonl").content == exported
    some = client.get("/api/v1/events?entity=mali&from=2013-01", accept="application/jsonl").content.splitlines()
    assert 0 < len(some) < len(exported.splitlines())
    assert set(some) <= set(exported.splitlines())


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=many", "limit=9999999999999999999999", "from=13", "from=2013-02-31", "sort=best",
        "nothing=here", "q=a&q=b", "facets=perhaps", "q=%ff", "as_of=never",
        f"q={'x' * 501}", "entity=",
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_one_shape(client: Client, query: str) -> None:
    answer = client.get(f"/api/v1/events?{query}")
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "detail"}
    assert problem["status"] == 400
    assert "Traceback" not in answer.text


def test_addresses_that_the_api_does_not_have(client: Client) -> None:
    for path, status in {"/api/v1/nothing": 404, "/api/v1/": 404, "/api/v1/events/none": 404}.items():
        answer = client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), path
    assert client.get("/api/v1/events", accept="text/csv").status_code == 406


def test_the_document_describes_every_route(client: Client) -> None:
    document = client.get(f"{API}/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert document == json.loads(msgspec.json.encode(describe_api("", "Backstory: the bundled sample")))
    assert set(document["paths"]) == {route.path for route in ROUTES}
    names = {name["$ref"].rpartition("/")[2] for name in _find_references(document)}
    assert names <= set(document["components"]["schemas"])
    page = client.get(f"{API}/docs")
    assert page.status_code == 200
    assert all(route.name in page.text for route in ROUTES)
    assert "://" not in page.text.replace("https://", "", 0).partition("<main")[0]


def _find_references(value: object) -> list[dict[str, str]]:
    if isinstance(value, dict):
        own = [value] if "$ref" in value else []
        return own + [found for inner in value.values() for found in _find_references(inner)]
    return [found for inner in value for found in _find_references(inner)] if isinstance(value, list) else []


_SYNTAX = st.sampled_from([
    '"', "'", "*", "(", ")", "-", "+", ":", "^", "NEAR(", " AND ", " OR ", " NOT ", "{", "}", "entity:", "headline:",
    "before:", "2013", "\0", "\x02", "%", "_", ";", "--", "mali", "konna", "“", "«", "ISIL", "🦊", "\u202e", "é",
])  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.text(max_size=60), st.lists(_SYNTAX, max_size=12).map("".join)))
def test_no_text_in_the_search_box_is_an_error(client: Client, text: str) -> None:
    asked = quote(text.encode("utf-8", "replace"))
    assert client.get(f"/search?q={asked}").status_code == 200
    if len(text) <= 500:
        answer = client.get(f"/api/v1/events?q={asked}&limit=3")
        assert answer.status_code == 200, answer.text


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.binary(max_size=80), path=st.sampled_from(["/search", "/api/v1/events", "/index", "/api/v1/days"]))
def test_no_query_is_a_failure(client: Client, query: bytes, path: str) -> None:
    answer = client.get(f"{path}?{quote(query, safe='=&;+')}")
    assert answer.status_code in (200, 400, 301, 404, 503), answer.text


def test_the_documentation_is_a_page_to_read_and_leads_on(client: Client) -> None:
    page = client.get("/api/v1/docs").text
    assert "`" not in page
    assert "An event&#39;s <code>id</code>." in page
    assert '<th scope="col"></th>' not in page
    assert "formats.md" not in page
    assert "/story/index.html" in page
