"""Progress of long work on standard error, and a Ctrl-C that waits for the end of a line."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

SECONDS = 1.0
"""Work that is shorter shows no progress."""


class Watch:
    """Told how far the work is; shows it on a terminal, and stops the work after Ctrl-C.

    The interruption is raised where the work reports, never while a line is being written. A
    second Ctrl-C interrupts at once.
    """

    def __init__(self, *, is_shown: bool) -> None:
        self.is_shown = is_shown and sys.stderr.isatty()
        self.is_stopped = False
        self._start = time.monotonic()
        self._bar: Progress | None = None

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Stop at the next report."""
        if self.is_stopped:
            raise KeyboardInterrupt
        self.is_stopped = True

    def report(self, done: int, whole: int, found: int) -> None:
        """``done`` of ``whole`` combinations of this part are done, ``found`` designs in all."""
        if self.is_stopped:
            raise KeyboardInterrupt
        if not self.is_shown or time.monotonic() - self._start < SECONDS:
            return
        if self._bar is None:
            self._bar = _bar()
        text = f"{found:,} designs found"
        self._bar.update(self._bar.task_ids[0], completed=done, total=whole, description=text)

    def close(self) -> None:
        """Take the progress off the terminal."""
        if self._bar is not None:
            self._bar.stop()


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    bar.add_task("searching")
    bar.start()
    return bar


@contextmanager
def watched(*, is_shown: bool) -> Iterator[Watch]:
    """Watch the work of the block; ``is_shown`` where lines of output do not cross the progress."""
    watch = Watch(is_shown=is_shown)
    before = signal.signal(signal.SIGINT, watch.stop)
    try:
        yield watch
    finally:
        signal.signal(signal.SIGINT, before)
        watch.close()
