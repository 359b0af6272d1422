"""JSON: the fields of the contract, with expressions as plain SymPy text in the project's names."""

import json
from typing import TYPE_CHECKING, Any

from sympy import Expr, Rational

from symparams.algebra.model import Model
from symparams.operations.catalogue.published import Agreement
from symparams.symbols import plain

if TYPE_CHECKING:
    from symparams.algebra.closed_forms import Amount
    from symparams.operations.comparison import Comparison, Difference, RoleCount
    from symparams.operations.counting import Count, Row
    from symparams.operations.definitions import Definitions
    from symparams.operations.derivation import Derivation, Step
    from symparams.operations.proving.proof import Proof
    from symparams.operations.proving.witness import Witness
    from symparams.operations.verification import Side, Verification
    from symparams.render.notation import Notation


def number(value: Rational) -> int | str:
    """An exact number: an int, or a ratio as text."""
    return int(value) if value.is_Integer else plain(value)


def amount(value: "Amount") -> int | None:
    """A count, or null while symbols are left in it: its formula stands beside it."""
    return value if isinstance(value, int) else None


def line(data: dict[str, Any]) -> str:
    """One object on one line."""
    return json.dumps(data, ensure_ascii=False)


def count_data(result: "Count", _: "Notation") -> dict[str, Any]:
    """The object that ``count --json`` prints for a model."""
    return {
        "model": result.model.name,
        "of": result.model.quantity.name,
        "total": amount(result.total),
        "non_embedding": amount(result.non_embedding),
        "active": amount(result.active),
        "active_without_embedding": amount(result.active_without_embedding),
        "estimate": amount(result.estimate),
        "closed_form": plain(result.closed_form),
        "formulas": formulas(result),
        "values": {plain(v.symbol): number(v.number) for v in result.model.values},
        "origins": {plain(v.symbol): v.origin for v in result.model.values},
        "settings": {s.name: s.value for s in result.model.settings},
        "defaults": _defaults(result.model),
        "not_needed": {plain(symbol): reason for symbol, reason in result.not_needed},
        "ignored": list(result.model.ignored),
        "notes": [*result.model.changed_with_values, *result.remarks],
        "components": [_row(row, result) for row in result.rows],
    }


def formulas(result: "Count") -> dict[str, str]:
    """The five counts as plain SymPy text in the model's sizes."""
    return {name: plain(formula) for name, formula in result.formulas.items()}


def _defaults(model: Model) -> dict[str, str]:
    """What the configuration left out, and what was taken instead."""
    values = {plain(v.symbol): v.origin for v in model.values if v.is_default}
    return values | {s.name: f"{s.value}, {s.origin}" for s in model.settings if s.is_default}


def _share(share: Expr) -> float | None:
    return round(float(share), 8) if share.is_Rational else None


def _row(row: "Row", result: "Count") -> dict[str, Any]:
    return {
        "name": row.name,
        "count": amount(row.count),
        "formula": plain(row.formula),
        "times": amount(row.times),
        "times_formula": plain(row.copies),
        "share": _share(row.share(result.total)),
        "tied_to": row.tied_to or None,
    }


def proof_data(proof: "Proof", _: "Notation") -> dict[str, Any]:
    """The object that ``prove --to json`` prints."""
    return {
        "model": proof.model.name,
        "of": proof.model.quantity.name,
        "symbol": plain(proof.symbol),
        "independent": proof.independent,
        "vacuous": proof.is_vacuous,
        "preconditions": list(proof.preconditions),
        "before": plain(proof.before),
        "after": plain(proof.after),
        "cancellations": [
            {"component": c.path, "before": plain(c.before), "after": plain(c.after)}
            for c in proof.cancellations
        ],
        "culprits": list(proof.culprits),
        "witness": None if proof.witness is None else [_witness(w) for w in proof.witness],
        "reason": proof.reason or None,
    }


def _witness(witness: "Witness") -> dict[str, Any]:
    return {"values": {plain(s): number(n) for s, n in witness.values}, "count": witness.count}


