"""Claims under random preconditions, against every assignment of a box and, if asked, against z3.

    python tests/oracle/claims.py preconditions 5000        # as --given takes them
    python tests/oracle/claims.py preconditions 500 --z3
    python tests/oracle/claims.py models 2000               # presets, all types, saved trees

A verdict "true" must have no counterexample in the box, a "false" must carry a witness that holds
by an evaluation of its own here, and z3 must never say the opposite. Nothing of the project's
search, bounds or evaluation is used to judge it: conditions are arrays of whole numbers, and a
count is summed up from the shapes of the tree.
"""

import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy
from sympy import Integer, Rational, Symbol

from symparams import Component, Model, Weight, load, prove, symbols
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Condition, Divides
from symparams.algebra.values import assign
from symparams.errors import SymparamsError
from symparams.models import presets
from symparams.models.families.registry import FAMILIES
from symparams.operations.proving.certificate import certificate, check_with_z3
from symparams.operations.proving.proof import Proof

BOX = 12
"""Every symbol runs from 1 to this."""

NAMES = ("H", "L", "V", "heads", "kv_heads")
SAVED = Path(__file__).parents[1] / "render" / "page" / "gpt2_traced.model.json"
Arrays = dict[str, Any]


@dataclass(frozen=True)
class Given:
    """A precondition as text, and as a mask over arrays with the values of each symbol."""

    text: str
    mask: Callable[[Arrays], Any]


def relations(draw: random.Random, names: list[str]) -> Iterator[Given]:
    """One or two ties and perhaps a divisibility, in the words of ``--given``."""
    tied = draw.sample(names, draw.choice((1, 1, 2)))
    beside = [name for name in names if name not in tied]
    for symbol in tied:
        yield tie(draw, symbol, draw.choices(beside, k=2))
    if draw.random() < 0.5:
        divisor, dividend = draw.sample(names, 2)
        yield Given(f"{divisor} divides {dividend}", lambda v: v[dividend] % v[divisor] == 0)


def tie(draw: random.Random, s: str, beside: list[str]) -> Given:
    """``s`` as a random expression in other symbols."""
    a, b = beside
    c, d = draw.randint(1, 6), draw.randint(1, 6)
    if a == b and draw.random() < 0.5:
        a, b = beside[0], beside[0]
    ties = {
        f"{s} = {c}*{a}": lambda v: v[s] == c * v[a],
        f"{s} = {c}/{a}": lambda v: v[s] * v[a] == c,
        f"{s} = {a}*{b}": lambda v: v[s] == v[a] * v[b],
        f"{s} = {c}*{a}/({d}*{b})": lambda v: v[s] * d * v[b] == c * v[a],
        f"{s} = {c}/({a}*{b})": lambda v: v[s] * v[a] * v[b] == c,
        f"{s} = {c}*{a} - {d}": lambda v: v[s] == c * v[a] - d,
        f"{s} = {d} + {c} - {a}": lambda v: v[s] == d + c - v[a],
        f"{s} = ({a} + {c})/{d}": lambda v: v[s] * d == v[a] + c,
        f"{s} = (2*{a} + 1)/{2 * d}": lambda v: v[s] * 2 * d == 2 * v[a] + 1,
        f"{s} = {a} + {c}*{b}": lambda v: v[s] == v[a] + c * v[b],
        f"{s} = floor({a}/{d})": lambda v: v[s] == v[a] // d,
    }
    text = draw.choice(sorted(ties))
    return Given(text, ties[text])


def random_model(draw: random.Random, names: list[str]) -> Model:
    """A few tensors over the symbols ``names``."""
    shapes = [draw.choices(names, k=draw.randint(1, 3)) for _ in range(draw.randint(1, 3))]
    weights = tuple(
        Weight(f"w{number}", tuple(map(symbols.lookup, shape)))
        for number, shape in enumerate(shapes)
    )
    return Model("random", Component("c", weights, times=symbols.lookup(draw.choice(names))), ())


