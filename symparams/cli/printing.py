"""Where output goes: a terminal, a pipe, a file; whole files only."""

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from symparams.errors import BadValueError, shown

if TYPE_CHECKING:
    from symparams.render.text.blocks import Block


def emit(content: "str | list[Block] | dict[str, Any]", path: str | None = None) -> None:
    """Print ``content``, or write it to the file at ``path``; a JSON object is one line."""
    from symparams.render.text.blocks import plain

    if isinstance(content, dict):
        from symparams.render.json.data import line

        content = line(content)
    if path is not None and path != "-":
        write_file(path, content if isinstance(content, str) else plain(content))
        return
    try:
        if not isinstance(content, str) and _is_terminal():
            # rich, which takes longer to import than a count takes
            from symparams.render.text.terminal import draw

            draw(content, sys.stdout)
        else:
            echo(content if isinstance(content, str) else plain(content))
        sys.stdout.flush()
    except BrokenPipeError:
        discard_output()


def stream(pieces: Iterable[str], path: str | None = None) -> None:
    """Print ``pieces`` of whole lines as they come, or write them to the file at ``path``."""
    if path is not None and path != "-":
        with opened(path) as file:
            for piece in pieces:
                file.write(piece.encode("utf-8"))
        return
    try:
        for piece in pieces:
            click.echo(piece, nl=False)
    except BrokenPipeError:
        discard_output()


@contextmanager
def binary(path: str | None) -> Iterator[IO[bytes]]:
    """A file for bytes: the one at ``path``, or one that is printed when it is complete."""
    import shutil
    import tempfile

    if path is not None and path != "-":
        with opened(path) as file:
            yield file
        return
    with tempfile.TemporaryFile() as draft:
        yield draft
        draft.seek(0)
        try:
            shutil.copyfileobj(draft, sys.stdout.buffer)
            sys.stdout.flush()
        except BrokenPipeError:
            discard_output()


def discard_output() -> None:
    """Print nowhere from now on: the reader left, and the answer stays what it is."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def echo(text: str) -> None:
    """Print text that ends in a line break, in ASCII where the output takes nothing else."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        from symparams.render.text.ascii import in_ascii

        text = in_ascii(text).encode(encoding, "replace").decode(encoding)
    click.echo(text, nl=not text.endswith("\n"))


def _is_terminal() -> bool:
    is_unicode = (getattr(sys.stdout, "encoding", "") or "").lower().startswith("utf")
    return sys.stdout.isatty() and is_unicode


def check_writable(path: str | None) -> None:
    """Refuse a second output file before a first one is written: all of a command, or nothing."""
    folder = Path(path).parent if path not in (None, "-") else None
    if folder is not None and (Path(str(path)).is_dir() or not os.access(folder, os.W_OK)):
        raise BadValueError(
            f"cannot write {shown(path)}; give a path in a folder that exists and may be written"
        )


def write_file(path: str, content: str | bytes) -> None:
    """Write ``content``, text or an image, to ``path``, the whole of it or nothing.

    Raises BadValueError if the file cannot be written.
    """
    with opened(path) as file:
        file.write(content.encode("utf-8") if isinstance(content, str) else content)


@contextmanager
def opened(path: str) -> Iterator[IO[bytes]]:
    """A file to write, which takes its place at ``path`` only when it is complete.

    Raises BadValueError if the file cannot be written.
    """
    import tempfile  # here, because most commands write no file and its import takes time

    target = Path(path)
    try:
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            if target.is_dir():
                raise IsADirectoryError(21, "is a folder")
            with target.open("wb") as file:
                yield file
            return
        handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".symparams-")
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
            Path(draft).chmod(target.stat().st_mode & 0o777 if target.exists() else _new_mode())
            Path(draft).replace(target)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a usable path"
        advice = "" if target.parent.is_dir() else "; give a path in a folder that exists"
        raise BadValueError(f"cannot write {shown(path)}: {reason}{advice}") from None


def _new_mode() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
