"""A model's own source code as a Model; needs the extra ``trace`` (torch, transformers)."""

from symparams.errors import MissingExtraError

try:
    import torch  # noqa: F401
except ImportError:
    raise MissingExtraError(
        "tracing needs PyTorch; install it with: pip install 'symparams[trace]'"
    ) from None

from symparams.tracing.tracer import trace

__all__ = ["trace"]
