"""How a value shows and writes itself: on one line in Python, by its renderer when asked."""

from dataclasses import fields, is_dataclass
from enum import Enum
from importlib import import_module
from typing import Any

LONGEST = 160
LONGEST_PART = 60


class OneLine:
    """A dataclass whose ``repr`` is one short line, whatever it holds.

    >>> from symparams.operations.proving.proof import prove
    >>> from symparams.models.textbook import textbook
    >>> prove(textbook()).witness is None, len(repr(prove(textbook()))) < 200
    (True, True)

    Its own names, numbers and formulas stand there where they are short, and cut where they are
    long; of what else it is made of, only how much there is.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        said = (_said(f.name, getattr(self, f.name)) for f in fields(self))  # type: ignore[arg-type]
        return f"{type(self).__name__}({_cut(', '.join(filter(None, said)), LONGEST)})"


class Displayed(OneLine):
    """A value that writes itself, and that Jupyter renders as mathematics.

    Values do not import renderers: renderers import values. This is the only place where a
    value reaches the other way, by name, and only when it is asked.
    """

    __slots__ = ()

    def to(self, form: str, **options: Any) -> str:
        """The value as ``"text"``, ``"latex"``, ``"markdown"`` or ``"json"``.

        Options are ``notation="gpt3"``, ``rename=["H=d"]`` and, for LaTeX, ``document=True``.

        >>> from symparams import count
        >>> count("textbook").to("latex", notation="megatron")
        '$\\\\displaystyle N = 12 l h^{2} + V h$'
        """
        return str(import_module("symparams.render.formats").written(self, form, **options))

    def _repr_latex_(self) -> str:
        return str(import_module("symparams.render.notebook").latex(self))

    def _repr_html_(self) -> str:
        return str(import_module("symparams.render.notebook").html(self))


def _said(name: str, value: Any) -> str:
    """What a field says on the line; nothing for one that is empty."""
    if value is None or value is False or (isinstance(value, str | tuple | dict) and not value):
        return ""
    if isinstance(value, Enum):
        return f"{name}={value.value}"
    if isinstance(value, tuple | dict | list):
        written = repr(value) if _is_plain(value) else ""
        return f"{name}={written}" if 0 < len(written) <= LONGEST_PART else f"{name}: {len(value)}"
    if is_dataclass(value):
        inner = getattr(value, "name", "")
        return f"{name}={_cut(inner, LONGEST_PART)!r}" if isinstance(inner, str) and inner else ""
    return f"{name}={_cut(repr(value), LONGEST_PART)}"


def _is_plain(value: Any) -> bool:
    """Whether a value holds names, numbers and formulas alone."""
    if isinstance(value, tuple | list):
        return all(map(_is_plain, value))
    return not is_dataclass(value) and not isinstance(value, dict)


def _cut(text: str, longest: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
