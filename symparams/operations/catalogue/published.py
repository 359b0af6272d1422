"""What a source prints about a model, beside what the model derives, and why they differ."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Rational, floor

from symparams.algebra.display import OneLine
from symparams.algebra.model import Model
from symparams.algebra.numbers import SUFFIXES
from symparams.algebra.provenance import Published
from symparams.errors import BadValueError
from symparams.operations.counting import count
from symparams.operations.remarks import contradictions

PRINTED = re.compile(r"(\d+)(?:\.(\d+))?([kMBT]?)")


@dataclass(frozen=True, slots=True, repr=False)
class Agreement(OneLine):
    """A model's derived count beside the published one; ``why`` says what lies between them."""

    model: Model
    derived: int
    published: Published
    agrees: bool
    why: str


def agreement(model: Model) -> Agreement:
    """The derived count of a published model beside the count that its source prints.

    They agree if the derived count, rounded as the printed one is, gives the printed one.

    >>> from symparams.models.loading import load
    >>> agreement(load("gpt2")).agrees
    False
    """
    if model.published is None:
        raise BadValueError(f"{model.name} has no published count; the presets have one")
    derived = count(model, of="parameters").total
    if not isinstance(derived, int):
        raise BadValueError(f"{model.name} lacks values for {derived}; give them one")
    agrees = rounds_to(derived, model.published.count)
    reasons = () if agrees else _reasons(model.published, derived)
    why = "; ".join((*contradictions(model), *reasons))
    return Agreement(model, derived, model.published, agrees, why)


def _reasons(published: Published, derived: int) -> Iterator[str]:
    """Why the printed count is another one: what its digits say, and what is known of it."""
    shorter = re.sub(r"\.0+(?=\D|$)", "", published.count)
    figures, unit, suffix = _read(published.count) or (0, Rational(1), "")
    if shorter != published.count and rounds_to(derived, shorter):
        yield f"it rounds to {shorter}, not to {published.count}"
    elif derived // unit == figures:
        finer = unit / 10
        more = floor(derived / finer + Rational(1, 2)) * finer / Rational(10) ** SUFFIXES[suffix]
        yield f"{float(more):g}{suffix}, cut off in place of rounded"
    if published.note:
        yield published.note


def rounds_to(derived: int, printed: str) -> bool:
    """Whether ``derived`` rounds to ``printed``, to its decimals or its significant figures.

    >>> rounds_to(109482240, "110M"), rounds_to(355871744, "350M")
    (True, False)
    """
    read = _read(printed)
    if read is None:
        return str(derived) == printed
    figures, unit, _ = read
    return bool(abs(Rational(derived) - figures * unit) * 2 <= unit)


def _read(printed: str) -> tuple[int, Rational, str] | None:
    """A printed count as whole figures, what one of them is worth, and its suffix."""
    match = PRINTED.fullmatch(printed)
    if match is None:
        return None
    whole, decimals, suffix = match.group(1), match.group(2) or "", match.group(3)
    zeros = 0 if decimals else len(whole) - len(whole.rstrip("0"))
    unit = Rational(10) ** (SUFFIXES[suffix] + zeros - len(decimals))
    return int((whole + decimals)[: len(whole + decimals) - zeros] or 0), unit, suffix
