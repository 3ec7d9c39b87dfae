"""The ten questions of docs/sql.md, with their queries and the answers printed there."""

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

TEXT = (Path(__file__).parents[2] / "docs" / "sql.md").read_text("utf-8")
# The heading, whatever is said, the query, the table of the answer.
QUESTION = re.compile(r"^### ([^\n?]*\?)$.*?^```sql\n(.*?)^```\n\n((?:^\|[^\n]*\n?)+)", re.M | re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; its answer as the docs print it: the columns' names, then the rows."""

    asked: str
    query: str
    answer: list[list[str]]

    def ask(self, database: sqlite3.Connection) -> list[list[str]]:
        """What an archive answers, in the same form."""
        cursor = database.execute(self.query)
        return [[column[0] for column in cursor.description], *([str(value) for value in row] for row in cursor)]


def read_questions() -> list[Question]:
    """Every question with an answer, in the docs' order."""
    return [
        Question(asked=asked, query=query, answer=read_table(table)) for asked, query, table in QUESTION.findall(TEXT)
    ]


def read_table(text: str) -> list[list[str]]:
    """The names and rows of a Markdown table."""
    names, _, *rows = [line.removeprefix("| ").removesuffix(" |").split(" | ") for line in text.splitlines()]
    return [names, *rows]
