"""SMT-LIB terms: read by an evaluator of this file, they have the values of the expressions."""

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Integer, Max, Min, Rational, ceiling, floor

from symparams.errors import BadValueError
from symparams.operations.proving.smt_terms import Script, TermWriter, times
from symparams.symbols import H, L, V, ffn_ratio, heads

TOKEN = re.compile(r"[()]|[^\s()]+")
Numbers = Mapping[str, int | Fraction]


def tree(text: str) -> Any:
    """The nested lists that an S-expression writes."""
    stack: list[list[Any]] = [[]]
    for word in TOKEN.findall(text):
        if word == "(":
            stack.append([])
        elif word == ")":
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(word)
    (found,) = stack[0]
    return found


def value(term: Any, at: Numbers) -> Any:
    """What a term is at numbers, as SMT-LIB's theories of Ints and Reals define it."""
    if isinstance(term, str):
        return int(term) if term.isdigit() else at[term]
    operator, *arguments = term
    if operator == "ite":
        return value(arguments[1] if value(arguments[0], at) else arguments[2], at)
    numbers = [value(argument, at) for argument in arguments]
    match operator:
        case "+":
            return sum(numbers)
        case "*":
            result = Fraction(1)
            for number in numbers:
                result *= number
            return result
        case "-":
            return -numbers[0] if len(numbers) == 1 else numbers[0] - sum(numbers[1:])
        case "/":
            return Fraction(numbers[0]) / numbers[1]
        case "and":
            return all(numbers)
        case "distinct":
            return len({*numbers}) == len(numbers)
    one, other = numbers
    compared = {"=": one == other, "<": one < other, "<=": one <= other, ">": one > other}
    return {**compared, ">=": one >= other}[operator]


def holds(script: Script, at: Numbers) -> bool:
    """Whether every assertion of a script does."""
    lines = [line for line in script.lines if line.startswith("(assert ")]
    return all(value(tree(line)[1], at) for line in lines)


def writer(sort: str = "Int") -> TermWriter:
    return TermWriter(Script(sort), "", frozenset({H, L, heads}))


EXPRESSIONS: tuple[Expr, ...] = (
    12 * L * H**2 + V * H,
    H / heads,
    4 * H**2 + 2 * H**2 / heads - 3,
    (H - L) / (H + L),
    H**2 / heads - L / (3 * H),
    Max(H, 2 * L, heads) * Min(L, V),
    Rational(8, 3) * H**2 - Rational(1, 2),
)


@pytest.mark.parametrize("expression", EXPRESSIONS)
@given(st.lists(st.integers(1, 30), min_size=4, max_size=4))
def test_a_quotient_is_the_expression(expression: Expr, numbers: list[int]) -> None:
    top, bottom = writer().quotient(expression)
    named = dict(zip(("H", "L", "V", "heads"), numbers, strict=True))
    exact = expression.xreplace(
        {s: Integer(n) for s, n in zip((H, L, V, heads), numbers, strict=True)}
    )
    found = Fraction(value(tree(top), named)) / value(tree(bottom), named)
    assert Rational(found.numerator, found.denominator) == exact


SIGNS = {"==": int.__eq__, "!=": int.__ne__, "<": int.__lt__, "<=": int.__le__}


@pytest.mark.parametrize("sign", SIGNS)
def test_a_comparison_over_denominators(sign: str) -> None:
    script = writer()
    script.compare(H / heads, sign, L + Integer(1))
    for h, a, layers in product(range(1, 9), range(1, 4), range(1, 5)):
        multiplied = SIGNS[sign](h, (layers + 1) * a)
        assert holds(script.script, {"H": h, "heads": a, "L": layers}) is multiplied


def test_a_tie_is_multiplied_out() -> None:
    script = writer()
    script.tie(V, H / heads + L)
    for h, a, layers, v in product(range(1, 7), range(1, 4), (1, 2), range(1, 9)):
        at = {"H": h, "heads": a, "L": layers, "V": v}
        assert holds(script.script, at) is (Fraction(h, a) + layers == v)


@pytest.mark.parametrize("rounding", [floor(H / heads), ceiling(H / heads), floor((H + L) / 3)])
def test_a_rounding_is_the_one_number_that_its_definition_leaves(rounding: Expr) -> None:
    script = writer()
    name = script.term(rounding)
    assert script.term(rounding) == name  # defined once
    for h, a, layers in product(range(1, 12), range(1, 5), (1, 2)):
        at = {"H": h, "heads": a, "L": layers}
        left = [n for n in range(20) if holds(script.script, {**at, name: n})]
        exact = {H: Integer(h), heads: Integer(a), L: Integer(layers)}
        assert left == [rounding.xreplace(exact)]


def test_a_quotient_that_is_to_be_whole_has_a_number_only_where_it_is() -> None:
    script = writer()
    script.whole(H / heads)
    for h, a in product(range(1, 13), range(1, 6)):
        at = {"H": h, "heads": a}
        left = [n for n in range(13) if holds(script.script, {**at, "quotient_0": n})]
        assert left == ([h // a] if h % a == 0 else [])
    never = writer()
    never.whole(L - H)
    assert holds(never.script, {"L": 2, "H": 2})
    assert not holds(never.script, {"L": 1, "H": 2})


def test_a_ratio_is_two_whole_numbers_over_integers_and_itself_over_reals() -> None:
    top, bottom = writer("Int").quotient(ffn_ratio * H)
    parts = {"ffn_ratio_above": 8, "ffn_ratio_below": 3, "H": 6}
    assert value(tree(top), parts) == 8 * 6
    assert value(tree(bottom), parts) == 3
    assert writer("Real").quotient(ffn_ratio * H)[1] == "1"


def test_what_is_declared_is_positive_or_at_least_0() -> None:
    for sort, least, allowed in (("Int", 1, (1,)), ("Int", 0, (0, 1)), ("Real", 1, (1,))):
        script = Script(sort)
        script.declare("x", least)
        assert tuple(n for n in (-1, 0, 1) if holds(script, {"x": n})) == allowed
    assert [times("x", "1"), times("x", "y")] == ["x", "(* x y)"]


def test_what_smt_lib_has_no_term_for() -> None:
    with pytest.raises(BadValueError, match="a certificate cannot express"):
        writer().term(2**H)
