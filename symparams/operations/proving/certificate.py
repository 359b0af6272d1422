"""A proof's claim as a self-contained SMT-LIB 2 script that asks a solver for a counterexample.

The script declares two copies of the symbols that may differ and asserts for each copy every
precondition: the relations (``heads·head_dim = H``; a rounding that a stated divisibility makes
exact is written as the quotient), what divides what, the model's conditions, and the values that
are pinned. It asks for counts that differ. ``unsat`` means that there is no counterexample;
``sat`` means that there is one. A claim that is proved because its symbol cancels is asked over
the positive reals, which is more than the claim says and within reach of a decision procedure;
any other over the positive integers, with everything else that a count checks (whole sizes, no
more experts used than there are), so that a counterexample is a real one. A refuted claim is asked
at its witness: the solver checks that it satisfies every assertion.

SMT-LIB: Barrett, Fontaine, Tinelli, The SMT-LIB Standard, version 2.6.
"""

from collections.abc import Iterable, Iterator

from sympy import Expr, Symbol

from symparams import symbols
from symparams.algebra.extras import require
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Condition, Divides, Relation, Whole
from symparams.algebra.requirements import Choice, Requirement, Size, demanded
from symparams.operations.proving.feasible import free_symbols
from symparams.operations.proving.proof import Proof, Verdict
from symparams.operations.proving.smt_terms import Quotient, Script, TermWriter, times


def certificate(proof: Proof) -> str:
    """The claim of ``proof`` as an SMT-LIB 2 script.

    The first copy of a symbol has its own name, the second ends in ``_2``.

    >>> from symparams.models.textbook import textbook
    >>> from symparams.operations.proving.proof import prove
    >>> certificate(prove(textbook())).splitlines()[-1]
    '(check-sat)'
    """
    cancels = proof.symbol not in proof.after.free_symbols
    script = Script("Real" if cancels else "Int")
    varying = {proof.symbol, *_following(proof)}
    declared = _all_symbols(proof)
    for symbol in declared:
        if symbol not in varying:
            _declare(script, symbol, "")
    endings = ("", _second(map(str, declared)))
    first, second = (_copy(script, proof, varying, suffix) for suffix in endings)
    for witness, suffix in zip(proof.witness or (), endings, strict=False):
        writer = TermWriter(script, suffix, frozenset(varying))
        for symbol, number in witness.values:
            if symbol in declared:
                writer.compare(symbol, "==", number)
    for one, other in zip(first, second, strict=True):
        script.require(_differ(one, other))
    expected = {Verdict.PROVED: "unsat", Verdict.REFUTED: "sat", Verdict.UNDECIDED: "unknown"}
    logic = "QF_NRA" if script.sort == "Real" else "QF_NIA"
    return "\n".join(
        (
            *_comment(proof),
            f"(set-logic {logic})",
            f"(set-info :status {expected[proof.verdict]})",
            *script.lines,
            "(check-sat)",
            "",
        )
    )


def _second(names: Iterable[str]) -> str:
    """The ending of the second copy: ``_2``, longer where a symbol is already called so."""
    taken, ending = {*names}, "_2"
    while any(f"{name}{ending}" in taken for name in taken):
        ending = f"_{ending}"
    return ending


def _comment(proof: Proof) -> Iterator[str]:
    name = _ascii(proof.model.name)
    yield f"; Claim: the {proof.model.quantity.count} of {name} does not depend on {proof.symbol}."
    yield from (f"; Given: {condition}" for condition in proof.preconditions)
    if proof.witness:
        yield "; Both copies have the values of the witness."
    yield "; sat: two models that differ in it and have different counts. unsat: there are none."


def _ascii(text: str) -> str:
    return "".join(c if c.isascii() and c.isprintable() else "?" for c in text)


def _following(proof: Proof) -> set[Symbol]:
    """The symbols that the relations tie, directly or not, to the one that varies."""
    found = {proof.symbol}
    while more := {r.symbol for r in proof.relations if r.expression.free_symbols & found} - found:
        found |= more
    return found - {proof.symbol}


def _all_symbols(proof: Proof) -> tuple[Symbol, ...]:
    model = proof.model
    sides = (side for r in proof.relations for side in (r.symbol, r.expression))
    divided = (s for d in model.divisibility for s in (d.divisor, d.dividend))
    compared = (s for c in model.conditions for s in c.free_symbols)
    pinned = (value.symbol for value in model.pinned)
    demands = (s for r in _further(proof) for s in r.demand.free_symbols)
    return symbols.in_order(
        proof.before, *sides, *divided, *compared, *pinned, *demands, proof.symbol
    )


def _further(proof: Proof) -> Iterator[Requirement]:
    """What a count checks besides the preconditions: sizes, choices, relations not used here."""
    for requirement in demanded(proof.model, free_symbols(proof.model)):
        source = requirement.source
        is_open = isinstance(source, Size) and not (
            source.expression.is_integer and source.expression.is_nonnegative
        )
        is_unused = isinstance(source, Relation) and source not in proof.relations
        if is_open or is_unused or isinstance(source, Choice):
            yield requirement


def _declare(script: Script, symbol: Symbol, suffix: str) -> None:
    if symbol.is_integer or script.sort == "Real":
        script.declare(f"{symbol}{suffix}")
    else:
        script.declare(f"{symbol}_above{suffix}")
        script.declare(f"{symbol}_below{suffix}")


def _copy(
    script: Script, proof: Proof, varying: set[Symbol], suffix: str
) -> tuple[Quotient, Quotient]:
    """Declare one copy of the varying symbols, tie it, and give its symbol and its count."""
    for symbol in sorted(varying, key=symbols.position):
        _declare(script, symbol, suffix)
    writer = TermWriter(script, suffix, frozenset(varying))
    for precondition in proof.given:
        match precondition:
            case Relation(symbol, expression):
                writer.tie(symbol, _exact(proof, expression))
            case Divides(divisor, dividend):
                writer.whole(dividend / divisor)
            case Condition(left, sign, right):
                writer.compare(_exact(proof, left), sign, _exact(proof, right))
            case Value(symbol, number):
                writer.compare(symbol, "==", number)
    for requirement in _further(proof) if script.sort == "Int" else ():
        match requirement.demand:
            case Condition(left, sign, right):
                writer.compare(_exact(proof, left), sign, _exact(proof, right))
            case Whole(expression):
                writer.whole(_exact(proof, expression))
    return writer.quotient(proof.symbol), writer.quotient(_exact(proof, proof.before))


def _differ(one: Quotient, other: Quotient) -> str:
    (top, bottom), (top_2, bottom_2) = one, other
    if bottom == bottom_2:
        return f"(distinct {top} {top_2})"
    return f"(distinct {times(top, bottom_2)} {times(top_2, bottom)})"


def _exact(proof: Proof, expression: Expr) -> Expr:
    """``expression`` without the roundings that a stated divisibility makes exact."""
    for divides in proof.model.divisibility:
        expression = divides.applied(expression)
    return expression


def check_with_z3(script: str, seconds: int = 60) -> str:
    """What z3 answers to ``script``: ``unsat``, ``sat`` or ``unknown``.

    Raises MissingExtraError where z3 is not installed.
    """
    z3 = require("z3")
    solver = z3.Solver()
    solver.set("timeout", seconds * 1000)
    solver.from_string(script)
    return str(solver.check())
