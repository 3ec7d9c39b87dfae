"""Serve: an archive as a web application, an API, and tools for language models.

Takes an archive's file and settings, gives answers to requests: the same views and bytes that `publish` writes, and
what only a server can do: search, moments of the past, comparison, streams. Reads only. Never writes to the archive,
never decides what a page says (`backstory.views`) or how it looks (`backstory.render`). Importing it loads no web
server; `run_server` and `run_agent` do, and say what to install where that is missing.
"""

from backstory.serve.running import run_agent, run_server
from backstory.serve.settings import ServeSettings

__all__ = ["ServeSettings", "run_agent", "run_server"]
