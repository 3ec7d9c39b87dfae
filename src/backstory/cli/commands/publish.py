"""`backstory publish`."""

import click

from backstory.cli.options import with_archive, with_json, with_moment
from backstory.cli.publishing import publish_site


@click.command(name="publish")
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option("--base-url", metavar="URL", help="Where the site will stand, for feeds and canonical links.")
@click.option("--title", help="The site's name.")
@click.option("--theme", metavar="DIR", help="Templates and a style sheet that take the place of Backstory's own.")
@click.option("--search/--no-search", default=None, help="Give the site a search (needs Pagefind).")
@click.option("--cards/--no-cards", default=None, help="Draw each event's headline as a picture (needs Pillow).")
@with_moment
@with_archive
@with_json
def command(folder: str, moment: str, archive: str, as_json: bool, **given: str | bool | None) -> None:
    """Write the static site, all formats, into DIR. Only what changed is written.

    Its address and name, a theme, search and cards are as the configuration says where the call does not.
    """
    publish_site(archive, folder, given, moment=moment, as_json=as_json)
