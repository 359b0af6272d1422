"""A model by definitions: each distinct part once, under a letter; the model as a sum of letters.

``A`` is an attention, ``F`` a feed-forward, ``M`` a mixture of experts, ``B`` a block, ``T`` a
tower; equal parts of a tree are one part. With each definition put in, the last one is the count.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from sympy import Add, Expr, Integer, Mul, Symbol

from symparams import symbols
from symparams.algebra.closed_forms import Amount, collected, number, share, with_ratios
from symparams.algebra.display import OneLine
from symparams.algebra.model import Model
from symparams.algebra.tree import Component, Role
from symparams.operations.definition_names import (
    LETTERS,
    WHOLE,
    first_word,
    layer_name,
    part_name,
    words,
)


@dataclass(frozen=True, slots=True, repr=False)
class Term(OneLine):
    """A summand of a definition: ``times`` copies of ``once``, which ``labels`` name.

    ``once`` is in the symbols of the tree and in letters. ``letter`` is that of the part whose
    copies they are, if it is defined.
    """

    labels: tuple[str, ...]
    times: Expr
    once: Expr
    letter: Symbol | None = None

    @property
    def expression(self) -> Expr:
        """All its copies."""
        return Mul(self.times, self.once)


@dataclass(frozen=True, slots=True, repr=False)
class Definition(OneLine):
    """``letter`` is the sum of ``terms``, one copy of a part called ``name``.

    ``value`` is that sum in the model's symbols alone, under its relations.
    """

    letter: Symbol
    name: str
    terms: tuple[Term, ...]
    value: Expr

    @property
    def expression(self) -> Expr:
        """The sum as it is defined, in letters."""
        return Add(*(term.expression for term in self.terms))


@dataclass(frozen=True, slots=True, repr=False)
class Entry(OneLine):
    """A line of the table of numbers: a term of the model, or below it what that consists of."""

    depth: int
    term: Term
    name: str
    once: Amount
    copies: Amount
    total: Amount
    share: Expr | None


@dataclass(frozen=True, repr=False)
class Definitions(OneLine):
    """The definitions of a model, inner ones first; ``whole`` is the count itself."""

    model: Model
    parts: tuple[Definition, ...]
    whole: Definition

    @cached_property
    def by_letter(self) -> dict[Symbol, Definition]:
        """The definition of each letter."""
        return {definition.letter: definition for definition in self.parts}

    def put_in(self, expression: Expr) -> Expr:
        """``expression`` with each letter replaced by what it stands for."""
        while letters := expression.free_symbols & self.by_letter.keys():
            expression = expression.xreplace({s: self.by_letter[s].expression for s in letters})
        return expression

    def left(self, symbol: Symbol) -> tuple[Definition, ...]:
        """The definitions that ``symbol`` is left in beside their letters, the whole included."""
        return tuple(
            definition
            for definition in (*self.parts, self.whole)
            if symbol in self.model.ledger.normal(_without_letters(definition)).free_symbols
        )

    def amount(self, expression: Expr) -> Amount:
        """An expression in letters at the model's values: an int where all are known."""
        form = self.model.ledger.normal(self.put_in(expression))
        return number(self.model, with_ratios(self.model, form))

    def entries(self) -> Iterator[Entry]:
        """The terms of the model in numbers, each with the parts that it consists of below it."""
        total = self.amount(self.whole.expression)
        for term in self.whole.terms:
            yield from self._entries(term, 0, total)

    def _entries(self, term: Term, depth: int, total: Amount) -> Iterator[Entry]:
        definition = None if term.letter is None else self.by_letter[term.letter]
        count = self.amount(term.expression)
        yield Entry(
            depth=depth,
            term=term,
            name=definition.name if definition else ", ".join(term.labels),
            once=self.amount(term.once),
            copies=self.amount(term.times),
            total=count,
            share=None if depth else share(count, total),
        )
        for inner in definition.terms if definition else ():
            if inner.letter is not None:
                yield from self._entries(inner, depth + 1, total)


def _without_letters(definition: Definition) -> Expr:
    return Add(*(term.expression for term in definition.terms if term.letter is None))


def definitions(model: Model) -> Definitions:
    """The parts of ``model`` that are worth a name, and the model as their sum.

    >>> from symparams.models.loading import load
    >>> found = definitions(load("llama-3.1-8b"))
    >>> [f"{d.letter}: {d.name}" for d in found.parts]
    ['A: grouped-query attention', 'B: block']
    >>> found.whole.expression
    B*L + 2*H*V + H
    """
    book = _Book(model)
    top = book.terms(Component("", (model.tree,)), lambda part: words(part.name))
    terms = tuple(_merged(top))
    count = collected(model.ledger.total())
    whole = Definition(WHOLE, model.title or model.name, terms, count)
    return _numbered(Definitions(model, tuple(book.found.values()), whole))


