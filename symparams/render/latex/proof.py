r"""A proof as LaTeX: each weight's own cancellation, the sum, a witness, as an ``align*``."""

from collections.abc import Iterator

from symparams.operations.proving.proof import Proof
from symparams.operations.proving.witness import Witness
from symparams.render.latex.document import document, name_of
from symparams.render.latex.lines import COUNT, AlignedRow, aligned, labels
from symparams.render.notation import Notation
from symparams.render.printers.latex_math import LatexMath, grouped_digits
from symparams.render.sentences import conditions, inline, legend, verdict


def proof_latex(proof: Proof, notation: Notation) -> str:
    r"""The proof as one ``align*``."""
    return aligned(proof_rows(proof, notation))


def proof_document(proof: Proof, notation: Notation) -> str:
    """A document to compile: the claim, each component's cancellation, the verdict."""
    math = LatexMath(notation)
    title = f"{name_of(proof.model)}: does the count depend on {inline(math.write(proof.symbol))}?"
    body = proof_latex(proof, notation)
    return document(title, legend(proof.model, math), body, verdict(proof, math))


def proof_rows(proof: Proof, notation: Notation) -> list[AlignedRow]:
    """The proof line by line."""
    math = LatexMath(notation)
    return [*_cancellations(proof, math), *_total(proof, math), *_witness(proof, math)]


def _cancellations(proof: Proof, math: LatexMath) -> Iterator[AlignedRow]:
    if not proof.cancellations:
        return
    given = conditions(proof, math)
    symbol = inline(math.write(proof.symbol))
    yield AlignedRow.sentence(
        f"Each weight that {symbol} may enter" + (f", given {given}:" if given else ":")
    )
    names = labels((c.path for c in proof.cancellations), lambda path: path.split(".", 1)[-1])
    for cancellation in proof.cancellations:
        before, after = math.write(cancellation.before), math.write(cancellation.after)
        yield AlignedRow(names[cancellation.path], (rf"{before} = {after}",))


def _total(proof: Proof, math: LatexMath) -> Iterator[AlignedRow]:
    yield AlignedRow.sentence("In all:")
    yield AlignedRow(COUNT, tuple(math.terms(proof.before)))
    yield AlignedRow("", tuple(math.terms(proof.after)))


def _witness(proof: Proof, math: LatexMath) -> Iterator[AlignedRow]:
    if proof.witness is None:
        return
    symbol = inline(math.write(proof.symbol))
    same = ", ".join(
        inline(f"{math.write(s)} = {math.write(n)}")
        for s, n in proof.witness[0].values
        if s != proof.symbol
    )
    yield AlignedRow.sentence(f"Two models that differ in {symbol} alone ({same}):")
    for witness in proof.witness:
        yield AlignedRow(_count_at(witness, proof, math), (grouped_digits(witness.count),))


def _count_at(witness: Witness, proof: Proof, math: LatexMath) -> str:
    number = dict(witness.values)[proof.symbol]
    return rf"{COUNT}|_{{{math.write(proof.symbol)} = {math.write(number)}}}"
