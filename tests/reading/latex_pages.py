r"""What LaTeX and Markdown must say: sentences with their formulas, and rows of ``align*``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sympy import Expr, Integer, Symbol

from tests.reading.claims import Claim, Medium, Member, Share, same, states
from tests.reading.latex import Cells, Row, Sentence, formulas, rows

COUNT = "N"


@dataclass(frozen=True)
class WithShare:
    r"""``40{,}525{,}824 \quad (\text{0.023\,\%})``."""

    amount: Expr
    share: Expr


@dataclass(frozen=True)
class Elasticity:
    r"""The formula, or ``\frac{x}{N} \frac{\partial N}{\partial x}`` where it is too wide."""

    symbol: Symbol
    formula: Expr


@dataclass(frozen=True)
class Said:
    """A sentence with formulas."""

    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Line:
    """A row: what stands on its left (a pattern), and the members that follow.

    ``limit`` may stand at the end and ``put_in`` at the beginning, where there is room for it.
    """

    left: str
    members: tuple[tuple[str, "Member | WithShare | Elasticity"], ...]
    limit: Expr | None = None
    put_in: Expr | None = None


@dataclass(frozen=True)
class Counted:
    """A row of a table: words as they are, and claims."""

    cells: tuple["Claim | str", ...]


@dataclass(frozen=True)
class AnySaid:
    """A sentence whose formulas can be read."""


@dataclass(frozen=True)
class Chosen:
    r"""``H &= 12{,}288,\ \mathrm{head\_dim} = 128`` and what follows from it."""

    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Total:
    r"""``N &= 174{,}604{,}259{,}328\;(-395{,}740{,}672)``."""

    total: int
    difference: int


Item = Said | AnySaid | Line | Chosen | Total | Counted


def equal(left: str, *members: Member | WithShare) -> Line:
    return Line(left, tuple(("=", member) for member in members))


TEXT = r"\\text\{.+\}"


def verify_rows(environment: str, expected: list[Item], medium: Medium) -> int:
    """Read every row and sentence; how many formulas were read."""
    return verify_items(rows(environment), expected, medium)


def verify_items(
    found: Sequence[Sentence | Row | Cells], expected: Sequence[Item], medium: Medium
) -> int:
    """Read everything that was found against what is expected, one by one."""
    assert len(found) == len(expected), (len(found), len(expected), found)
    _verify_names(found, medium)
    return sum(_verify(item, wanted, medium) for item, wanted in zip(found, expected, strict=True))


def _verify(item: Sentence | Row | Cells, wanted: Item, medium: Medium) -> int:
    if isinstance(wanted, Counted):
        assert isinstance(item, Cells), (item, wanted)
        assert len(item.cells) == len(wanted.cells), (item, wanted)
        for cell, claim in zip(item.cells, wanted.cells, strict=True):
            _verify_cell(cell, claim, medium)
        return len(item.cells)
    if isinstance(wanted, Said):
        assert isinstance(item, Sentence), item
        return verify_sentence(item.text, wanted.claims, medium)
    if isinstance(wanted, AnySaid):
        assert isinstance(item, Sentence), item
        written = formulas(item.text)
        assert all(medium.read(formula, medium.names) is not None for formula in written)
        return len(written)
    assert isinstance(item, Row), (item, wanted)
    if isinstance(wanted, Chosen | Total):
        return _verify_design(item, wanted, medium)
    assert re.fullmatch(wanted.left, item.left), (item.left, wanted.left)
    members = wanted.members
    if wanted.limit is not None and len(item.members) == len(members) + 1:
        members = (*members, (r"\to", wanted.limit))
    if wanted.put_in is not None and len(item.members) == len(members) + 1:
        members = (("=", wanted.put_in), *members)
    assert [s for s, _ in item.members] == [s for s, _ in members], (item, wanted)
    for (sign, member), (_, value) in zip(item.members, members, strict=True):
        _verify_member(sign, member, value, medium)
    return len(item.members)


def _verify_member(
    sign: str, member: str, value: "Member | WithShare | Elasticity", medium: Medium
) -> None:
    if isinstance(value, WithShare):
        amount, _, share = member.partition(r" \quad (\text{")
        medium.verify(amount, states(value.amount))
        medium.verify(share.removesuffix("})"), states(Share(value.share)))
        return
    if isinstance(value, Elasticity):
        definition = re.fullmatch(
            r"\\frac\{(.+)\}\{N\} \\frac\{\\partial N\}\{\\partial (.+)\}", member
        )
        if definition is None:
            medium.verify(member, states(value.formula))
        else:
            for name in definition.groups():
                medium.verify(name, states(value.symbol))
        return
    medium.verify(f"{sign} {member}", ((sign, value),))


def _verify_cell(cell: str, wanted: "Claim | str", medium: Medium) -> None:
    if isinstance(wanted, str):
        plain = cell.replace("\\", "").replace("--", "–").replace("_", " ")
        assert plain == wanted.replace("_", " "), (cell, wanted)
    else:
        number = re.sub(r"(?<=\d),(?=\d{3})", "{,}", cell.replace("$", "")).replace("−", "-")
        if number.startswith("<"):
            wanted = (("<", wanted[0][1]),)
        medium.verify(number.replace(r" \%", " %"), wanted)


def _verify_names(found: Sequence[Sentence | Row | Cells], medium: Medium) -> None:
    """A name on the left stands for one component: none is given to two that differ."""
    section: dict[str, str] = {}
    for item in found:
        if isinstance(item, Sentence):
            section = {}
        elif isinstance(item, Row) and item.left.startswith(r"\text{"):
            first = section.setdefault(item.left, item.members[0][1])
            is_same = first == item.members[0][1] or same(
                medium.said(first), medium.said(item.members[0][1])
            )
            assert is_same, f"{item.left} stands for two components"


def _verify_design(row: Row, wanted: "Chosen | Total", medium: Medium) -> int:
    written = " = ".join([row.left, *(member for _, member in row.members)])
    assert all(sign == "=" for sign, _ in row.members), row
    if isinstance(wanted, Chosen):
        parts = written.split(r",\ ")
        assert len(parts) == len(wanted.claims), (row, wanted)
        for part, claim in zip(parts, wanted.claims, strict=True):
            medium.verify(part, claim)
        return len(parts)
    total, _, difference = written.partition(r"\;(")
    medium.verify(total, states(COUNT, Integer(wanted.total)))
    if wanted.difference:
        medium.verify(difference.removesuffix(")").lstrip("+"), states(Integer(wanted.difference)))
    return 1


def verify_sentence(text: str, claims: tuple[Claim, ...], medium: Medium) -> int:
    """Read the formulas of a sentence; outside of them it has no sign of equality."""
    found = [f for f in formulas(text) if f not in ("<", r"\to \infty")]
    assert "=" not in re.sub(r"\$[^$]*\$", "", text.replace(r"\$", "")), text
    assert len(found) == len(claims), (text, claims)
    for written, claim in zip(found, claims, strict=True):
        medium.verify(written, claim)
    return len(found)