def further(draw: random.Random, names: list[str]) -> Iterator[tuple[Condition | Value, Given]]:
    """Conditions of a traced model, and values that are pinned."""
    for _ in range(draw.choice((0, 0, 1, 2))):
        a, b = draw.sample(names, 2)
        x, y, n = symbols.lookup(a), symbols.lookup(b), draw.randint(1, BOX)
        made: list[tuple[Condition | Value, Callable[[Any, Any], Any]]] = [
            (Condition(x, "<=", Integer(n)), partial(_compared, n, "most")),
            (Condition(Integer(n), "<=", x), partial(_compared, n, "least")),
            (Condition(x, "<", y), partial(_compared, n, "less")),
            (Condition(x, "!=", y), partial(_compared, n, "other")),
            (Condition(x, "==", 2 * y), partial(_compared, n, "double")),
            (Condition(x + y, "==", Integer(n)), partial(_compared, n, "sum")),
            (Condition(x * y, "<=", Integer(n)), partial(_compared, n, "product")),
            (Value(x, Integer(n), "drawn"), partial(_compared, n, "is")),
        ]
        condition, holds = draw.choice(made)
        yield condition, Given(str(condition), partial(_between, holds, a, b))


def _between(holds: Callable[[Any, Any], Any], a: str, b: str, values: Arrays) -> Any:
    return holds(values[a], values[b])


def _compared(n: int, kind: str, x: Any, y: Any) -> Any:
    """A condition between arrays, in other words than the condition's own."""
    match kind:
        case "most":
            return x <= n
        case "least":
            return x >= n
        case "less":
            return y > x
        case "other":
            return x != y
        case "double":
            return x - y == y
        case "sum":
            return y == n - x
        case "product":
            return x * y <= n
        case _:
            return x == n


def holding(model: Model, conditions: list[Condition | Value]) -> Model:
    """``model`` under further conditions and pinned values."""
    return replace(
        model,
        conditions=(*model.conditions, *(c for c in conditions if isinstance(c, Condition))),
        pinned=(*model.pinned, *(c for c in conditions if isinstance(c, Value))),
    )


@dataclass(frozen=True)
class Claim:
    """A claim with its verdict, and what it is about in arrays."""

    proof: Proof
    names: list[str]
    given: list[Given]

    def __str__(self) -> str:
        given = "; ".join(given.text for given in self.given)
        shapes = [tuple(leaf.weight.shape) for leaf in self.proof.model.leaves()]
        about = f"{self.proof.symbol} in {self.proof.model.tree.times}*{shapes}"
        return f"{about} given {given}: {self.proof.independent} ({self.proof.reason})"


def drawn_claim(seed: int) -> Claim | None:
    """A claim under random preconditions; None where they are refused (they go in a circle)."""
    draw = random.Random(seed)  # noqa: S311  # no secret depends on it
    names = sorted(draw.sample(NAMES, draw.choice((3, 4))))
    model = random_model(draw, names)
    given = list(relations(draw, names))
    extra = list(further(draw, names))
    subject = draw.choice(names)
    stated = holding(model, [condition for condition, _ in extra])
    try:
        proof = prove(stated, subject, given=[g.text for g in given])
    except SymparamsError:
        return None
    return Claim(proof, names, [*given, *(g for _, g in extra)])


def has_counterexample(claim: Claim) -> bool:
    """Whether two assignments of the box differ in the subject alone, and in their counts."""
    side = numpy.arange(1, BOX + 1)
    grids = numpy.meshgrid(*[side] * len(claim.names), indexing="ij")
    values = {name: grid.ravel() for name, grid in zip(claim.names, grids, strict=True)}
    allowed = numpy.ones(len(values[claim.names[0]]), dtype=bool)
    for given in claim.given:
        allowed &= given.mask(values)
    tree = claim.proof.model.tree
    count = sum(
        numpy.prod([values[str(size)] for size in (*part.shape, tree.times)], axis=0)
        for part in tree.parts
        if isinstance(part, Weight)
    )
    follow = {str(relation.symbol) for relation in claim.proof.model.relations}
    fixed = [n for n in claim.names if n != str(claim.proof.symbol) and n not in follow]
    key = numpy.zeros(len(allowed), dtype=numpy.int64)
    for name in fixed:
        key = key * (BOX + 1) + values[name]
    pairs = numpy.unique(numpy.stack([key[allowed], count[allowed]], axis=1), axis=0)
    return len(numpy.unique(pairs[:, 0])) < len(pairs)


