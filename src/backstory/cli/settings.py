"""What commands take from the kept configuration."""

import sys
from collections.abc import Mapping

import click

from backstory.config import Value, load_config, save_option
from backstory.publish import Extras


def choose_extras(settings: Mapping[str, Value]) -> Extras:
    """What the site has beside its pages."""
    return Extras(
        theme=str(settings["theme"]),
        has_search=bool(settings["search"]),
        has_cards=bool(settings["cards"]),
        hub=str(settings["hub"]),
    )


def ask_contact(given: str) -> Mapping[str, Value]:
    """The configuration with the operator's contact in it: given, kept, or asked for once on a terminal."""
    settings = load_config()
    contact = given or settings["contact"]
    if not contact and sys.stdin.isatty():
        question = "Wikimedia asks who runs this program. Your e-mail or web address (sent to the wiki, nowhere else)"
        contact = given = click.prompt(question)
    if given:
        save_option("contact", given)
    return {**settings, "contact": contact}
