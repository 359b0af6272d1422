"""Checkpoints: the header of a safetensors file beside the weights of a model.

`headers` reads one file, `shards` a folder or an index; `expected` puts the tree into numbers,
`stored` sorts the tensors into layers; `names` is the one table of what the parts of a tree are
called, `matching` and `layers` use it, and `verification` gives the verdict. Data is never read.
"""

from symparams.checkpoints.result import CheckpointVerification
from symparams.checkpoints.shards import read_checkpoint
from symparams.checkpoints.verification import verify_checkpoint

__all__ = ["CheckpointVerification", "read_checkpoint", "verify_checkpoint"]
