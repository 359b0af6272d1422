"""`explore`: a derivation with everything that a reader needs to change its values.

Every count stays an expression in the symbols that a reader may set; beside it stands its
number at the values to start from.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from sympy import Add, Expr, Integer, Mul, Rational, Symbol

from symparams import symbols
from symparams.algebra.closed_forms import Amount, gathered, number
from symparams.algebra.display import OneLine
from symparams.algebra.exact_functions import fraction_of
from symparams.algebra.model import Model
from symparams.algebra.numbers import exact
from symparams.algebra.provenance import Value
from symparams.algebra.quantities import Asked
from symparams.algebra.relations import Relation
from symparams.algebra.requirements import Requirement, demanded
from symparams.algebra.tree import Leaf
from symparams.algebra.values import check
from symparams.errors import BadValueError
from symparams.models.loading import Source, load
from symparams.operations.counting import holders
from symparams.operations.derivation import Derivation, derive
from symparams.operations.proving.feasible import Feasible, free_symbols

EXAMPLES = {"H": 768, "L": 12, "V": 30522, "S": 512, "heads": 12, "kv_heads": 4, "ffn_ratio": 4}
"""Where a model has no value for a symbol, an exploration starts from BERT-base's."""

EXAMPLE = "an example"


@dataclass(frozen=True, slots=True, repr=False)
class Figure(OneLine):
    """A count as an expression in the free symbols, and its number at the values to start from."""

    expression: Expr
    number: Amount


@dataclass(frozen=True, slots=True, repr=False)
class Term(OneLine):
    """A term of the closed form: ``cofactor``, in numbers and ratios, times a ``monomial``."""

    cofactor: Figure
    monomial: Expr
    whole: Figure


@dataclass(frozen=True, slots=True, repr=False)
class HeadMatrix(OneLine):
    """A matrix, ``rows × columns``, that the heads cut into ``pieces``.

    ``name`` is its path inside its component. A ``slice`` is one piece's part of the ``area``.
    ``is_cut_by_rows`` says which side is cut, ``moves`` that the count depends on the number of
    heads.
    """

    name: str
    rows: Figure
    columns: Figure
    pieces: Figure
    slice: Figure
    area: Figure
    is_cut_by_rows: bool
    moves: bool


@dataclass(frozen=True, slots=True, repr=False)
class Exploration(OneLine):
    """A derivation at the values to start from, and the same counts in the free symbols.

    ``general`` is the derivation without any value, the rows of its count in the same order.
    ``terms`` are the terms of its closed form, ``tied`` the relations and what they make of the
    values. ``matrices`` are what the heads of one layer cut, ``layer`` is their sum.
    ``examples`` are the symbols whose value is an example, not the model's.
    """

    derivation: Derivation
    general: Derivation
    terms: tuple[Term, ...]
    free: tuple[Symbol, ...]
    tied: tuple[tuple[Relation, Figure], ...]
    examples: frozenset[Symbol]
    demands: tuple[Requirement, ...]
    matrices: tuple[HeadMatrix, ...]
    layer: Figure

    @property
    def model(self) -> Model:
        """The model with a value for every free symbol."""
        return self.derivation.model


def explore(model: Source, of: Asked = None) -> Exploration:
    """The derivation of ``model`` with its counts as functions of the free symbols.

    Symbols without a value start from `EXAMPLES`, moved where a constraint demands it. A
    symbol that a relation ties (``head_dim``) is not free: it follows.

    >>> from symparams.models.textbook import textbook
    >>> explore(textbook()).free
    (H, L, V, heads, ffn_ratio)
    """
    model = load(model, of=of)
    relations = [r for r in model.relations if r.symbol in model.symbols()]
    free = free_symbols(model)
    started = _started(model, free)
    derivation = derive(started)
    general = derive(replace(started, values=()))
    matrices = tuple(_matrices(derivation))
    return Exploration(
        derivation=derivation,
        general=general,
        terms=tuple(_terms(started, general.closed_form)),
        free=free,
        tied=tuple((r, _figure(started, r.expression)) for r in relations),
        examples=frozenset(v.symbol for v in started.values if v.origin == EXAMPLE),
        demands=demanded(started, free),
        matrices=matrices,
        layer=_figure(started, Add(*(matrix.area.expression for matrix in matrices))),
    )


def _figure(model: Model, expression: Expr) -> Figure:
    related = model.related(expression)
    return Figure(related, number(model, related))


def _terms(model: Model, closed: Expr) -> Iterator[Term]:
    for term in Add.make_args(closed):
        ((monomial, cofactor),) = gathered(term, lambda symbol: not symbols.is_ratio(symbol))
        yield Term(_figure(model, cofactor), monomial, _figure(model, term))


