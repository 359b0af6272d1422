"""How a value shows itself in a notebook: it asks for its renderer at the moment it is shown."""

from importlib import import_module


class Displayed:
    """A value that Jupyter renders as mathematics.

    Values do not import renderers: renderers import values. This is the only place where a
    value reaches the other way, by name, and only when a notebook asks.
    """

    __slots__ = ()

    def _repr_latex_(self) -> str:
        return str(import_module("symparams.render.notebook").latex(self))

    def _repr_html_(self) -> str:
        return str(import_module("symparams.render.notebook").html(self))
