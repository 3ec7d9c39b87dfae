"""`backstory config`."""

import click

from backstory.cli.console import print_line
from backstory.config import OPTIONS, config_path, find_option, load_config, save_option


@click.command(name="config")
@click.argument("name", default="")
@click.argument("value", default=None, required=False)
def command(name: str, value: str | None) -> None:
    """Show the options that are kept between calls, or keep one: backstory config NAME VALUE."""
    if value is not None:
        print_line(f"{name} is kept in {save_option(name, value)}")
        return
    values = load_config()
    for option in OPTIONS if not name else [find_option(name)]:
        unit = f" ({option.unit})" if option.unit else ""
        print_line(f"{option.name} = {values[option.name]!r}{unit}\n    {option.help}")
    if not name:
        print_line(f"Kept in {config_path()}")
