"""Raw to parsed: day pages of every layout the portal has had, the Markdown of the archive it continues, own files.

Takes text, gives `model` records and problems. Never reads a file, the network or the archive, and never raises
for any text: what cannot be read becomes a `Problem`.
Only a table without a usable header is an error.
"""

from typing import TYPE_CHECKING

from backstory.loading import load_lazily

if TYPE_CHECKING:
    from backstory.parse.account import Account, account_for_page
    from backstory.parse.markdown import (
        ArchivedItem,
        ArchivedPage,
        fold_text,
        merge_items,
        read_archive_page,
        read_hinted,
    )
    from backstory.parse.notes import is_note, read_note
    from backstory.parse.page import parse_day_page
    from backstory.parse.table import read_table

_MODULES = {
    "Account": "account",
    "ArchivedItem": "markdown",
    "ArchivedPage": "markdown",
    "account_for_page": "account",
    "fold_text": "markdown",
    "is_note": "notes",
    "merge_items": "markdown",
    "parse_day_page": "page",
    "read_archive_page": "markdown",
    "read_hinted": "markdown",
    "read_note": "notes",
    "read_table": "table",
}

__all__ = [
    "Account",
    "ArchivedItem",
    "ArchivedPage",
    "account_for_page",
    "fold_text",
    "is_note",
    "merge_items",
    "parse_day_page",
    "read_archive_page",
    "read_hinted",
    "read_note",
    "read_table",
]

# Few calls need more than one reader, and their patterns take a while.
__getattr__ = load_lazily(__name__, _MODULES)
