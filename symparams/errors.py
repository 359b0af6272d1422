"""The one root error and the few kinds below it.

Every message is one line: what was wrong, where, and what would be right.
An error is raised where its cause is known; only the command line prints it.
"""

from collections.abc import Iterable


class SymparamsError(Exception):
    """The root of every error that symparams raises on purpose."""


class UnknownNameError(SymparamsError):
    """A model, symbol, option or notation that does not exist."""


class BadValueError(SymparamsError):
    """A value that cannot be read, is out of range, or contradicts another."""


class BadConfigError(SymparamsError):
    """A file or configuration that cannot be read as a model."""


class BadCheckpointError(SymparamsError):
    """A checkpoint whose header cannot be read, or cannot be compared."""


class MissingExtraError(SymparamsError):
    """An optional dependency that is not installed."""


def shown(text: object, limit: int = 60) -> str:
    """``text`` as an error message may carry it: one line, printable, bounded.

    >>> shown("a\\x1b[31m\\nb")
    "'a\\\\x1b[31m\\\\nb'"
    """
    raw = text if isinstance(text, str) else repr(text)
    if len(raw) > limit:
        raw = raw[: limit - 1] + "…"
    return repr(raw) if isinstance(text, str) or not raw.isprintable() else raw


EVERY_MODEL = "symparams models"
EVERY_FAMILY = "symparams families"
EVERY_SYMBOL = "symparams derive MODEL"
"""Where all names of a kind are to be seen."""

MOST_LISTED = 8
"""Up to so many names are all listed; of more, the nearest."""

NEAREST = 5
LONGEST_LIST = 150


def listed(name: str, choices: Iterable[str], everything: str = "") -> str:
    """``choices`` as a message lists them: all if they are few, else those nearest to ``name``.

    ``everything`` says where all are to be seen.

    >>> listed("gpt", ["bert", "gpt2"])
    'bert, gpt2'
    """
    from difflib import get_close_matches  # here, because only an error needs it

    known = list(dict.fromkeys(choices))
    few = known if len(known) <= MOST_LISTED else []
    near = few or get_close_matches(name[:100], known, n=NEAREST, cutoff=0.0)
    while len(", ".join(near)) > LONGEST_LIST and len(near) > 1:
        near = near[:-1]
    text = ", ".join(n if len(n) <= LONGEST_LIST else f"{n[:60]}…" for n in near)
    if len(near) == len(known):
        return text
    return f"{text}, …" + (f" (all: {everything})" if everything else "")


def unknown(kind: str, name: str, choices: Iterable[str], everything: str = "") -> UnknownNameError:
    """The error for a name that is not among ``choices``: the nearest few, and where all are.

    >>> print(unknown("notation", "megatrn", ["bert", "megatron"]))
    unknown notation 'megatrn'; did you mean 'megatron'?
    >>> print(unknown("model", "gtp3", ["gpt2", "gpt3", "t5"], "symparams models"))
    unknown model 'gtp3'; did you mean 'gpt3'? Near it: gpt2 (all: symparams models)
    """
    from difflib import get_close_matches  # here, because only an error needs it

    known = sorted(set(choices))
    close = get_close_matches(name[:100], known, n=NEAREST, cutoff=0.5)
    if not close:
        hint = f"choose from {listed(name, known, everything)}"
    else:
        others = f" Near it: {listed(name, close[1:])}" if len(close) > 1 else ""
        more = f" (all: {everything})" if everything and len(close) < len(known) else ""
        hint = f"did you mean {close[0]!r}?{others}{more}"
    return UnknownNameError(f"unknown {kind} {shown(name)}; {hint}")
