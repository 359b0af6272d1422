r"""A derivation as LaTeX: an ``align*`` to paste, or a complete document to compile.

Only amsmath is needed. Lines are broken to fit the text width of an A4 article.
"""

from collections.abc import Iterator

from sympy import Add, Expr

from symparams.operations.derivation import DEFINED, Derivation, Rule, Step, Summand
from symparams.render import sentences
from symparams.render.latex.definitions import definition_rows
from symparams.render.latex.differences import difference_rows
from symparams.render.latex.document import document, name_of
from symparams.render.latex.lines import COUNT, AlignedRow, aligned, labels, words
from symparams.render.notation import Notation
from symparams.render.printers.latex_math import LatexMath
from symparams.render.sentences import inline, legend, verdict


def derivation_latex(result: Derivation, notation: Notation) -> str:
    r"""The derivation as one ``align*``, with a sentence before each step."""
    return aligned(derivation_rows(result, notation))


def derivation_document(result: Derivation, notation: Notation) -> str:
    """A document to compile: title, legend, derivation, and the verdict on the heads."""
    math = LatexMath(notation)
    title = f"{name_of(result.model)}: where the {result.model.quantity.name} come from"
    body = derivation_latex(result, notation)
    return document(title, legend(result.model, math), body, verdict(result.proof, math))


def derivation_rows(result: Derivation, notation: Notation) -> list[AlignedRow]:
    """The derivation line by line, with a sentence before each step."""
    math = LatexMath(notation)

    def of(rule: Rule) -> list[Step]:
        return [step for step in result.steps if step.rule is rule]

    if result.form == DEFINED:
        return definition_rows(result, notation)
    subjects = [step.subject for step in (*of(Rule.COMPONENT), *of(Rule.SUM))]
    names = labels(subjects, lambda path: path.split(".")[-1])
    return [
        *_components(of(Rule.COMPONENT), names, math),
        *_relations(result, of(Rule.RELATIONS), names, notation),
        *_sums(of(Rule.SUM), names, math),
        *_closed_form(result, math),
        *_values(result, of(Rule.VALUES), notation),
        *_estimate(result, math),
    ]


def _components(steps: list[Step], names: dict[str, str], math: LatexMath) -> Iterator[AlignedRow]:
    yield AlignedRow.sentence("Each component, before anything is simplified:")
    for step in steps:
        groups = [_braced(parts, math) for parts in _alike(step.parts)]
        yield AlignedRow(names[step.subject], tuple(groups))


def _alike(parts: tuple[Summand, ...]) -> list[list[Summand]]:
    """The parts in groups of the same count and the same number of copies."""
    groups: dict[tuple[Expr, Expr, str], list[Summand]] = {}
    for part in parts:
        groups.setdefault((part.times, part.expression, part.tied_to), []).append(part)
    return list(groups.values())


def _braced(parts: list[Summand], math: LatexMath) -> str:
    """A group of equal tensors over its label: ``3·H·head_dim`` over "query, key, value"."""
    first = parts[0]
    label = ", ".join(_tensor(part.name) for part in parts)
    if first.tied_to:
        return rf"\underbrace{{0}}_{{\text{{{label}, tied to {words(first.tied_to)}}}}}"
    once = Add(*(part.expression / part.times for part in parts))
    if first.times == 1:
        return math.braced(math.write(once), label).text
    body = math.braced(math.factor(once), label).text
    return rf"\sum_{{i=1}}^{{{math.write(first.times)}}} {body}"


def _tensor(name: str) -> str:
    return words(name.removeprefix("head.").replace(".", " "))


def _relations(
    result: Derivation, steps: list[Step], names: dict[str, str], notation: Notation
) -> Iterator[AlignedRow]:
    if not steps:
        return
    math = LatexMath(notation)
    put_in = LatexMath(notation, {r.symbol: r.expression for r in result.put_in})
    ties = [inline(sentences.relation(relation, math)) for relation in result.put_in]
    stated = " and ".join(ties or sentences.divisions(result.model, math))
    yield AlignedRow.sentence(f"{'Put in' if ties else 'Use that'} {stated}:")
    for step in steps:
        yield AlignedRow(names[step.subject], tuple(put_in.terms(step.before)))
        yield AlignedRow("", tuple(math.terms(step.after)))


def _sums(steps: list[Step], names: dict[str, str], math: LatexMath) -> Iterator[AlignedRow]:
    yield AlignedRow.sentence("Sum the components:")
    for step in steps:
        summands = [_summand(part, math) for part in step.parts if part.expression != 0]
        yield AlignedRow(names[step.subject], tuple(summands) or ("0",))
        if step.subject:
            yield AlignedRow("", tuple(math.terms(step.after)))


def _summand(part: Summand, math: LatexMath) -> str:
    (once,) = part.factors
    label = words(part.name)
    if not label:
        return math.product(part.times, once)
    if part.times == 1:
        return math.braced(math.write(once), label).text
    return math.product(part.times, math.braced(math.bracketed(once), label))


def _closed_form(result: Derivation, math: LatexMath) -> Iterator[AlignedRow]:
    yield AlignedRow.sentence("Expand and collect:")
    for step in result.steps:
        if step.rule is Rule.CLOSED_FORM:
            yield AlignedRow(COUNT, tuple(math.terms(step.after)))
        if step.rule is Rule.RATIOS:
            ratios = " and ".join(
                inline(f"{math.write(v.symbol)} = {math.write(v.number)}") for v in result.ratios
            )
            if ratios:
                yield AlignedRow.sentence(f"With {ratios}:")
            yield AlignedRow(COUNT, tuple(math.terms(step.after)))


def _values(result: Derivation, steps: list[Step], notation: Notation) -> Iterator[AlignedRow]:
    math = LatexMath(notation)
    put_in = LatexMath(notation, result.model.numbers())
    for step in steps:
        yield AlignedRow.sentence("Put in the numbers:")
        yield AlignedRow(COUNT, tuple(put_in.terms(step.before)))
        yield AlignedRow("", tuple(math.terms(step.after)))


def _estimate(result: Derivation, math: LatexMath) -> Iterator[AlignedRow]:
    if result.difference == 0:
        return
    yield AlignedRow.sentence(f"The estimate {inline(math.write(result.estimate))} leaves out:")
    yield from difference_rows(result, math)
