"""`backstory search`."""

from typing import Any

import click

from backstory.cli.console import print_line
from backstory.cli.options import with_archive, with_json, with_moment
from backstory.model import SearchRequest
from backstory.pipeline.finding import describe_reading, describe_result, encode_result
from backstory.pipeline.opening import open_archive


@click.command(name="search")
@click.argument("words", nargs=-1, metavar="WORDS...")
@click.option("--from", "first", default="", metavar="DATE", help="Not before this day, month or year.")
@click.option("--to", "last", default="", metavar="DATE", help="Not after this day, month or year.")
@click.option("--category", default="", metavar="NAME", help="Only of this category: sports.")
@click.option("--entity", default="", metavar="NAME", help="Only what links this entity, by title or any other name.")
@click.option("--story", default="", metavar="NAME", help="Only events of this story.")
@click.option("--publisher", default="", metavar="NAME", help="Only what this publisher is cited for.")
@click.option("--collection", default="", metavar="NAME", help="Only of this collection.")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="The order of what is found.",
)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="At most so many events.")
@click.option("--cursor", default="", metavar="CURSOR", help="The next page, by the cursor that --json gives.")
@click.option("--facets", "with_facets", is_flag=True, help="Also count years, categories, entities and stories.")
@with_moment
@with_archive
@with_json
def command(words: tuple[str, ...], moment: str, archive: str, as_json: bool, **filters: Any) -> None:
    """Find events by words, "phrases", -words and hints such as entity:NAME or after:2020-05.

    All words are looked for; where no event has all, those that have most. "Words in quotes" stand together, -word must
    not be there, word* is how a word begins, and one of two is enough with OR between them. Hints take quotes where a
    name has blanks: entity:"Boris Johnson", category:, story:, publisher:, collection:, and the dates after:, before:,
    until:, on: with a day, month or year.
    """
    with open_archive(archive, read_only=True, as_of=moment) as opened:
        found = opened.search(SearchRequest(text=" ".join(words), **filters))
    if as_json:
        print_line(encode_result(found))
        return
    for line in describe_result(found):
        print_line(line)
    for note in describe_reading(found):
        print_line(note, to_errors=True)
