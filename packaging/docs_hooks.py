"""What the documentation's website needs beside its pages: links out of docs/ said in words, a list of decisions."""

import re
from pathlib import Path
from typing import Any

OUTSIDE = re.compile(r"\[([^\]]+)\]\((\.\./)+(?!docs/)([^)#]+)(?:#[^)]*)?\)")


def on_page_markdown(markdown: str, page: Any, config: Any, **_: Any) -> str:
    """A page for the website: a link to the source tree becomes the file's path, which stands in every clone."""
    if page.file.src_uri == "decisions/index.md":
        markdown += list_decisions(Path(config.docs_dir) / "decisions")
    return OUTSIDE.sub(lambda match: f"{match[1]} (`{match[3]}` in the source)", markdown)


def list_decisions(folder: Path) -> str:
    """Every decision by its number, as Markdown."""
    titles = {path.name: path.read_text("utf-8").splitlines()[0].lstrip("# ") for path in sorted(folder.glob("0*.md"))}
    return "\n" + "".join(f"* [{title}]({name})\n" for name, title in titles.items())
