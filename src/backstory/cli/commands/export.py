"""`backstory export`."""

import sys
from typing import Any

import click
import msgspec

from backstory.cli.console import print_line, show_counts, watch_progress
from backstory.cli.options import with_archive, with_json, with_moment
from backstory.config import load_config
from backstory.pipeline.dataset import ExportOptions
from backstory.pipeline.exporting import (
    FORMATS,
    UNRELATED_FORMATS,
    check_options,
    choose_format,
    export_events,
    is_folder,
    read_span,
)
from backstory.pipeline.opening import open_archive


@click.command(name="export")
@click.argument("target", metavar="FILE", type=click.Path(allow_dash=True))
@click.option("--format", type=click.Choice(FORMATS), help="The format, where FILE's ending does not say it.")
@click.option("--range", "span", default="", metavar="RANGE", help="Only these days: 2013-01-10, 2013-01, 2013..2014.")
@click.option("--entity", default="", metavar="NAME", help="Only events that link this entity, by any of its names.")
@click.option("--partition-by", type=click.Choice(["year"]), help="A folder of Parquet files, one a year.")
@click.option("--metadata", is_flag=True, help="Write a Data Package, a Croissant and a citation file beside FILE.")
@click.option("--base-url", metavar="URL", help="Where the site stands, for addresses of events in linked data.")
@with_moment
@with_archive
@with_json
def command(target: str, span: str, moment: str, archive: str, as_json: bool, **given: Any) -> None:
    """Write events to FILE: .jsonl .csv .parquet .jsonld .ttl .graphml by its ending, a folder for DIR/, or - to print.

    A folder has a table of events, sources, mentions, entities, relations and stories each, and what describes them.
    """
    first, last = read_span(span)
    settings = load_config()
    options = ExportOptions(
        format=given["format"] or "",
        first=first,
        last=last,
        entity=given["entity"],
        is_partitioned=bool(given["partition_by"]),
        has_metadata=given["metadata"],
        base_url=str(given["base_url"] or settings["base_url"]),
        title=str(settings["title"]),
    )
    is_printed = target == "-"
    goal = sys.stdout.buffer if is_printed else target
    check_options(goal, options)  # before an archive of a moment is made, which takes long
    is_table = is_printed or not is_folder(target, options)
    form = choose_format("" if is_printed else target, options.format) if is_table else "parquet"
    is_related = form not in UNRELATED_FORMATS
    with (
        open_archive(archive, read_only=True, as_of=moment, is_related=is_related) as opened,
        watch_progress("export") as progress,
    ):
        report = export_events(opened, goal, options, progress)
    if is_printed:
        sys.stdout.buffer.flush()
        print_line(f"export: events {report.events}", to_errors=True)
    elif as_json:
        print_line(msgspec.json.encode({**msgspec.structs.asdict(report), "file": target}).decode())
    else:
        show_counts("export", {"events": report.events, "files": len(report.files), "file": target})
