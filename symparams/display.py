"""How a value shows and writes itself: it asks for its renderer at the moment it is shown."""

from importlib import import_module
from typing import Any


class Displayed:
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
