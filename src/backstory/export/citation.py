"""How to cite the dataset: a citation file, CFF 1.2.0 (https://citation-file-format.github.io/)."""

import json

from backstory.export.dataset import PORTAL_URL, About
from backstory.views.wiki import CREDIT_TEXT


def describe_citation(about: About) -> bytes:
    """Give `CITATION.cff`. Strings are quoted as in JSON, which YAML reads."""
    lines = [
        "cff-version: 1.2.0",
        f"message: {_quote('If you use these data, please cite them and keep their attribution.')}",
        "type: dataset",
        f"title: {_quote(about.title)}",
        f"abstract: {_quote(about.description)}",
        "authors:",
        f"  - name: {_quote('The editors of Wikipedia' if about.licence_url else about.title)}",
    ]
    if about.day:
        lines += [f"version: {_quote(about.day)}", f"date-released: {_quote(about.day)}"]
    if about.base_url:
        lines.append(f"url: {_quote(about.base_url)}")
    if about.licence_url:
        lines += [
            "license: CC-BY-SA-4.0",
            f"license-url: {_quote(about.licence_url)}",
            "references:",
            "  - type: website",
            f"    title: {_quote(CREDIT_TEXT)}",
            f"    url: {_quote(PORTAL_URL)}",
            "    authors:",
            f"      - name: {_quote('The editors of Wikipedia')}",
        ]
    return ("\n".join(lines) + "\n").encode()


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
