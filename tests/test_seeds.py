"""The three pages that the project continues, added, published and compared with what was published."""

import re
from pathlib import Path

import pytest

from backstory.pipeline import add_path, open_archive
from backstory.pipeline.publishing import publish

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not beside the project")

RELATED = re.compile(r"\d+\. \[[^\]]+[^\s\]]\]\(/news/\d{4}/\d\d/[1-9]\d?/[a-z0-9-]+\.md\)(?: _Context: [^_]+_)?")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """Each seed as it was, and as we publish it."""
    folder = tmp_path_factory.mktemp("seeds")
    originals = [file.read_text("utf-8") for file in sorted(SEEDS.glob("*.txt"))]
    for number, text in enumerate(originals):
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    with open_archive(folder / "archive.db") as archive:
        add_path(archive, folder)
        publish(archive, folder / "site")
        published = [(folder / "site" / f"{event.path[1:]}.md").read_text("utf-8") for event in archive.events()]
    return list(zip(originals, published, strict=True))


def mend(page: str) -> str:
    """What of a seed's defects the format's description lists: trailing spaces, glued topics, a number used twice."""
    page = re.sub(r"^(# .*?) +$", r"\1", page, flags=re.M)
    page = re.sub(r"^(# [^:\n]*):(?=\S)", r"\1: ", page, flags=re.M)
    return page.replace("3. [Cover Image]", "4. [Cover Image]")


def test_all_but_the_related_events_is_the_same_to_the_letter(pages: list[tuple[str, str]]) -> None:
    assert len(pages) == 3
    for original, published in pages:
        assert published.partition("### Related:")[0] == mend(original).partition("### Related:")[0]


def test_related_events_have_the_seeds_form_and_at_most_as_many(pages: list[tuple[str, str]]) -> None:
    for _, published in pages:
        lines = published.partition("### Related:\n\n")[2].splitlines()
        assert 1 <= len(lines) <= 10
        assert [line.split(".")[0] for line in lines] == [str(number) for number in range(1, len(lines) + 1)]
        for line in lines:
            assert RELATED.fullmatch(line), line


def test_every_event_the_seeds_call_related_is_kept_as_a_hint_while_there_is_room(pages: list[tuple[str, str]]) -> None:
    for original, published in pages:
        said = re.findall(r"\((/news/[^)]*)\) _Context", original.partition("### Related:")[2])
        kept = re.findall(r"\((/news/[^)]*)\)", published.partition("### Related:")[2])
        assert len(set(said) & set(kept)) >= min(len(said), 8) - 1
