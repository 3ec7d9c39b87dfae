"""A real MediaWiki for the tests of this folder, with the pages that they ask for."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

SCRIPT = Path(__file__).parent / "mediawiki.sh"
EXPORT = '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">'


class MediaWiki:
    """A wiki in a folder, worked on through its own maintenance scripts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = run("up", folder).strip()
        self.api_url = f"{self.url}/w/api.php"

    def load(self, pages: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> None:
        """Import pages: for each its title and its revisions, (time, text) each."""
        parts = [EXPORT]
        for title, revisions in pages:
            parts.append(f"<page><title>{escape(title)}</title>")
            parts += [
                f"<revision><timestamp>{at}</timestamp><contributor><username>Editor</username></contributor>"
                f'<model>wikitext</model><format>text/x-wiki</format><text xml:space="preserve">{escape(text)}</text>'
                "</revision>"
                for at, text in revisions
            ]
            parts.append("</page>")
        path = self.folder / "pages.xml"
        path.write_text("".join([*parts, "</mediawiki>"]), encoding="utf-8")
        run("load", self.folder, str(path))

    def edit(self, title: str, text: str) -> None:
        run("edit", self.folder, title, text=text)

    def move(self, title: str, to: str) -> None:
        run("move", self.folder, title, to)

    def delete(self, title: str) -> None:
        run("delete", self.folder, title)

    def run_sql(self, statement: str) -> None:
        run("sql", self.folder, statement)

    def set_lag(self, seconds: int) -> None:
        run("lag", self.folder, str(seconds))

    def set_max_result(self, size_bytes: int) -> None:
        run("maxresult", self.folder, str(size_bytes))


def run(command: str, folder: Path, *arguments: str, text: str = "") -> str:
    call = [str(SCRIPT), command, str(folder), *arguments]
    done = subprocess.run(call, input=text, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def empty_mediawiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MediaWiki]:
    """A running wiki with no pages but its main page."""
    is_there = shutil.which("php") and Path("/usr/share/mediawiki").is_dir()
    if not is_there and os.environ.get("BACKSTORY_REQUIRE_MEDIAWIKI") != "1":
        pytest.skip("Debian's mediawiki is not installed (tests/mediawiki/mediawiki.sh packages, as root)")
    folder = tmp_path_factory.mktemp("mediawiki")
    try:
        yield MediaWiki(folder)
    finally:
        run("down", folder)
