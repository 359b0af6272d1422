"""A linear map, the matrix that everything else is built from."""

from sympy import Expr

from symparams.algebra.parts import Kind, Weight


def linear(
    name: str, inputs: Expr, outputs: Expr, *, bias: bool = False, kind: Kind = Kind.WEIGHTS
) -> tuple[Weight, ...]:
    """The weights of ``y = x W + b``: ``inputs·outputs``, and ``outputs`` more with a bias.

    ``W`` has the shape ``(inputs, outputs)`` and ``b`` the shape ``(outputs,)``.

    >>> from symparams.symbols import H
    >>> [weight.expression for weight in linear("query", H, 4 * H, bias=True)]
    [4*H**2, 4*H]
    """
    matrix = Weight(name, (inputs, outputs), kind)
    return (matrix, Weight(f"{name}.bias", (outputs,), Kind.BIASES)) if bias else (matrix,)
