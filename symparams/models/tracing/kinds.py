"""What a parameter is for, as well as its module's class, its names and its shape tell."""

import re
from collections.abc import Sequence

from sympy import Expr

from symparams import symbols
from symparams.algebra.parts import Kind
from symparams.models.tracing.structure import Node, Parameter

NORM_PATH = re.compile(r"norm|^ln(_|\d|$)|_ln(_|\d|$)|layer_?scale", re.IGNORECASE)
ROUTER_PATH = re.compile(r"^(gate|router|wg|classifier)$", re.IGNORECASE)
POSITION_PATH = re.compile(r"pos(?!t)|wpe", re.IGNORECASE)
SEGMENT_PATH = re.compile(r"token_type|segment", re.IGNORECASE)
MATRIX = 2


def is_norm(node: Node, name: str) -> bool:
    """Whether a module normalises."""
    is_vector = all(len(parameter.shape) <= 1 for parameter in node.parameters)
    return is_vector and bool(NORM_PATH.search(node.cls) or NORM_PATH.search(name))


def kind_of(
    parameter: Parameter, node: Node, path: Sequence[str], vocabulary: Expr, *, in_layer: bool
) -> Kind:
    """The kind of a parameter of ``node``, which stands at ``path``."""
    module = path[-1] if path else ""
    if is_norm(node, module) or (len(parameter.shape) <= 1 and NORM_PATH.search(parameter.name)):
        return Kind.NORM
    has_vocabulary = vocabulary in parameter.shape
    if node.is_embedding and len(parameter.shape) == MATRIX:
        return _table(".".join((*path, parameter.name)), has_vocabulary=has_vocabulary)
    is_bias = "bias" in parameter.name or len(parameter.shape) < MATRIX
    if is_bias:
        return Kind.BIASES
    is_router = ROUTER_PATH.match(module) or "Router" in node.cls or "TopK" in node.cls
    if is_router and symbols.experts in parameter.shape:
        return Kind.ROUTER
    if POSITION_PATH.search(parameter.name) and not in_layer:
        return Kind.POSITIONS
    if has_vocabulary and not in_layer:
        return Kind.OUTPUT
    return Kind.WEIGHTS if in_layer else Kind.HEAD


def _table(path: str, *, has_vocabulary: bool) -> Kind:
    if SEGMENT_PATH.search(path):
        return Kind.SEGMENTS
    if has_vocabulary:
        return Kind.TOKENS
    if "bias" in path:
        return Kind.BIASES
    if POSITION_PATH.search(path):
        return Kind.POSITIONS
    return Kind.TOKENS