def judge(claim: Claim) -> str:
    """What is wrong with the verdict; nothing if it is right."""
    proof = claim.proof
    if proof.independent is True and has_counterexample(claim):
        return "called independent, with a counterexample in the box"
    if proof.independent is False:
        sides = [_at(claim, dict(witness.values)) for witness in proof.witness or ()]
        if len(sides) != 2:
            return "refuted without a witness"
        tied = {r.symbol for r in proof.model.relations}
        free = [{n: v for n, v in s.items() if symbols.lookup(n) not in tied} for s in sides]
        if {n for n in free[0] if free[0][n] != free[1][n]} != {str(proof.symbol)}:
            return "a witness that differs in more than the symbol"
        for side in sides:
            arrays = {name: numpy.array([value], dtype=object) for name, value in side.items()}
            if not all(bool(numpy.all(given.mask(arrays))) for given in claim.given):
                return f"a witness that breaks a precondition: {side}"
        counts = [summed(proof.model, side) for side in sides]
        if counts[0] == counts[1] or counts != [w.count for w in proof.witness or ()]:
            return f"a witness with the wrong counts: {counts}"
    return ""


def _at(claim: Claim, numbers: dict[Symbol, Rational]) -> dict[str, int]:
    """Every symbol of the claim at a witness; what the claim is not about is 1, a fraction 0."""
    related = {n: claim.proof.model.related(symbols.lookup(n)) for n in claim.names}
    values = {name: e.xreplace(numbers) for name, e in related.items()}
    return {n: int(v) if v.is_Integer else 1 if v.is_Symbol else 0 for n, v in values.items()}


def summed(model: Model, at: dict[str, int]) -> int:
    """The count from the shapes of the tree: products of numbers, one tensor after another."""
    numbers = {s: Rational(at[str(s)]) for s in model.raw_symbols() if str(s) in at}
    total = 0
    for leaf in model.leaves():
        factors = [] if leaf.weight.tied_to else [*leaf.weight.shape, leaf.times]
        product = 1 if factors else 0
        for factor in factors:
            product *= int(factor.xreplace(numbers))
        total += product
    return total


def models() -> Iterator[tuple[str, Model]]:
    """All presets, all types at their defaults, and saved trees of traced classes."""
    yield from ((name, load(name)) for name in presets.names())
    yield from ((kind, load({"model_type": kind})) for kind in FAMILIES)
    yield "saved gpt2", load(json.loads(SAVED.read_text(encoding="utf-8")))


def restrained(name: str, model: Model, seed: int) -> tuple[Proof, list[Condition | Value]]:
    """A claim about a model under random conditions, around its own numbers."""
    draw = random.Random(f"{name} {seed}")  # noqa: S311  # no secret depends on it
    tied = {relation.symbol for relation in model.relations}
    free = [s for s in model.symbols() if s not in tied and s.is_integer]
    own = model.numbers()
    conditions: list[Condition | Value] = []
    for _ in range(draw.randint(0, 3)):
        a, b = draw.sample(free, 2) if len(free) > 1 else free * 2
        number = own.get(a, Integer(8))
        near = Integer(max(1, int(number * Rational(draw.choice((1, 2, 3, 5)), 2))))
        drawn: list[Condition | Value] = [
            Condition(a, "<=", near),
            Condition(near, "<=", a),
            Condition(a, "!=", b),
            Condition(a, "!=", number),
            Condition(a, "==", draw.randint(2, 4) * b),
            Condition(b, "<=", a),
            Value(a, near, "drawn"),
        ]
        conditions.append(draw.choice(drawn))
    stated = holding(model, conditions)
    if len(free) > 1 and draw.random() < 0.3:
        stated = replace(
            stated, divisibility=(*stated.divisibility, Divides(*draw.sample(free, 2)))
        )
    return prove(stated, draw.choice(free)), conditions


