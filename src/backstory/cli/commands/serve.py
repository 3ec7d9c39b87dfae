"""`backstory serve`."""

import click

from backstory.cli.console import print_line
from backstory.cli.options import NumberRange, with_archive
from backstory.config import load_config
from backstory.serve import ServeSettings, run_server

_RATE = NumberRange(0, 1_000_000)
_CACHE = click.IntRange(1, 65_536)
_MOMENTS = click.IntRange(0, 1000)
_LIMIT = click.IntRange(1, 86_400)


@click.command(name="serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; 0.0.0.0 is all.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--base-url", default="", metavar="URL", help="Where the world finds it; other hosts are not answered.")
@click.option("--title", default="", metavar="TEXT", help="The site's name.")
@click.option("--theme", metavar="DIR", help="Templates and a style sheet that take the place of Backstory's own.")
@click.option(
    "--workers", default=0, type=click.IntRange(0, 64), help="Processes that answer; 0: one a core, 2 at most."
)
@click.option(
    "--rate-limit", default=0.0, metavar="N", type=_RATE, help="Requests a second of one client; 0 is any number."
)
@click.option("--behind-proxy", is_flag=True, help="Believe a proxy's X-Forwarded-For.")
@click.option(
    "--cache", default=32, metavar="MIB", type=_CACHE, show_default=True, help="Finished pages kept in memory."
)
@click.option(
    "--moments",
    default=4,
    metavar="N",
    type=_MOMENTS,
    show_default=True,
    help="Moments of the past kept; 0 shows none.",
)
@click.option("--moments-dir", default="", metavar="DIR", help="Where they are kept from one start to the next.")
@click.option(
    "--moment-limit", default=1800, metavar="SECONDS", type=_LIMIT, show_default=True, help="To make one at most."
)
@with_archive
def command(
    host: str,
    port: int,
    base_url: str,
    title: str,
    theme: str | None,
    workers: int,
    rate_limit: float,
    behind_proxy: bool,
    cache: int,
    moments: int,
    moments_dir: str,
    moment_limit: int,
    archive: str,
) -> None:
    """Serve the archive: the site, search, an API, and tools for language models at /mcp.

    A theme, and whether all pages have the search in their head, are as the configuration says where the call does not.
    """
    kept = load_config()
    settings = ServeSettings(
        archive=archive,
        host=host,
        port=port,
        base_url=base_url,
        title=title or str(kept["title"]),
        hub=str(kept["hub"]),
        theme=str(kept["theme"]) if theme is None else theme,
        has_search=bool(kept["search"]),
        workers=workers,
        rate_limit=rate_limit,
        is_behind_proxy=behind_proxy,
        cache_mib=cache,
        snapshots=moments,
        snapshot_folder=moments_dir,
        snapshot_s=moment_limit,
    )
    run_server(settings, lambda address: print_line(f"Serving {archive} at {address} (Ctrl+C ends it)"))