@dataclass(slots=True)
class _Book:
    """The definitions that were made, by the part that each is of."""

    model: Model
    found: dict[Component, Definition] = field(default_factory=dict)
    short: dict[Component, Term] = field(default_factory=dict)
    uses: Counter[Component] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.uses.update(map(_once, _everything(self.model.tree)))

    def terms(self, component: Component, called: Callable[[Component], str]) -> Iterator[Term]:
        """The summands of one copy of ``component``; ``called`` names what is not defined."""
        quantity = self.model.quantity
        for part in component.parts:
            if not isinstance(part, Component):
                if quantity.measures(part) and not part.tied_to:
                    yield Term(
                        (first_word(part.name),), Integer(1), self.model.ledger.quantity.of(part)
                    )
            elif self._is_worth(part):
                yield from self._reference(part)
            elif part.times == 1 and (not part.name or _has_worthy(part)):
                yield from self.terms(part, called)
            else:
                once = Add(*(term.expression for term in self.terms(part, called)))
                if once != 0:
                    yield Term((called(part),), part.times, once)

    def _is_worth(self, part: Component) -> bool:
        return _is_part(part) or _is_layer(part) or _is_tower(part)

    def _reference(self, part: Component) -> Iterator[Term]:
        """``times`` copies of what is defined, or of what is too short for it."""
        key = _once(part)
        if key not in self.found and key not in self.short:
            called = _called_in_part if _is_part(part) else _called_in_layer
            terms = tuple(_merged(self.terms(key, called)))
            is_short = len(terms) <= 1 and self.uses[key] == 1
            if is_short:
                self.short[key] = Term((), Integer(1), Add(*(t.expression for t in terms)))
            else:
                self.found[key] = self._defined(part, key, terms)
        if key in self.short:
            yield Term((words(part.name),), part.times, self.short[key].once)
        else:
            definition = self.found[key]
            yield Term((words(part.name),), part.times, definition.letter, definition.letter)

    def _defined(self, part: Component, key: Component, terms: tuple[Term, ...]) -> Definition:
        base = LETTERS.get(part.role, "T" if _is_tower(part) else "B")
        letter = Symbol(f"{base}_{len(self.found) + 1}", positive=True, integer=True)
        name = part_name(part) if _is_part(part) else layer_name(part)
        value = collected(self.model.ledger.normal(self.model.ledger.once(key)))
        return Definition(letter, name, terms, value)


def _once(part: Component) -> Component:
    """One copy of a part, whatever it is called and wherever it stands."""
    return replace(part, name="", times=Integer(1), active_times=None, places=None, role="")


def _called_in_layer(part: Component) -> str:
    return "norms" if part.role is Role.NORM else words(part.name)


def _called_in_part(part: Component) -> str:
    return first_word(part.name) if part.role is Role.NORM else words(part.name)


def _everything(component: Component) -> Iterator[Component]:
    yield component
    for part in component.components:
        yield from _everything(part)


PARTS = (Role.ATTENTION, Role.CROSS_ATTENTION, Role.MIXER, Role.FEED_FORWARD, Role.MIXTURE)


def _is_part(part: Component) -> bool:
    """Whether it is an attention, a feed-forward, a mixture: not the experts in it."""
    return part.role in PARTS and part.active_times is None


def _is_layer(part: Component) -> bool:
    return part.times != 1 and any(map(_is_part, part.components))


def _is_tower(part: Component) -> bool:
    own = (leaf for leaf in part.leaves() if leaf.weight.shape)
    scopes = {symbols.scope_of(s) for leaf in own for s in leaf.weight.shape[-1].free_symbols}
    return bool(part.name) and part.name in scopes and any(map(_is_layer, _everything(part)))


def _has_worthy(part: Component) -> bool:
    return any(_is_part(p) or _is_layer(p) for p in _everything(part))


def _merged(terms: Iterable[Term]) -> Iterator[Term]:
    """The terms with those of one label together, and then equal ones as one with both labels."""
    labelled: dict[tuple[tuple[str, ...], Expr, Symbol | None], list[Term]] = {}
    for term in terms:
        labelled.setdefault((term.labels, term.times, term.letter), []).append(term)
    alike: dict[tuple[Expr, Expr], list[Term]] = {}
    for group in labelled.values():
        once = Add(*(term.once for term in group))
        alike.setdefault((group[0].times, once), []).append(replace(group[0], once=once))
    for (times, once), group in alike.items():
        labels = tuple(dict.fromkeys(label for term in group for label in term.labels))
        if group[0].letter is not None:
            yield replace(group[0], labels=labels, times=len(group) * times)
        else:
            yield Term(labels, times, len(group) * once)


def _numbered(found: Definitions) -> Definitions:
    """Letters with numbers below only where several parts have the same one: ``B_1``, ``B_2``."""
    bases = Counter(_base(d.letter) for d in found.parts)
    seen: Counter[str] = Counter()
    names: dict[Symbol, Symbol] = {}
    for definition in found.parts:
        base = _base(definition.letter)
        seen[base] += 1
        new = base if bases[base] == 1 else f"{base}_{seen[base]}"
        names[definition.letter] = Symbol(new, positive=True, integer=True)

    def renamed(definition: Definition) -> Definition:
        terms = tuple(
            replace(
                term,
                once=term.once.xreplace(names),
                letter=None if term.letter is None else names[term.letter],
            )
            for term in definition.terms
        )
        letter = names.get(definition.letter, definition.letter)
        return replace(definition, letter=letter, terms=terms)

    return Definitions(found.model, tuple(map(renamed, found.parts)), renamed(found.whole))


def _base(letter: Symbol) -> str:
    return str(letter.name.partition("_")[0])
