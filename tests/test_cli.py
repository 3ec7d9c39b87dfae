"""The commands as a person calls them: what they print, how they end, what they leave behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backstory import cli
from backstory.cli import main
from backstory.config import OPTIONS, load_config

PAGE = """{{Current events|year=2013|month=01|day=10|content=
'''Armed conflicts and attacks'''
*[[Mali War]]
**[[Battle of Konna]]: Fighters take [[Konna]] from the [[Malian Armed Forces|army]]. [https://news.example/k (''Ex'')]
*[[Nothing]]
}}
"""


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BACKSTORY_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.delenv("BACKSTORY_CONTACT", raising=False)
    Path("2013-01-10.wiki").write_text(PAGE, encoding="utf-8")


def call(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_parse_prints_events_as_the_contract_has_them() -> None:
    result = call("parse", "2013-01-10.wiki")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "date": "2013-01-10",
        "category": "Armed conflicts and attacks",
        "topics": [
            {"text": "Mali War", "entities": ["Mali War"]},
            {"text": "Battle of Konna", "entities": ["Battle of Konna"]},
        ],
        "text": "Fighters take Konna from the army.",
        "entities": [
            {"title": "Battle of Konna", "anchor": "Battle of Konna"},
            {"title": "Konna", "anchor": "Konna"},
            {"title": "Malian Armed Forces", "anchor": "army"},
        ],
        "sources": [{"url": "https://news.example/k", "publisher": "Ex"}],
        "line": 4,
        "problems": [],
        "prefix": "Battle of Konna",
    }
    assert "line 5: empty-topic: Nothing" in result.stderr


def test_parse_accounts_for_every_character() -> None:
    result = call("parse", "--account", ".")
    assert result.exit_code == 0
    assert "100.000%  2013-01-10.wiki" in result.stdout


def test_the_whole_path_from_a_page_to_a_site() -> None:
    assert "new 1" in call("add", "2013-01-10.wiki").stdout
    assert "new 0" in call("add", "2013-01-10.wiki").stdout
    assert "Battle of Konna: Fighters take Konna" in call("show", "2013-01-10").stdout
    (found,) = json.loads(call("search", "konna", "--json").stdout)["hits"]
    assert found["headline"] == "Battle of Konna: Fighters take Konna from the army."
    for name in (found["id"], found["path"], f"https://site.example{found['path']}.html?a=b#c"):
        assert "# Battle of Konna: Fighters take Konna from the army." in call("show", name).stdout
    assert "Fighters take Konna" in call("show", "Malian Armed Forces").stdout
    assert call("check").exit_code == 0
    assert json.loads(call("publish", "site", "--json").stdout)["written"] > 0
    assert json.loads(call("publish", "site", "--json").stdout)["written"] == 0
    assert Path("site" + found["path"] + ".html").is_file()


def test_a_page_is_added_related_and_published_by_one_call() -> None:
    result = call("add", "2013-01-10.wiki", "--site", "site")
    assert result.exit_code == 0
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["add", "publish"]
    assert call("publish", "site").stdout.count("written 0") == 1
    rehearsed = call("add", "2013-01-10.wiki", "--dry-run", "--site", "other")
    assert rehearsed.exit_code == 2
    assert not Path("other").exists()
    missing = call("add", "2013-01-11.wiki", "--site", "other")
    assert (missing.exit_code, missing.stderr) == (
        call("add", "2013-01-11.wiki").exit_code,
        call("add", "2013-01-11.wiki").stderr,
    )
    assert not Path("other").exists()


@pytest.mark.parametrize(
    "words",
    [("publish", "site"), ("relate",), ("vacuum",), ("sources", "--contact", "a@b.example"), ("feeds", "remove", "u")],
)
def test_only_what_brings_something_in_makes_an_archive(words: tuple[str, ...]) -> None:
    result = call(*words, "--archive", "typo.db")
    assert result.exit_code == 1
    assert "There is no archive at typo.db" in result.stderr
    assert not Path("typo.db").exists()


def test_publish_names_the_site_as_the_configuration_says() -> None:
    call("config", "title", "The Lume")
    call("config", "base_url", "https://lume.example")
    call("add", "2013-01-10.wiki", "--site", "site")
    assert "written 0" in call("publish", "site").stdout
    assert "The Lume" in Path("site/index.html").read_text("utf-8")
    call("publish", "site", "--title", "The Other")
    assert "The Other" in Path("site/index.html").read_text("utf-8")


def test_export_and_add_give_the_same_file_again() -> None:
    call("add", "2013-01-10.wiki")
    assert call("export", "one.jsonl").exit_code == 0
    call("add", "one.jsonl", "--archive", "second.db")
    call("export", "two.jsonl", "--archive", "second.db")
    one, two = (json.loads(Path(name).read_text("utf-8")) for name in ("one.jsonl", "two.jsonl"))
    for key in ("id", "date", "category", "topics", "text", "prefix", "headline", "entities", "sources", "path"):
        assert one[key] == two[key], key


def test_parsed_lines_can_be_added() -> None:
    Path("parsed.jsonl").write_text(call("parse", "2013-01-10.wiki").stdout, encoding="utf-8")
    assert "new 1" in call("add", "parsed.jsonl").stdout
    assert "Battle of Konna: Fighters take Konna from the army." in call("search", "konna").stdout


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("show", "Atlantis"), 1, "There is no archive"),
        (("add", "absent.wiki"), 1, "There is no file absent.wiki"),
        (("add", "config.txt"), 1, "no kind that can be added"),
        (("parse", "absent.wiki"), 1, "There is no file absent.wiki"),
        (("fetch", "yesterday"), 2, "is not a range"),
        (("fetch", "2013-01-10"), 2, "contact"),
        (("sync", "--every", "soon"), 2, "is no interval"),
        (("sources",), 1, "There is no archive"),
        (("sources", "--recheck", "soon"), 2, "is no age"),
        (("sources", "2013-13"), 2, "There is no day"),
        (("sources", "--recheck", "99999999999d"), 2, "is no age"),
        (("sync", "--every", "99999999999d"), 2, "is no interval"),
        (("demo", "--out", "config.txt"), 1, "config.txt cannot be made a folder"),
        (("config", "colour"), 2, "There is no option 'colour'"),
        (("config", "timeout_s", "nan"), 2, "takes a number from 0.1 to 86400, not 'nan'"),
        (("config", "timeout_s", "1e999"), 2, "takes a number from 0.1 to 86400, not '1e999'"),
        (("config", "days_back", "9999999"), 2, "takes a whole number from 0 to 36525, not '9999999'"),
        (("config", "title", "\udcff"), 2, "takes text in UTF-8"),
        (("serve", "--rate-limit", "nan"), 2, "'nan' is not a number"),
        (("serve", "--rate-limit", "-1"), 2, "is not in the range 0<=x<=1000000"),
        (("serve", "--cache", "0"), 2, "is not in the range 1<=x<=65536"),
        (("serve", "--moments", "-1"), 2, "is not in the range 0<=x<=1000"),
        (("serve", "--moment-limit", "0"), 2, "is not in the range 1<=x<=86400"),
        (("sources", "--budget", "-1"), 2, "is not in the range x>=0"),
        (("unknown",), 2, "No such command"),
        (("add",), 2, "Missing argument"),
    ],
)
def test_what_fails_says_so_in_one_line(words: tuple[str, ...], status: int, says: str) -> None:
    Path("config.txt").write_text("hello", encoding="utf-8")
    result = call(*words)
    assert result.exit_code == status
    assert says in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("address", ["http://x:99999", "http://[::1"])
def test_no_server_begins_at_an_address_that_cannot_be(address: str) -> None:
    pytest.importorskip("uvicorn")
    result = call("serve", "--base-url", address)
    assert (result.exit_code, f"{address} is no address for a site" in result.stderr) == (2, True)


def test_a_related_archive_is_published_from_where_nothing_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    call("add", "2013-01-10.wiki")
    assert call("relate").exit_code == 0
    Path("backstory.db-shm").symlink_to("nowhere/file")  # SQLite can make no file of this name
    monkeypatch.setattr(os, "access", lambda path, mode, **how: mode != os.W_OK)
    result = call("publish", "site")
    assert result.exit_code == 0, result.output
    assert Path("site/news/2013/01/10/index.html").exists()
    assert "cannot be written" in call("relate").stderr


def test_sync_says_where_its_lock_cannot_be() -> None:
    Path("folder").write_text("a file", encoding="utf-8")
    result = call("sync", "--archive", "folder/a.db", "--contact", "me@example.org")
    assert (result.exit_code, "a.db.lock cannot be made" in result.stderr) == (1, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", ["--help", "parse 2013-01-10.wiki", "search army", "export - --format csv"])
def test_a_full_standard_output_is_told_in_one_line(words: str, unbuffered: str) -> None:
    assert call("add", "2013-01-10.wiki").exit_code == 0
    program = [sys.executable, "-m", "backstory", *words.split()]
    surroundings = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with open("/dev/full", "wb") as full:
        done = subprocess.run(program, stdout=full, stderr=subprocess.PIPE, env=surroundings, text=True)
    assert done.returncode == 1
    told = [line for line in done.stderr.splitlines() if not line.startswith("2013-01-10.wiki")]
    assert told == ["backstory: the standard output cannot be written: No space left on device."]


def test_nothing_is_visited_before_the_operator_is_known() -> None:
    call("add", "2013-01-10.wiki")
    result = call("sources")
    assert (result.exit_code, "contact" in result.stderr) == (2, True)


def test_an_archive_of_something_else_is_refused_and_left_alone() -> None:
    Path("other.db").write_bytes(b"SQLite format 3\x00 but nothing else")
    result = call("check", "--archive", "other.db")
    assert result.exit_code == 1
    assert Path("other.db").read_bytes().startswith(b"SQLite format 3\x00 but")


def test_nothing_later_is_shown_as_of_a_moment() -> None:
    lines = [
        {"date": "2013-01-10", "timestamp": "2013-01-10T08:00:00Z", "wikitext": PAGE},
        {"date": "2013-01-10", "timestamp": "2013-01-11T08:00:00Z", "wikitext": PAGE.replace("take", "leave")},
    ]
    Path("states.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    call("add", "states.jsonl")
    assert "leave Konna" in call("search", "konna").stdout
    assert "take Konna" in call("search", "konna", "--as-of", "2013-01-10T12:00:00Z").stdout
    assert "leave" not in call("show", "2013-01-10", "--as-of", "2013-01-10T12:00:00Z").stdout
    assert "Nothing found" in call("search", "konna", "--as-of", "2013-01-09").stderr


def test_the_list_of_feeds_is_printed_or_written() -> None:
    Path("list.opml").write_text('<opml version="2.0"><body><outline xmlUrl="http://paper.com/rss"/></body></opml>')
    assert call("feeds", "import", "list.opml").exit_code == 0
    printed = call("feeds", "export", "-")
    assert printed.exit_code == 0
    assert call("feeds", "export", "again.opml").exit_code == 0
    assert printed.stdout == Path("again.opml").read_text("utf-8")
    assert "http://paper.com/rss" in printed.stdout
    assert printed.stderr == "feeds: feeds 1\n"
    assert not Path("-").exists()


def test_a_search_says_where_a_hint_is_no_date() -> None:
    assert call("add", "2013-01-10.wiki").exit_code == 0
    found = call("search", "konna", "after:2020-13")
    assert found.exit_code == 0
    assert "“after:2020-13”" in found.stderr
    assert "“after:2020-13” names nothing: searched for “after 2020-13”" in found.stderr
    assert '"typed":"after:2020-13"' in call("search", "konna", "after:2020-13", "--json").stdout


def test_the_demo_is_built_and_says_where_to_look() -> None:
    result = call("demo", "--out", "there")
    assert result.exit_code == 0
    assert "there/site/index.html" in result.stdout
    assert Path("there/site/index.html").is_file()
    shown = result.stdout.rsplit("event: ", 1)[1].strip()
    assert "Konna" in Path(shown).read_text("utf-8")


def test_an_option_is_kept_and_the_environment_is_stronger(monkeypatch: pytest.MonkeyPatch) -> None:
    call("config", "days_back", "7")
    assert load_config()["days_back"] == 7
    monkeypatch.setenv("BACKSTORY_DAYS_BACK", "3")
    assert load_config()["days_back"] == 3
    assert "days_back = 3" in call("config").stdout


@pytest.mark.parametrize("title", ["", "A \x7f in “quotation”", 'A "B" \\ \n'])
def test_any_text_can_be_kept_and_be_emptied_again(title: str) -> None:
    call("config", "title", "Something")
    assert "is kept in" in call("config", "title", title).stdout
    assert load_config()["title"] == title
    assert f"title = {title!r}" in call("config", "title").stdout


@pytest.mark.parametrize("line", ["days_back = true", "days_back = -1", "timeout_s = nan", "search = 1", "site = 0"])
def test_a_kept_value_that_an_option_does_not_take_is_refused(line: str) -> None:
    Path("config.toml").write_text(f"{line}\n", encoding="utf-8")
    result = call("config")
    assert result.exit_code == 2
    assert "config.toml gives" in result.stderr
    assert "it takes" in result.stderr


def test_a_whole_number_is_a_number_too() -> None:
    Path("config.toml").write_text("timeout_s = 5\n", encoding="utf-8")
    assert load_config()["timeout_s"] == 5.0


def test_every_option_is_documented_where_it_is_set() -> None:
    shown = call("config").stdout
    for option in OPTIONS:
        assert option.help in shown


def test_context_takes_words_a_file_or_the_standard_input() -> None:
    call("add", "2013-01-10.wiki")
    call("relate")
    Path("note.txt").write_text("Fighters leave Konna.", encoding="utf-8")
    for result in (
        call("context", "Fighters", "leave", "Konna."),
        call("context", "note.txt"),
        call("context", "--on", "0001-01-01", "Fighters leave Konna."),
        call("context", "Fighters leave Konna. " * 20),
        CliRunner().invoke(main, ["context", "-"], input="Fighters leave Konna."),
    ):
        assert result.exit_code == 0, result.output
        assert "[Konna](/entity/konna.md) (1 event)" in result.stdout
    told = json.loads(call("context", "--json", "--explain", "Fighters leave Konna.").stdout)
    assert told["entities"][0]["mention"] == {"title": "Konna", "path": "/entity/konna", "anchor": "Konna", "start": 15}
    assert told["entities"][0]["choices"][0]["title"] == "Konna"


def test_context_says_what_is_wrong_with_a_call() -> None:
    missing = call("context", "Konna")
    assert missing.exit_code == 1
    assert "There is no archive" in missing.stderr
    call("add", "2013-01-10.wiki")
    unrelated = call("context", "Konna")
    assert unrelated.exit_code == 1
    assert "backstory relate" in unrelated.stderr
    assert call("context", "--as-of", "article", "Konna").exit_code == 2
    assert call("context", "--on", "tomorrow", "Konna").exit_code == 2
    assert call("context", " ").exit_code == 1


def test_a_command_loads_only_what_it_needs() -> None:
    """Half a second of imports for relating is no cost of asking for help, searching or checking."""
    code = "import sys; from backstory.cli.commands import check, search; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "scipy", "lxml", "jinja2", "httpx"} & set(loaded)


def test_every_command_module_is_in_the_table() -> None:
    modules = {path.stem for path in (Path(cli.__file__).parent / "commands").glob("*.py")} - {"__init__"}
    assert modules == set(cli.COMMANDS)
