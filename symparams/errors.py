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


def unknown(
    kind: str, name: str, choices: Iterable[str], listed: Iterable[str] = ()
) -> UnknownNameError:
    """The error for a name that is not among ``choices``, with the nearest one.

    Where none is near, the choices are listed, or those of them that are ``listed``.

    >>> print(unknown("notation", "megatrn", ["bert", "megatron"]))
    unknown notation 'megatrn'; did you mean 'megatron'?
    """
    from difflib import get_close_matches  # here, because only an error needs it

    known = sorted(set(choices))
    close = get_close_matches(name[:100], known, n=1, cutoff=0.5)
    shown_choices = ", ".join(listed or known)
    hint = f"did you mean {close[0]!r}?" if close else f"choose from {shown_choices}"
    return UnknownNameError(f"unknown {kind} {shown(name)}; {hint}")
