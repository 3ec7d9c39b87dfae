"""The address of a story whose topic was renamed leads to where it is now."""

from pathlib import Path

from backstory.pipeline import add_revisions, relate
from backstory.publish import publish_site
from backstory.store import Archive
from tests.pipeline.feeding import make_state


def test_an_old_story_address_leads_on(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db") as archive:
        said = [("[[2021–2022 crisis]]: Troops gather.", "a"), ("[[2021–2022 crisis]]: Envoys meet.", "b")]
        add_revisions(archive, [make_state("2020-04-03", "2020-04-03T08:00:00Z", said)])
        relate(archive)
        publish_site(archive, tmp_path / "site")
        assert "Troops" in (tmp_path / "site/story/2021-2022-crisis.html").read_text("utf-8")
        archive.add_redirects([("2021–2022 crisis", "The War")], "2020-04-07T00:00:00Z")
        relate(archive)
        publish_site(archive, tmp_path / "site")
        assert "/story/the-war.md" in (tmp_path / "site/story/2021-2022-crisis.md").read_text("utf-8")
        assert "Troops" in (tmp_path / "site/story/the-war.html").read_text("utf-8")
