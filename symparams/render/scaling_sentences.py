"""What is said about how a count scales, in text and in LaTeX alike; ``write`` writes a formula."""

from collections.abc import Callable

from sympy import Expr

from symparams.growth import Scaling
from symparams.render.numbers import percent

MOST_NAMED = 3


def slower(result: Scaling, write: Callable[[Expr], str]) -> list[str]:
    """What lies between the shares here and those in the limit; nothing where nothing does."""
    if not result.slower_here:
        return []
    parts = sorted(result.slower, key=lambda share: -(share.here or 0))
    named = ", ".join(f"{s.component} {percent(s.here or 0)}" for s in parts[:MOST_NAMED])
    more = ", …" if len(parts) > MOST_NAMED else ""
    return [
        f"Components that grow more slowly still hold {percent(result.slower_here)} here "
        f"({named}{more}); their shares vanish as {write(result.hidden)} → ∞."
    ]
