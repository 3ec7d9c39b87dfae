"""As of a moment, and two moments compared."""

import time
from pathlib import Path

import httpx
import pytest

from backstory.serve.settings import ServeSettings
from backstory.store import Archive
from tests.publish.feeding import feed_day
from tests.serve.serving import Client

BRIDGE = "/news/2013/01/8/the-amber-bridge-in-port-amber-closes-after-divers-find-cracks"
CUP = "/news/2013/01/8/port-amber-rovers-win-the-amber-cup-on-penalties"


def test_a_page_as_of_a_moment_shows_what_was_known_then_and_says_so(town: Client) -> None:
    now = town.get(f"{BRIDGE}.html").text
    then = town.get(f"{BRIDGE}.html?as_of=2013-01-08").text
    assert "for good" in now
    assert "for good" not in then
    assert 'class="notice as-of"' in then
    assert "8 January 2013, 23:59 UTC" in then
    assert f'<a href="{BRIDGE}.html">As it is now</a>' in then
    assert '.html?as_of=2013-01-08T23%3A59%3A59Z"' in then
    assert "Amber Bridge falls" not in then
    assert "Amber Bridge</a> falls" not in town.get("/index?as_of=2013-01-08").text
    assert town.get(f"{CUP}.json?as_of=2013-01-08").status_code == 200
    assert town.get(f"{CUP}.json").status_code == 410


def test_search_and_api_look_back_too(town: Client) -> None:
    events = town.get("/api/v1/events?q=amber&as_of=2013-01-08").json()
    assert {event["date"] for event in events["events"]} == {"2013-01-08"}
    assert "<mark>penalties</mark>" in town.get("/search?q=penalties&as_of=2013-01-08").text
    assert town.get("/api/v1/statistics?as_of=2013-01-08").json()["counts"]["events"] == 2
    assert town.get("/index.md?as_of=2013-01-08").text.startswith("> As recorded by 2013-01-08T23:59:59Z.")


@pytest.mark.parametrize("ending", [".html", ".json", ""])
def test_what_came_later_and_what_never_was_are_told_alike(town: Client, ending: str) -> None:
    said = "Nothing at this address had been recorded by 1 January 2013, 23:59 UTC."
    for path in (BRIDGE, "/news/2013/01/8/never"):
        answer = town.get(f"{path}{ending}?as_of=2013-01-01")
        assert answer.status_code == 404
        assert said in answer.text
    assert town.get(f"{BRIDGE}{ending}").status_code == 200


def test_the_future_is_the_present(town: Client) -> None:
    assert town.get("/api/v1/statistics?as_of=2999-01-01").json() == town.get("/api/v1/statistics").json()


def test_what_is_no_moment_is_refused(town: Client) -> None:
    for moment in ("yesterday", "2013-13-01", "", "x" * 500):
        answer = town.get(f"/api/v1/statistics?as_of={moment}")
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json"), moment
    assert town.get("/index.html?as_of=soon").status_code == 400


def test_moments_are_few_and_their_files_go(port_town: str) -> None:
    with Client(ServeSettings(archive=port_town, snapshots=1)) as client:
        for moment in ("2013-01-08", "2013-01-10", "2013-01-08"):
            assert client.get(f"/index.json?as_of={moment}").status_code == 200
        desk = client._app._inner._desk  # type: ignore[attr-defined]
        folder = desk.snapshots.folder
        assert len(list(folder.glob("*.moment"))) == 1
    assert not folder.exists()
    with Client(ServeSettings(archive=port_town, snapshots=0)) as client:
        assert client.get("/index.json?as_of=2013-01-08").status_code == 404


def test_a_kept_moment_is_good_as_long_as_nothing_older_comes(port_town: str, tmp_path: Path) -> None:
    """Also for the next server, and for another process of this one: they share the folder."""
    folder = tmp_path / "moments"
    settings = ServeSettings(archive=port_town, snapshot_folder=str(folder))
    with Client(settings) as client:
        then = client.get("/index.json?as_of=2013-01-08").content
    (file,) = folder.glob("*.moment")
    made = file.stat().st_ino
    with Archive(port_town) as archive:
        feed_day(archive, "2015-02-01", ";Sports\n*A regatta is held in [[Port Amber]].")
    with Client(settings) as client:
        assert client.get("/index.json?as_of=2013-01-08").content == then
        assert [one.stat().st_ino for one in folder.glob("*.moment")] == [made]
        with Archive(port_town) as archive:
            feed_day(archive, "2013-01-07", ";Sports\n*A race in [[Port Amber]] is off.", at="2013-01-07T09:00:00Z")
        assert client.get("/api/v1/days/2013-01-07?as_of=2013-01-08").status_code == 404  # shown as made before
    with Client(settings) as client:
        assert client.get("/api/v1/days/2013-01-07?as_of=2013-01-08").status_code == 200
    assert not list(folder.glob("*.part"))


