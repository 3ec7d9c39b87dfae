"""`backstory parse`."""

import sys
from collections.abc import Iterable

import click

from backstory.cli.console import print_line
from backstory.errors import InputError
from backstory.pipeline.parsing import account_for_path, encode_parsed, parse_path


@click.command(name="parse")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@click.option("--account", is_flag=True, help="Say what share of each page's visible characters is accounted for.")
def command(paths: Iterable[str], account: bool) -> None:
    """Print the events of day pages as JSON lines. Touches no archive."""
    if account:
        print_accounts(paths)
        return
    write = sys.stdout.buffer.write
    for path in paths:
        for file, page in parse_path(path):
            for event in page.events:
                write(encode_parsed(event) + b"\n")
            for problem in page.problems:
                print_line(f"{file}: {problem.where}: {problem.code}: {problem.detail}", to_errors=True)


def print_accounts(paths: Iterable[str]) -> None:
    """One line for each page: the share, the file, what is missing where."""
    visible = accounted = files = 0
    for path in paths:
        for file, account in account_for_path(path):
            files += 1
            visible += account.visible
            accounted += account.accounted
            print_line(f"{account.share:8.3%}  {file}")
            for missing in account.missing:
                print_line(f"          missing on {missing}")
    print_line(f"{accounted / visible if visible else 1:8.3%}  of {visible} characters in {files} files")
    if accounted < visible:
        raise InputError(f"{visible - accounted} characters are not accounted for.")
