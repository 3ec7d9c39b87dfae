"""The command line: one module per command. The only package that prints."""

from importlib import import_module

import click

from backstory import __version__
from backstory.cli.console import ErrorsAsExits

COMMANDS = (
    "add", "backup", "check", "config", "context", "demo", "export", "feeds", "fetch", "mcp", "parse", "publish",
    "relate", "search", "serve", "show", "sources", "sync", "vacuum",
)  # fmt: skip


class Commands(ErrorsAsExits):
    """The commands, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"backstory.cli.commands.{cmd_name}").command
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="backstory")
def main() -> None:
    """An archive of the world's news events, in which every event carries its backstory."""


__all__ = ["COMMANDS", "main"]
