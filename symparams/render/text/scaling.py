"""How a count scales, as a page of text: figures, formulas, and where the parameters go."""

from sympy import Expr, Rational

from symparams.operations.scaling import Gain, Growth, Scaling, Share
from symparams.render import sentences as said
from symparams.render.notation import Notation
from symparams.render.numbers import decimal, percent, signed
from symparams.render.printers.text_math import TextMath, folded
from symparams.render.text.blocks import REMARK, RESULT, Block, Heading, Table, TextLine
from symparams.render.text.count import remarks, title


def scaling_page(result: Scaling, notation: Notation) -> list[Block]:
    """The figures at the model's values, the formulas behind them, and the shares."""
    math = TextMath(notation)
    return [
        *title(result.model, math),
        Heading("The count"),
        TextLine(f"N = {math.write(result.closed_form)}", RESULT),
        *_figures(result, math),
        Heading("In formulas"),
        _formulas(result, math),
        *_cancelled(result, math),
        *_shares(result, math),
        *remarks(result.remarks),
    ]


def _figures(result: Scaling, math: TextMath) -> list[Block]:
    growths = [growth for growth in result.growths if growth.slope is not None]
    if not growths:
        return []
    numbers = result.model.numbers()
    rows = tuple(
        (
            math.write(growth.symbol),
            str(numbers.get(growth.symbol, "")),
            _rounded(growth.slope),
            _gained(growth.one_more),
            _gained(growth.doubled),
            "" if growth.percent is None else decimal(growth.percent),
            "–" if growth.towards is None else str(growth.towards),
        )
        for growth in growths
    )
    header = ("symbol", "value", "∂N/∂x", "one more", "twice as much", "elasticity", "towards")
    return [
        Heading("How the count answers to each symbol"),
        Table(header, rows, right=frozenset(range(1, len(header)))),
        *(TextLine(text, REMARK) for growth in growths for text in _broken(growth)),
    ]


def _rounded(number: int | Rational | None) -> str:
    if number is None:
        return ""
    return f"{number:,}".replace("-", "−") if isinstance(number, int) else decimal(number)


def _gained(change: Gain | None) -> str:
    if change is None or change.number is None:
        return ""
    gained = signed(change.number) if isinstance(change.number, int) else "–"
    return gained + (" *" if change.broken else "")


def _broken(growth: Growth) -> list[str]:
    """What a changed value would break, for the figures with a star or a dash."""
    changes = [change for change in (growth.one_more, growth.doubled) if change is not None]
    return [f"* {c.becomes}: {c.broken}" for c in changes if c.broken]


def _formulas(result: Scaling, math: TextMath) -> Table:
    rows: list[tuple[str, str]] = []
    for growth in result.growths:
        name = math.write(growth.symbol)
        if growth.derivative is None or growth.elasticity is None:
            rows.append((f"∂N/∂{name}", f"none: {math.write(growth.rounding)}"))
            continue
        rows.append((f"∂N/∂{name}", f"= {folded(math.write(growth.derivative))}"))
        rows.append(
            (f"∂ln N/∂ln {name}", f"= {folded(math.write(growth.elasticity))}{_to(growth)}")
        )
        for change in (growth.one_more, growth.doubled):
            if change is not None:
                gained = folded(math.write(change.expression))
                rows.append((f"N({math.write(change.becomes)}) − N", f"= {gained}"))
    return Table(("", ""), tuple(rows))


def _to(growth: Growth) -> str:
    return "" if growth.towards is None else f" → {growth.towards}"


def _cancelled(result: Scaling, math: TextMath) -> list[Block]:
    names = ", ".join(math.write(symbol) for symbol in result.cancelled)
    return [TextLine(f"no effect: {names}", REMARK)] if names else []


def _shares(result: Scaling, math: TextMath) -> list[Block]:
    hidden = math.write(result.hidden)
    rows = tuple(
        (
            share.component,
            "" if share.here is None else percent(share.here),
            "" if share.in_the_limit is None else percent(share.in_the_limit),
            *_share_formulas(share, math),
        )
        for share in result.shares
    )
    header = ("component", "here", f"{hidden} → ∞", "share", "tends to")
    return [
        Heading(f"Where the {result.model.quantity.name} go as {hidden} grows"),
        Table(header, rows, right=frozenset({1, 2})),
        *(TextLine(text, RESULT) for text in said.slower(result, math.write)),
    ]


def _share_formulas(share: Share, math: TextMath) -> tuple[str, str]:
    limit: Expr | None = share.limit
    return folded(math.write(share.expression)), "" if limit is None else folded(math.write(limit))
