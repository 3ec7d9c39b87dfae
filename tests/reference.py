"""Write what is made from the program itself: python -m tests.reference

The references in docs/commands.md and docs/columns.md, the manual pages, and what shells load to complete words; tests
hold them equal.
"""

import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from click.shell_completion import get_completion_class
from click_man.core import generate_man_page

from backstory.cli import COMMANDS, main
from backstory.config import OPTIONS
from backstory.export.tables import BESIDE_EVENTS, FLAT_EVENTS, LINES, NESTED_EVENTS, Field, Table

ROOT = Path(__file__).parents[1]
HEAD = """# Commands

Made from the program by `python -m tests.reference`; a test holds the two equal. Exit status: 0 done; 1 the work
failed, one line says why and what to do; 2 the call was wrong. Interrupting any command loses nothing that it had
reported as done; calling it again goes on.
"""
COLUMNS_HEAD = """# Columns of exports

What [an export](exports.md) has in each format. Made from the program by `python -m tests.reference`; a test holds the
two equal.

A day is written `2013-01-10`, a time `2013-01-10T14:00:00Z`: a date and a UTC timestamp in Parquet, text elsewhere.
What is unknown is null in Parquet and empty elsewhere. A column of records has what stands below it: `sources.url`.
"""
SHELL_FILES = {"bash": "backstory", "zsh": "_backstory", "fish": "backstory.fish"}


def make_files() -> dict[Path, str]:
    """Every file that is made, by its path."""
    files = {ROOT / "docs" / "commands.md": describe_commands()}
    files |= {ROOT / "docs" / "columns.md": describe_columns()}
    files |= {ROOT / "packaging" / "man" / name: text for name, text in make_man_pages()}
    files |= {ROOT / "packaging" / "completions" / name: complete(shell) for shell, name in SHELL_FILES.items()}
    return files


def describe_commands() -> str:
    """The reference as Markdown."""
    parts = [HEAD]
    for name, command in load_commands().items():
        parts += describe_command(name, command, "##")
        for below, part in (command.commands if isinstance(command, click.Group) else {}).items():
            parts += describe_command(f"{name} {below}", part, "###")
    parts.append(
        "## Options that are kept\n\n`backstory config NAME VALUE` keeps one; `BACKSTORY_NAME` overrides it.\n"
    )
    kept = [
        f"| `{option.name}` | {option.default if option.default != '' else '–'} {option.unit} | {option.help} |"
        for option in OPTIONS
    ]
    parts.append("\n".join(["| name | default | |", "|---|---|---|", *kept]) + "\n")
    return "\n".join(parts)


def describe_command(name: str, command: click.Command, heading: str) -> Iterator[str]:
    """A command's section: how it is called, what it does, its options."""
    with click.Context(command, info_name=f"backstory {name}") as context:
        usage = " ".join(command.collect_usage_pieces(context))
        yield f"{heading} {name}\n\n`backstory {name} {usage}`\n\n{inspect.cleandoc(command.help or '')}\n"
        rows = [
            parameter.get_help_record(context) for parameter in command.params if isinstance(parameter, click.Option)
        ]
        shown = [f"| `{words}` | {text} |" for words, text in filter(None, rows)]
        if shown:
            yield "\n".join(["| option | |", "|---|---|", *shown]) + "\n"


def describe_columns() -> str:
    """The reference of all columns as Markdown."""
    parts = [COLUMNS_HEAD]
    parts += describe_table("JSON lines", LINES)
    parts += describe_table("events, as CSV", FLAT_EVENTS)
    parts += describe_table("events, as Parquet", NESTED_EVENTS)
    for table in BESIDE_EVENTS:
        parts += describe_table(table.name, table)
    return "\n".join(parts)


def describe_table(title: str, table: Table) -> Iterator[str]:
    """A table's section: what tells its rows apart, and its columns."""
    key = ", ".join(f"`{name}`" for name in table.key)
    yield f"## {title}\n\n{escape(table.text)}. Told apart by {key}.\n"
    yield "\n".join(["| column | type | |", "|---|---|---|", *list_columns(table.fields)]) + "\n"


def list_columns(fields: Iterable[Field], above: str = "") -> Iterator[str]:
    """A row a column; those of records follow it."""
    for field in fields:
        kind = "records" if field.parts else f"list of {field.type}" if field.is_list else field.type
        yield f"| `{above}{field.name}` | {kind} | {escape(field.text)} |"
        yield from list_columns(field.parts, f"{above}{field.name}.")


def escape(text: str) -> str:
    """Text for a cell."""
    return text.replace("|", "\\|")


def load_commands() -> dict[str, click.Command]:
    """Every command by its name."""
    context = click.Context(main)
    found = {name: command for name in COMMANDS if (command := main.get_command(context, name))}
    groups = [command for command in found.values() if isinstance(command, click.Group)]
    for command in [main, *found.values(), *(below for group in groups for below in group.commands.values())]:
        command.short_help = command.get_short_help_str(limit=200)  # else it ends in the middle after 45 characters
    return found


def make_man_pages() -> Iterator[tuple[str, str]]:
    """A page for the program and one for each command, undated, so that they change only when the program does."""
    program = click.Group("backstory", load_commands(), help=main.help, params=main.params, short_help=main.short_help)
    with click.Context(program, info_name="backstory") as context:
        yield from make_pages_below(context)


def make_pages_below(context: click.Context) -> Iterator[tuple[str, str]]:
    """The page of a command, and those of all commands below it."""
    yield f"{context.command_path.replace(' ', '-')}.1", make_man_page(context)
    command = context.command
    for name, below in (command.commands if isinstance(command, click.Group) else {}).items():
        with click.Context(below, info_name=name, parent=context) as inner:
            yield from make_pages_below(inner)


def make_man_page(context: click.Context) -> str:
    """One page. Other pages are named as they are to be asked for: backstory-feeds-add, not "backstory feeds-add"."""
    page = generate_man_page(context, version="", date=" ").rstrip() + "\n"
    return page.replace(f"See \\fB{context.command_path}-", f"See \\fB{context.command_path.replace(' ', '-')}-")


def complete(shell: str) -> str:
    """What a shell loads to complete the program's words."""
    kind = get_completion_class(shell)
    assert kind is not None
    return kind(main, {}, "backstory", "_BACKSTORY_COMPLETE").source()


if __name__ == "__main__":
    for path, text in make_files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
