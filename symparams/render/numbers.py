"""Numbers as people read them: grouped in thousands, as words, as percentages."""

from decimal import Decimal

from sympy import Expr, Rational

from symparams.render.printers.text_math import TextMath

BEYOND_WORDS = 10**15
DIGITS = 8
WORDS = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


def grouped(amount: int | Expr, math: TextMath) -> str:
    """An exact count with its thousands grouped, or the expression that is left of it.

    >>> grouped(174604259328, TextMath())
    '174,604,259,328'
    """
    return f"{amount:,}".replace("-", "−") if isinstance(amount, int) else math.write(amount)


def signed(amount: int) -> str:
    """A difference with its sign and its thousands grouped.

    >>> signed(-805306368), signed(0)
    ('−805,306,368', '0')
    """
    return f"{amount:+,}".replace("-", "−") if amount else "0"


def in_words(amount: int) -> str:
    """The rounded count in words: three figures and a magnitude.

    Empty below a million, and above what a magnitude in words can say.

    >>> in_words(174604259328)
    '175 billion'
    """
    for size, word in WORDS:
        if size <= amount < BEYOND_WORDS:
            return f"{float(f'{amount / size:.3g}'):g} {word}"
    return ""


def percent(share: Rational) -> str:
    """A share of one in percent: one decimal, or two significant figures where it is small.

    >>> percent(Rational(2, 3)), percent(Rational(1, 30000)), percent(Rational(1, 10**9))
    ('66.7 %', '0.0033 %', '< 0.0001 %')
    """
    value = float(share) * 100
    if share == 0:
        return "0 %"
    if 0 < value < 0.0001:
        return "< 0.0001 %"
    return f"{value:,.1f} %" if abs(value) >= 0.1 else f"{value:.2g} %"


def decimal(value: Expr, digits: int = 5) -> str:
    """An exact number to five significant figures, or to as many as ``digits`` says.

    >>> decimal(Rational(2, 3)), decimal(Rational(2)), decimal(Rational(-1, 30000))
    ('0.66667', '2', '−0.000033333')
    """
    return f"{Decimal(f'{float(value.evalf(30)):.{digits}g}'):f}".replace("-", "−")


def approximately(value: Expr) -> str:
    """An exact value with its sign of equality: a whole number, a ratio, or about how much.

    >>> approximately(Rational(12288)), approximately(Rational(8, 3))
    ('= 12288', '= 8/3 ≈ 2.6666667')
    """
    if value.is_Integer:
        return f"= {value}"
    decimals = f"≈ {decimal(value, DIGITS)}"
    return f"= {value} {decimals}" if value.is_Rational else decimals
