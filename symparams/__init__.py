"""Where a transformer's parameters come from: the count as a formula, derived and proved.

>>> from symparams import count, derive, prove
>>> derive("textbook").closed_form
12*H**2*L + H*V
>>> count("gpt3").total
174604259328
>>> prove("llama-3.1-8b", "heads").independent
False

``load``        a preset, a file, a folder or a configuration as a `Model`
``derive``      the closed form, step by step
``prove``       whether the count depends on a symbol
``count``       exact integers, by component and convention
``solve``       the count turned around: which size gives a total
``scaling``     how the count answers to each symbol
``search``      every design in a space that has a given count
``vectorize``   the count as a function of NumPy arrays
``compare``     models side by side, and their difference as an expression
``trace``       a model from the PyTorch code that builds it (extra ``trace``)
``symbols``     ``H, L, V, heads, ffn_ratio`` and the others
``components``  attention, feed-forward, norms, embeddings, heads: functions that return trees
``Weight, Component, Model``  the algebra that everything is made of

Wherever a model is expected, its name, its path or its configuration will do. What an operation
gives shows itself in a notebook, and writes itself: ``result.to("latex", notation="gpt3")``.

Names are imported when they are first used, so that ``import symparams`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symparams import components, symbols
    from symparams.algebra.model import Model
    from symparams.algebra.parts import Weight
    from symparams.algebra.tree import Component
    from symparams.models.loading import load
    from symparams.models.tracing import trace
    from symparams.operations.comparison import compare
    from symparams.operations.counting import count
    from symparams.operations.derivation import derive
    from symparams.operations.proving.proof import prove
    from symparams.operations.scaling import scaling
    from symparams.operations.searching import search
    from symparams.operations.searching.arrays.vectorized import vectorize
    from symparams.operations.solving.solving import solve

__version__ = "0.1.0"
__all__ = [
    "Component",
    "Model",
    "Weight",
    "compare",
    "components",
    "count",
    "derive",
    "load",
    "prove",
    "scaling",
    "search",
    "solve",
    "symbols",
    "trace",
    "vectorize",
]

HOMES = {
    "Component": "algebra.tree",
    "Model": "algebra.model",
    "Weight": "algebra.parts",
    "compare": "operations.comparison",
    "count": "operations.counting",
    "derive": "operations.derivation",
    "load": "models.loading",
    "prove": "operations.proving.proof",
    "scaling": "operations.scaling",
    "search": "operations.searching",
    "solve": "operations.solving.solving",
    "trace": "models.tracing",
    "vectorize": "operations.searching.arrays.vectorized",
}


def __getattr__(name: str) -> Any:
    if name in HOMES:
        return getattr(import_module(f"symparams.{HOMES[name]}"), name)
    if name in ("components", "symbols"):
        return import_module(f"symparams.{name}")
    raise AttributeError(f"module 'symparams' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
