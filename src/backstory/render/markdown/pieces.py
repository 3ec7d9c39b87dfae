"""Pieces that every kind of page is made of."""

from backstory.render.safety import escape_markdown, escape_markdown_line, escape_markdown_url


def write_section(name: str, lines: list[str]) -> str:
    """Give a numbered list under its name; nothing for an empty one."""
    if not lines:
        return ""
    return f"### {name}:\n\n" + "".join(f"{number}. {line}\n" for number, line in enumerate(lines, 1))


def escape_heading(text: str) -> str:
    """Give a text as a heading has it."""
    text = escape_markdown(text)
    # A heading's closing hashes would vanish.
    return text[:-1] + "\\#" if text.endswith("#") else text


def link(text: str, url: str) -> str:
    """Give a link; only the text where the address must not be one."""
    target = escape_markdown_url(url)
    return f"[{escape_markdown(text)}]({target})" if target else escape_markdown_line(text)


def join_names(names: tuple[str, ...]) -> str:
    """Give names with commas between."""
    return ", ".join(escape_markdown(name) for name in names)
