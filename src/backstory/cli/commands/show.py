"""`backstory show`."""

import click

from backstory.cli.console import show_markdown
from backstory.cli.options import with_archive, with_json, with_moment
from backstory.pipeline.opening import open_archive
from backstory.pipeline.showing import show_text


@click.command(name="show")
@click.argument("what", metavar="EVENT|DATE|ENTITY|STORY")
@with_moment
@with_archive
@with_json
def command(what: str, moment: str, archive: str, as_json: bool) -> None:
    """Show an event (by id or address), a day, an entity (by name) or a story."""
    with open_archive(archive, read_only=True, as_of=moment) as opened:
        text = show_text(opened, what, as_json=as_json)
    show_markdown(text, is_plain=as_json)
