"""The doctests of the tracing package need PyTorch; without it they are not collected."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("torch") else ["symparams/tracing"]