def _started(model: Model, free: tuple[Symbol, ...]) -> Model:
    """``model`` with a value for each free symbol: its own, one that follows, or an example."""
    known = _followed(model)
    missing = [s for s in free if s not in known]
    examples = {s: Integer(EXAMPLES.get(symbols.unscoped(s).name, 2)) for s in missing}
    first = _with(model, known, examples)
    try:
        check(first)
    except BadValueError as error:
        fixed = {s: value.number for s, value in known.items() if s in free}
        search = Feasible.of(model, _fractions(fixed | examples), fixed=fixed)
        found = next(search.assignments(search.order), None)
        if found is None:
            names = ", ".join(map(str, missing)) or ", ".join(map(str, free))
            raise BadValueError(
                f"no examples fit together ({error}); give a value to {names}"
            ) from None
        started = _with(model, known, {s: exact(found[s], str(s)) for s in missing})
        check(started)
        return started
    return first


def _with(
    model: Model, known: Mapping[Symbol, Value], examples: Mapping[Symbol, Rational]
) -> Model:
    chosen = {s: Value(s, number, EXAMPLE, True) for s, number in examples.items()}
    values = sorted({**known, **chosen}.values(), key=lambda v: symbols.position(v.symbol))
    free = {*free_symbols(model)}
    return replace(model, values=tuple(v for v in values if v.symbol in free))


def _fractions(numbers: Mapping[Symbol, Rational]) -> dict[Symbol, Fraction]:
    return {s: fraction_of(n) for s, n in numbers.items()}


def _followed(model: Model) -> dict[Symbol, Value]:
    """The values of ``model``, and those that a value of a tied symbol leaves no choice about."""
    known = {value.symbol: value for value in model.values}
    for relation in model.relations:
        target = relation.gives_way
        solution = relation.solved_for(target) if relation.symbol in known else None
        if solution is None or target in known or not solution.free_symbols <= known.keys():
            continue
        following: Rational = solution.xreplace({s: v.number for s, v in known.items()})
        known[target] = Value(target, following, f"{target} = {solution}")
    return known


def _matrices(derivation: Derivation) -> list[HeadMatrix]:
    """The matrices that heads cut: those of one layer, then others whose count moves.

    A matrix of the same name and size in several layers is drawn once.
    """
    proof = derivation.proof
    concerned = {cancellation.path for cancellation in proof.cancellations}
    found: dict[str, list[HeadMatrix]] = {}
    for path, holder, _ in holders(derivation.model.tree):
        for leaf in replace(holder, name="", times=Integer(1)).leaves():
            full = ".".join((*path, leaf.path))
            if full in concerned and len(leaf.weight.shape) == 2:
                matrix = _matrix(derivation.model, leaf, leaf.path, full in proof.culprits)
                found.setdefault(".".join(path), []).append(matrix)
    layer = max(found, key=lambda path: len(found[path]), default="")
    others = (m for path, here in found.items() if path != layer for m in here if m.moves)
    alike: dict[tuple[str, Expr, Expr], HeadMatrix] = {}
    for matrix in (*found.get(layer, ()), *others):
        kind = (matrix.name, matrix.rows.expression, matrix.columns.expression)
        alike.setdefault(kind, matrix)
    return list(alike.values())


def _matrix(model: Model, leaf: Leaf, name: str, moves: bool) -> HeadMatrix:
    rows, columns = leaf.weight.shape
    is_cut_by_rows = _is_cut(rows) and not _is_cut(columns)
    if is_cut_by_rows:
        rows = Mul(leaf.times, rows)
    else:
        columns = Mul(leaf.times, columns)
    side = rows if is_cut_by_rows else columns
    cutting = (_of_kind(side, kind) for kind in (symbols.kv_heads, symbols.heads))
    pieces = next(filter(None, cutting), Integer(1))
    return HeadMatrix(
        name=name,
        rows=_figure(model, rows),
        columns=_figure(model, columns),
        pieces=_figure(model, pieces),
        slice=_figure(model, rows * columns / pieces),
        area=_figure(model, rows * columns),
        is_cut_by_rows=is_cut_by_rows,
        moves=moves,
    )


def _is_cut(side: Expr) -> bool:
    cutters = (symbols.heads, symbols.kv_heads, symbols.head_dim, symbols.value_dim)
    return any(_of_kind(side, kind) for kind in cutters)


def _of_kind(side: Expr, kind: Symbol) -> Symbol | None:
    """The symbol in ``side`` that is ``kind``, in whatever scope."""
    return next((s for s in symbols.in_order(side) if symbols.unscoped(s) == kind), None)
