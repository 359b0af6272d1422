"""Checkpoints: the header of a safetensors file beside the weights of a model.

`headers` reads one file, `shards` a folder or an index; `expected` puts the tree into numbers,
`naming` knows what the reference calls the parts of a tree, `wanted` puts the two together, and
`matching` looks for them in the file; `verification` gives the verdict. Data is never read.
"""

from symparams.operations.checkpoints.result import CheckpointVerification
from symparams.operations.checkpoints.shards import read_checkpoint
from symparams.operations.checkpoints.verification import verify_checkpoint

__all__ = ["CheckpointVerification", "read_checkpoint", "verify_checkpoint"]