def derivation_data(result: "Derivation", notation: "Notation") -> dict[str, Any]:
    """The object that ``derive --to json`` prints."""
    from symparams.render.latex.derivation import derivation_latex  # here: a count needs no LaTeX

    share = result.difference_share
    return {
        "model": result.model.name,
        "of": result.model.quantity.name,
        "form": result.form,
        "steps": [_step(step) for step in result.steps],
        "definitions": _definitions(result.definitions),
        "closed_form": plain(result.closed_form),
        "latex": derivation_latex(result, notation),
        "values": {plain(v.symbol): number(v.number) for v in result.model.values},
        "total": amount(result.total),
        "estimate": plain(result.estimate),
        "difference": plain(result.difference),
        "difference_share": None if share is None else round(float(share), 8),
        "independent_of_heads": result.proof.independent,
    }


def _definitions(found: "Definitions") -> list[dict[str, Any]]:
    """Each part that is defined, inner ones first, and the whole last."""
    return [
        {
            "letter": plain(definition.letter),
            "name": definition.name,
            "terms": [
                {"labels": list(t.labels), "times": plain(t.times), "once": plain(t.once)}
                for t in definition.terms
            ],
            "expression": plain(definition.expression),
            "value": plain(definition.value),
            "count": amount(found.amount(definition.expression)),
        }
        for definition in (*found.parts, found.whole)
    ]


def _step(step: "Step") -> dict[str, Any]:
    parts = [
        {"name": p.name, "times": plain(p.times), "shape": _shape(p.factors)} for p in step.parts
    ]
    return {
        "rule": str(step.rule),
        "component": step.subject,
        "before": plain(step.before),
        "after": plain(step.after),
        "parts": parts,
    }


def _shape(shape: tuple[Expr, ...]) -> list[str]:
    return [plain(size) for size in shape]


def agreement_data(agreement: Agreement) -> dict[str, Any]:
    """The object that ``models --json`` prints for a preset."""
    return {
        "model": agreement.model.name,
        "derived": agreement.derived,
        "published": agreement.published.count,
        "agrees": agreement.agrees,
        "why": agreement.why,
        "source": agreement.published.source,
    }


def verification_data(written: Model, result: "Verification") -> dict[str, Any]:
    """The object that ``verify --json`` prints for a comparison with the code."""
    return {
        "model": written.name,
        "equal": result.is_equal,
        "written": plain(result.written),
        "traced": plain(result.traced),
        "named": {plain(symbol): str(number) for symbol, number in result.named},
        "differences": [
            {"written": _side(d.written), "traced": _side(d.traced)} for d in result.differences
        ],
    }


def _side(side: "Side | None") -> dict[str, str] | None:
    return None if side is None else {"component": side.path, "count": plain(side.expression)}


def comparison_data(result: "Comparison", _: "Notation") -> dict[str, Any]:
    """The object that ``compare --to json`` prints."""
    models = zip(result.names, result.counts, result.forms, strict=True)
    totals = [counted.total for counted in result.counts]
    return {
        "of": result.quantity.name,
        "models": [
            {
                "model": name,
                "total": amount(counted.total),
                "non_embedding": amount(counted.non_embedding),
                "active": amount(counted.active),
                "common_form": plain(form),
                "formulas": formulas(counted),
                "values": {plain(v.symbol): number(v.number) for v in counted.model.values},
            }
            for name, counted, form in models
        ],
        "components": [
            {
                "name": row.role,
                "models": [_part(p, t) for p, t in zip(row.parts, totals, strict=True)],
            }
            for row in result.rows
        ],
        "differences": [_difference(difference, result) for difference in result.differences],
    }


def _part(part: "RoleCount | None", total: "Amount") -> dict[str, Any] | None:
    if part is None:
        return None
    return {
        "count": amount(part.count),
        "share": _share(part.share(total)),
        "formula": plain(part.formula),
        "tied_to": part.tied_to or None,
    }


def _difference(difference: "Difference", result: "Comparison") -> dict[str, Any]:
    return {
        "model": result.names[difference.model],
        "minus": result.names[0],
        "expression": plain(difference.expression),
        "parameters": difference.parameters,
        "components": [
            {"name": c.role, "expression": plain(c.expression), "parameters": c.parameters}
            for c in difference.changes
        ],
        "values": {plain(s): [number(b), number(a)] for s, b, a in difference.values},
    }
