"""Raw to parsed: day pages of every layout the portal has had, and the Markdown of the archive it continues.

Takes text, gives `model` records and problems. Never reads a file, the network or the archive, and never raises
for any text: what cannot be read becomes a `Problem`.
"""

from backstory.parse.account import Account, account_for_page
from backstory.parse.markdown import ArchivedItem, ArchivedPage, fold_text, merge_items, read_archive_page, read_hinted
from backstory.parse.page import parse_day_page

__all__ = [
    "Account",
    "ArchivedItem",
    "ArchivedPage",
    "account_for_page",
    "fold_text",
    "merge_items",
    "parse_day_page",
    "read_archive_page",
    "read_hinted",
]
