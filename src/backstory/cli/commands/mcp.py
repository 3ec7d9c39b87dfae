"""`backstory mcp`."""

import click

from backstory.cli.options import with_archive
from backstory.config import load_config
from backstory.serve import ServeSettings, run_agent


@click.command(name="mcp")
@click.option("--base-url", default="", metavar="URL", help="Where the site stands, for permalinks; else the kept one.")
@with_archive
def command(base_url: str, archive: str) -> None:
    """Answer a language model's program over standard input and output (Model Context Protocol)."""
    run_agent(ServeSettings(archive=archive, base_url=base_url or str(load_config()["base_url"])))
