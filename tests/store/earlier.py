"""Archives as earlier versions made them, empty."""

import sqlite3
from pathlib import Path

from backstory.store import database
from backstory.store.database import list_migrations, split_statements


def make_earlier(path: Path, migration: str) -> sqlite3.Connection:
    """An archive of the schema before a migration."""
    done = [name for name, _ in list_migrations()].index(migration)
    connection = sqlite3.connect(path, isolation_level=None)
    for _, sql in list_migrations()[:done]:
        for statement in split_statements(sql):
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {database.APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {done}")
    return connection
