"""How the letters of definitions are written: ``B₁`` in text, ``B_{1}`` in LaTeX."""

from symparams.operations.definitions import Definition, Definitions, Term
from symparams.render.notation import Notation

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SCRIPT = dict(zip("ABCFMTX", "𝒜ℬ𝒞ℱℳ𝒯𝒳", strict=True))
"""A letter where the notation has the plain one for a symbol already: BERT's paper has A heads."""


def with_letters(notation: Notation, found: Definitions) -> Notation:
    """``notation`` with names for the letters of definitions, unlike those of its symbols."""
    taken = {notation.latex(symbol) for symbol in found.model.symbols()}
    named = {}
    for definition in found.parts:
        base, _, number = definition.letter.name.partition("_")
        text, latex = (SCRIPT[base], rf"\mathcal{{{base}}}") if base in taken else (base, base)
        index = number.translate(SUBSCRIPTS)
        named[definition.letter.name] = (text + index, f"{latex}_{{{number}}}" if number else latex)
    return Notation({**notation.names, **named})


def is_sum_of_letters(definition: Definition) -> bool:
    """Whether it is a sum of letters and little beside, to be written on one line."""
    return any(term.letter is not None for term in definition.terms)


def meaning(term: Term, found: Definitions) -> str:
    """What a term is, in words: the name of its definition, or its labels."""
    if term.letter is not None:
        return found.by_letter[term.letter].name
    return ", ".join(term.labels)