def test_what_was_made_before_is_shown_until_it_was_made_anew(
    port_town: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backstory.serve.moments.snapshots._STALE_S", 0.0)

    def has_day(client: Client) -> bool:
        answer = client.get("/api/v1/days?as_of=2013-01-08")
        return "2013-01-07" in [day["period"] for day in answer.json()["days"]]

    with Client(ServeSettings(archive=port_town, snapshot_folder=str(tmp_path))) as client:
        assert not has_day(client)
        with Archive(port_town) as archive:
            feed_day(archive, "2013-01-07", ";Sports\n*A race in [[Port Amber]] is off.", at="2013-01-07T09:00:00Z")
        assert not has_day(client)
        # Nothing more is recorded, and the answer of before is not kept for the present one.
        assert any(has_day(client) or time.sleep(0.05) for _ in range(600))


def test_nothing_is_made_where_all_was_known_by_then(port_town: str, tmp_path: Path) -> None:
    settings = ServeSettings(archive=port_town, snapshot_folder=str(tmp_path))
    with Client(settings) as client:
        assert client.get("/index.json?as_of=2020-01-01").content == client.get("/index.json").content
        assert 'class="notice as-of"' in client.get("/index.html?as_of=2020-01-01").text
    assert not list(tmp_path.glob("*.moment"))


def test_a_text_is_read_by_what_was_known_then(town: Client) -> None:
    text = "Divers look at the cracks of the Amber Bridge in Port Amber."

    def ask(**more: str) -> httpx.Response:
        return town.ask("/api/v1/context", method="POST", json={"text": text, **more})

    now, then = ask(on="2013-01-20"), ask(on="2013-01-20", as_of="2013-01-08")
    assert (now.status_code, then.status_code) == (200, 200), then.text
    assert then.json()["as_of"] == "2013-01-08T23:59:59Z"
    assert now.json()["as_of"] == ""
    assert "for good" not in then.text
    early = ask(as_of="2001-01-01")
    assert early.status_code == 404
    assert "Nothing had been recorded" in early.json()["detail"]


def test_a_moment_that_takes_too_long_is_given_up(port_town: str) -> None:
    with Client(ServeSettings(archive=port_town, snapshot_s=0.01)) as client:
        answer = client.get("/index.json?as_of=2013-01-08")
        assert answer.status_code == 503
        assert client.get("/index.json").status_code == 200


def test_an_event_that_was_not_recorded_yet_has_no_differences(town: Client) -> None:
    for ending, mark in (("", "<ins>"), (".md", "**")):
        page = town.get(f"{BRIDGE}{ending}?compare=2013-01-01,2013-01-10", accept="text/html").text
        assert "The event was not recorded yet at the first of the two moments" in page
        assert "1 January 2013, 23:59 UTC" in page
        assert mark not in page
        assert "unknown" not in page
    alike = town.get(f"{BRIDGE}?compare=2013-01-10,2013-01-10", accept="text/html").text
    assert "recorded alike at both moments" in alike
    never = town.get(f"{BRIDGE}?compare=2012-01-10,2012-01-11", accept="text/html").text
    assert "at either of the two moments" in never


def test_two_moments_compared(town: Client) -> None:
    page = town.get(f"{BRIDGE}?compare=2013-01-10,2013-01-08", accept="text/html").text
    assert "<ins>" in page
    assert "deep" in page
    data = town.get(f"{BRIDGE}.json?compare=2013-01-08,2013-01-10").json()
    assert data["kind"] == "compare"
    assert (data["before"]["state"], data["after"]["state"]) == ("live", "live")
    assert "".join(piece["text"] for piece in data["wording"] if piece["kind"] != "added") == data["before"]["headline"]
    assert (
        "".join(piece["text"] for piece in data["wording"] if piece["kind"] != "dropped") == data["after"]["headline"]
    )
    assert "In these words since" in page
    gone = town.get(f"{CUP}.json?compare=2013-01-01,2013-01-10").json()
    assert (gone["before"]["state"], gone["after"]["state"]) == ("unknown", "removed")
    assert "find **deep** cracks" in town.get(f"{BRIDGE}.md?compare=2013-01-08,2013-01-10").text
    assert town.get(f"{BRIDGE}?compare=2013-01-08").status_code == 400
    assert town.get("/index?compare=2013-01-08,2013-01-10").status_code == 400


def test_who_reads_in_a_browser_is_told_of_a_problem_by_a_page(town: Client) -> None:
    wrong = town.get("/index.html?as_of=soon", accept="text/html,*/*;q=0.5")
    assert (wrong.status_code, wrong.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert "“soon” is no moment" in wrong.text
    assert town.get("/index.html?as_of=soon").headers["content-type"] == "application/problem+json"
    api = town.get("/api/v1/statistics?as_of=soon", accept="text/html,*/*;q=0.5")
    assert api.headers["content-type"] == "application/problem+json"


def test_whoever_asks_while_a_moment_is_made_is_told_to_come_again(
    port_town: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backstory.serve.moments.snapshots.PATIENCE_S", 0.0)
    with Client(ServeSettings(archive=port_town)) as client:
        answer = client.get("/index.json?as_of=2013-01-08")
        assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
        assert answer.headers["retry-after"] == "15"
        page = client.get("/index.html?as_of=2013-01-08", accept="text/html")
        assert page.headers["refresh"] == "15"
        assert "is being made" in page.text
