"""What a reader of the folder finds first: what is in it, whose it is, how to read it."""

from collections.abc import Sequence

from backstory.export.dataset import About
from backstory.export.files import DataFile, gather_tables
from backstory.export.tables import YEAR


def describe_folder(about: About, files: Sequence[DataFile]) -> bytes:
    """Give `README.md`."""
    lines = [f"# {about.title}", "", about.description, ""]
    lines += ["| file | rows | what |", "|---|---|---|"]
    lines += [f"| `{file.path}` | {file.count} | {_tell(file)} |" for file in files]
    for file, *_ in gather_tables(files):
        if file.table and file.format in ("csv", "parquet"):
            lines += ["", f"## {file.folder or file.path}", "", "| column | |", "|---|---|"]
            fields = (*file.table.fields, YEAR) if file.folder else file.table.fields
            lines += [f"| `{field.name}` | {field.text.replace('|', chr(92) + '|')} |" for field in fields]
    lines += [
        "",
        "`datapackage.json` (Frictionless Data Package 2) and `croissant.json` (Croissant 1.1) say the same to "
        "programs, `CITATION.cff` how to cite it.",
    ]
    return ("\n".join(lines) + "\n").encode()


def _tell(file: DataFile) -> str:
    text = file.table.text if file.table else "One event a line"
    return text.replace("|", "\\|")