def judge_model(proof: Proof, conditions: list[Condition | Value]) -> str:
    """What is wrong with the witness of a claim about a model; nothing if it is right."""
    if proof.independent is not False:
        return ""
    if proof.witness is None:
        return "refuted without a witness"
    first, second = proof.witness
    if {s for s, n in first.values if dict(second.values)[s] != n} != {proof.symbol}:
        return "a witness that differs in more than the symbol"
    counts = []
    for witness in (first, second):
        numbers = dict(witness.values)
        assign(replace(proof.model, values=()), numbers)
        for condition in conditions:
            if isinstance(condition, Value):
                kept = numbers[condition.symbol] == condition.number
            else:
                left, right = (int(e.xreplace(numbers)) for e in (condition.left, condition.right))
                holds = {
                    "<": left < right,
                    "<=": left <= right,
                    "==": left == right,
                    "!=": left != right,
                }
                kept = holds[condition.relation]
            if not kept:
                return f"a witness that breaks {condition}"
        for divides in proof.model.divisibility:
            if numbers[divides.dividend] % numbers[divides.divisor]:
                return f"a witness that breaks {divides}"
        known = {s: proof.model.related(s).xreplace(numbers) for s in proof.model.symbols()}
        total = 0
        for leaf in proof.model.leaves():
            sizes = [] if leaf.weight.tied_to else [*leaf.weight.shape, leaf.times]
            product = 1 if sizes else 0
            for size in sizes:
                value = size.xreplace(known)
                if not value.is_Integer:
                    return f"a witness at which {leaf.path} is {value}"
                product *= int(value)
            total += product
        counts.append(total)
    is_right = counts[0] != counts[1] and counts == [first.count, second.count]
    return "" if is_right else f"a witness with the wrong counts: {counts}"


def main() -> int:
    """Judge many claims, and say how many of which verdict there were and what is wrong."""
    kind, number = sys.argv[1], int(sys.argv[2])
    tally: dict[str, int] = {}
    wrong = 0

    def tell(verdict: str, problem: str, about: object) -> None:
        nonlocal wrong
        tally[verdict] = tally.get(verdict, 0) + 1
        if problem:
            wrong += 1
            print(f"{problem}: {about}")

    if kind == "models":
        every = list(models())
        for seed in range(number):
            name, model = every[seed % len(every)]
            proof, conditions = restrained(name, model, seed)
            about = f"{name} {proof.symbol} {list(map(str, conditions))} seed {seed}"
            tell(str(proof.independent), judge_model(proof, conditions), about)
            if proof.independent is None:
                print(f"undecided: {about}: {proof.reason}")
    for seed in range(number) if kind == "preconditions" else ():
        claim = drawn_claim(seed)
        if claim is None:
            tally["refused"] = tally.get("refused", 0) + 1
            continue
        problem = judge(claim)
        if "--z3" in sys.argv and not problem:
            answer = check_with_z3(certificate(claim.proof), seconds=5)
            tally[f"z3 {answer}"] = tally.get(f"z3 {answer}", 0) + 1
            opposite = {True: "sat", False: "unsat", None: ""}[claim.proof.independent]
            problem = f"z3 says {answer}" if answer == opposite else ""
        verdict = str(claim.proof.independent)
        if claim.proof.independent is None:
            rounds = " by a rounding" if "rounds" in claim.proof.reason else ""
            verdict += rounds + (" with a counterexample" if has_counterexample(claim) else "")
            if not rounds:
                print(f"undecided: seed {seed}: {claim}")
        tell(verdict, problem, f"seed {seed}: {claim}")
    print(tally, f"wrong: {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
