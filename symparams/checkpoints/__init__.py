"""Checkpoints: the header of a safetensors file beside the weights of a model.

`headers` reads one file, `shards` a folder or an index; `expected` puts the tree into numbers,
`stored` sorts the tensors into layers; `names` is the one table of what the parts of a tree are
called, `matching` and `layers` use it, and `comparison` gives the verdict. Data is never read.
"""

from symparams.checkpoints.comparison import compare_checkpoint
from symparams.checkpoints.result import Comparison
from symparams.checkpoints.shards import read_checkpoint

__all__ = ["Comparison", "compare_checkpoint", "read_checkpoint"]
