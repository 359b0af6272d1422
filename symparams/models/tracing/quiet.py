"""While something is traced, nothing is downloaded and transformers does not log."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

_lock = Lock()
_users: list[tuple[bool, int]] = []


@contextmanager
def quiet() -> Iterator[None]:
    """Offline and silent until the last of the threads that trace is done, then as before."""
    if "transformers" not in sys.modules:
        yield
        return
    constants: Any = importlib.import_module("huggingface_hub.constants")
    logging: Any = importlib.import_module("transformers.utils.logging")
    with _lock:
        _users.append((constants.HF_HUB_OFFLINE, logging.get_verbosity()))
        constants.HF_HUB_OFFLINE = True
        logging.set_verbosity(logging.CRITICAL)
    try:
        yield
    finally:
        with _lock:
            before = _users.pop() if len(_users) == 1 else _users.pop(1)
            if not _users:
                constants.HF_HUB_OFFLINE, verbosity = before
                logging.set_verbosity(verbosity)
