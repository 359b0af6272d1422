"""Text for an output that takes nothing but ASCII: a formula still says what it says."""

import re

SIGNS = str.maketrans(
    {"·": "*", "×": "x", "−": "-", "─": "-", "…": "...", "Δ": "D", "→": "->", "–": "-", "—": "--"}
    | {"≈": "~=", "≠": "!=", "≤": "<=", "∂": "d", "∞": "oo", "∏": "prod", "Σ": "sum"}
    | dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
)
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def in_ascii(text: str) -> str:
    """``text`` with the signs of mathematics in ASCII.

    >>> in_ascii("H = (√(V² + 48LN) − √L)/(2c₁¹²)")
    'H = (sqrt(V^2 + 48LN) - sqrt(L))/(2c1^12)'
    """
    rooted = re.sub(r"√(\w+)", r"sqrt(\1)", text).replace("√", "sqrt")
    raised = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda found: f"^{found.group().translate(RAISED)}", rooted)
    return raised.translate(SIGNS)
