"""Write docs/commands.md from the commands themselves: python -m tests.reference"""

from pathlib import Path

import click

from backstory.cli import COMMANDS, main
from backstory.config import OPTIONS

PATH = Path(__file__).parents[1] / "docs" / "commands.md"
HEAD = """# Commands

Made from the program by `python -m tests.reference`; a test holds the two equal. Exit status: 0 done; 1 the work
failed, one line says why and what to do; 2 the call was wrong. Interrupting any command loses nothing that it had
reported as done; calling it again goes on.
"""


def describe_commands() -> str:
    """The reference as Markdown."""
    parts = [HEAD]
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        assert command is not None
        with click.Context(command, info_name=f"backstory {name}") as context:
            usage = " ".join(command.collect_usage_pieces(context))
            parts.append(f"## {name}\n\n`backstory {name} {usage}`\n\n{command.help}\n")
            rows = [
                parameter.get_help_record(context)
                for parameter in command.params
                if isinstance(parameter, click.Option)
            ]
            shown = [f"| `{words}` | {text} |" for words, text in filter(None, rows)]
            if shown:
                parts.append("\n".join(["| option | |", "|---|---|", *shown]) + "\n")
    parts.append(
        "## Options that are kept\n\n`backstory config NAME VALUE` keeps one; `BACKSTORY_NAME` overrides it.\n"
    )
    kept = [
        f"| `{option.name}` | {option.default if option.default != '' else '–'} {option.unit} | {option.help} |"
        for option in OPTIONS
    ]
    parts.append("\n".join(["| name | default | |", "|---|---|---|", *kept]) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PATH.write_text(describe_commands(), encoding="utf-8")
