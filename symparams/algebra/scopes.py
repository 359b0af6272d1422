"""Models of several parts: each part has sizes of its own, in a scope of its own.

>>> from symparams.models.textbook import textbook
>>> tower = in_scope(textbook(), "vision")
>>> tower.related(tower.total())
2*vision.H**2*vision.L*vision.ffn_ratio + 4*vision.H**2*vision.L + vision.H*vision.V
"""

from collections.abc import Collection
from dataclasses import replace

from sympy import Expr, Symbol

from symparams import symbols
from symparams.algebra.arguments import several
from symparams.algebra.model import USUAL, Model
from symparams.algebra.provenance import Value
from symparams.algebra.relations import Condition, Divides, Relation, Whole
from symparams.algebra.symbol_names import told_apart
from symparams.algebra.tree import Component
from symparams.errors import SymparamsError, shown, unknown


def in_scope(model: Model, scope: str, *, sharing: Collection[Symbol] = ()) -> Model:
    """``model`` as a part called ``scope``: one component, whose symbols are in that scope.

    The symbols ``sharing`` stay those of the whole: an encoder and a decoder may have one hidden
    size. A configuration's key ``hidden_size`` becomes ``scope.hidden_size``.

    Raises SymparamsError for a name that is none.
    """
    if not isinstance(model, Model):
        raise SymparamsError(f"{shown(model)} is no Model; load it first")
    if not isinstance(scope, str) or not symbols.NAME.fullmatch(scope):
        raise SymparamsError(f"{shown(scope)} is no name of a part; use letters, digits and _")
    sharing = several(sharing, "sharing", "(H, V)")
    own = model.symbols()
    names = {s: symbols.scoped(scope, s) for s in own if s not in sharing}
    told_apart([*names.values(), *sharing])

    def rename(expression: Expr) -> Expr:
        return expression.xreplace(names)

    def value(known: Value) -> Value:
        return replace(known, symbol=rename(known.symbol))

    relations = (r for r in model.relations if r not in USUAL or r.symbol in own)
    return Model(
        name=f"{model.name} ({scope})",
        tree=Component(scope, (model.tree.put(rename).tied(lambda owner: f"{scope}.{owner}"),)),
        relations=tuple(
            Relation(rename(r.symbol), rename(r.expression), rename(r.gives_way)) for r in relations
        ),
        divisibility=tuple(
            Divides(rename(d.divisor), rename(d.dividend)) for d in model.divisibility
        ),
        conditions=tuple(
            Condition(rename(c.left), c.relation, rename(c.right)) for c in model.conditions
        ),
        pinned=tuple(map(value, model.pinned)),
        running=tuple(Whole(rename(whole.expression)) for whole in model.running),
        without_effect=tuple(f"{scope}.{key}" for key in model.without_effect),
        keys=tuple(
            (f"{scope}.{key}", rename(symbol).name)
            for key, name in model.keys
            for symbol in own
            if symbol.name == name
        ),
        values=tuple(map(value, model.values)),
        settings=tuple(replace(s, name=f"{scope}.{s.name}") for s in model.settings),
        notes=tuple(f"{scope}: {note}" for note in model.notes),
        ignored=tuple(f"{scope}.{key}" for key in model.ignored),
        quantity=model.quantity,
    )


def part_of(model: Model, name: str) -> Model:
    """The part of ``model`` called ``name``, with what says something of its symbols.

    A tensor of it that is tied to one outside is its own where the part stands alone.

    Raises UnknownNameError, with the nearest name, where no part at the top is called so.
    """
    tree = model.tree
    parts = {part.name: part for part in (tree.components if not tree.name else (tree,))}
    if name not in parts:
        raise unknown(f"part of {model.name}", name, filter(None, parts))
    inside = {leaf.path for leaf in Component("", (parts[name],)).leaves()}
    alone = parts[name].tied(lambda owner: owner if owner in inside else "")
    part = model.with_tree(Component("", (alone,)), f"{model.name} ({name})")
    needed = set(part.raw_symbols())
    needed |= {d.dividend for d in model.divisibility if d.divisor in needed}
    relations = {r.symbol: r.expression for r in model.relations}
    while more := set().union(*(relations[s].free_symbols for s in needed & {*relations})) - needed:
        needed |= more
    return replace(
        part,
        title="",
        relations=tuple(r for r in model.relations if r.symbol in needed or r in USUAL),
        divisibility=tuple(d for d in model.divisibility if d.divisor in needed),
        conditions=tuple(c for c in model.conditions if c.free_symbols & needed),
        pinned=tuple(p for p in model.pinned if p.symbol in needed),
        running=tuple(w for w in model.running if w.expression.free_symbols <= needed),
        values=tuple(v for v in model.values if v.symbol in needed),
        published=None,
        configuration=None,
        changes=(),
    )
