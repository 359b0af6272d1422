"""HTML elements whose text is escaped, unless it is HTML of this project's own."""

from html import escape


class Html(str):
    """Text that is HTML already; only this package makes it."""

    __slots__ = ()


def element(name: str, *children: str, **attributes: str | bool) -> Html:
    """An element. An attribute's trailing ``_`` falls away and other ``_`` become ``-``.

    >>> element("td", "a < b", class_="name", data_row="1")
    '<td class="name" data-row="1">a &lt; b</td>'
    """
    return Html(f"<{name}{_written(attributes)}>{joined(*children)}</{name}>")


def empty_element(name: str, **attributes: str | bool) -> Html:
    """An element that has no content and no end, such as ``input``."""
    return Html(f"<{name}{_written(attributes)}>")


def joined(*children: str) -> Html:
    """Children in a row, each escaped unless it is HTML."""
    return Html("".join(c if isinstance(c, Html) else escape(c) for c in children))


def path(name: str) -> Html:
    """A dotted path that may be broken after a dot or an underscore."""
    return Html(escape(name).replace(".", ".<wbr>").replace("_", "_<wbr>"))


def _written(attributes: dict[str, str | bool]) -> str:
    written = ""
    for name, value in attributes.items():
        key = name.rstrip("_").replace("_", "-")
        if value is True:
            written += f" {key}"
        elif value is not False:
            written += f' {key}="{escape(value)}"'
    return written
