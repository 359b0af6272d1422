"""What a caller in Python may have given in the wrong way, said in one line."""

from collections.abc import Iterable, Mapping
from typing import Any

from sympy import Symbol

from symparams.errors import BadValueError, shown, unknown


def joined(
    values: Mapping[str | Symbol, object] | None, named: Mapping[str, object]
) -> dict[str | Symbol, object]:
    """The values of a mapping and those given by keyword, each symbol once.

    >>> joined({"H": 768}, {"L": 12})
    {'H': 768, 'L': 12}

    Raises BadValueError for what is no mapping, and for a name that is in both.
    """
    given = pairs({} if values is None else values, "values", "{'H': 12288, 'L': 96}")
    for name in named:
        if name in map(str, given):
            raise BadValueError(f"two values for {shown(name)}; give it once")
    return {**given, **named}


def pairs(given: object, what: str, example: str) -> dict[str | Symbol, object]:
    """A mapping from names or symbols; anything else is refused with an example of one."""
    if not isinstance(given, Mapping):
        raise BadValueError(f"{what} = {shown(given)} is no mapping; write {example}")
    for name in given:
        if not isinstance(name, str | Symbol):
            raise BadValueError(f"{shown(name)} in {what} is no name; write {example}")
    return dict(given)


def several(given: object, what: str, example: str) -> tuple[Any, ...]:
    """The entries of a list; one text, which would be read letter by letter, is refused."""
    if not isinstance(given, str) and isinstance(given, Iterable):
        try:
            return tuple(given)
        except TypeError:  # an array of NumPy without a length
            pass
    raise BadValueError(f"{what} = {shown(given)} is no list; write {example}")


def chosen(given: object, kind: str, choices: Iterable[str]) -> str:
    """``given``, which must be one of ``choices``; the nearest ones are said where it is not.

    >>> chosen("layered", "form", ["expanded", "layered"])
    'layered'
    """
    known = tuple(choices)
    if not isinstance(given, str) or given not in known:
        raise unknown(kind, str(given), known)
    return given
