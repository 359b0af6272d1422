"""What the symbols are called: the project's names, those of well-known papers, or a user's own."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sympy import Symbol

from symparams import symbols
from symparams.algebra.arguments import chosen
from symparams.algebra.symbol_names import by_name
from symparams.errors import EVERY_SYMBOL, BadValueError, shown, unknown

Names = Mapping[str, tuple[str, str]]
"""For each symbol's name: how text and how LaTeX write it."""

GPT3: Names = {
    "H": ("d_model", r"d_{\mathrm{model}}"),
    "L": ("n_layers", r"n_{\mathrm{layers}}"),
    "V": ("n_vocab", r"n_{\mathrm{vocab}}"),
    "S": ("n_ctx", r"n_{\mathrm{ctx}}"),
    "heads": ("n_heads", r"n_{\mathrm{heads}}"),
    "head_dim": ("d_head", r"d_{\mathrm{head}}"),
    "kv_heads": ("n_kv", r"n_{\mathrm{kv}}"),
    "kv_groups": ("n_groups", r"n_{\mathrm{groups}}"),
    "ffn_ratio": ("r_ff", r"r_{\mathrm{ff}}"),
    "ffn_width": ("d_ff", r"d_{\mathrm{ff}}"),
}
BERT: Names = {
    "heads": ("A", "A"),
    "kv_heads": ("A_kv", r"A_{\mathrm{kv}}"),
    "head_dim": ("d_head", r"d_{\mathrm{head}}"),
    "ffn_ratio": ("r", "r"),
    "ffn_width": ("F", "F"),
    "segments": ("T", "T"),
}
MEGATRON: Names = {
    "H": ("h", "h"),
    "L": ("l", "l"),
    "V": ("V", "V"),
    "S": ("s", "s"),
    "heads": ("a", "a"),
    "kv_heads": ("k", "k"),
    "head_dim": ("d", "d"),
    "ffn_ratio": ("r", "r"),
    "ffn_width": ("f", "f"),
}
NOTATIONS: Mapping[str, Names] = {
    "symparams": {},
    "gpt3": GPT3,
    "bert": BERT,
    "megatron": MEGATRON,
}
"""gpt3: Brown et al. 2020, table 2.1. bert: Devlin et al. 2019, §3. megatron: Narayanan et al.
2021, §5. A symbol that the paper has no name for keeps a name in its style."""

FONTS = "mathrm mathit mathbf mathsf mathtt mathcal text operatorname hat tilde bar prime"
GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta kappa lambda mu nu xi pi rho sigma "
    "tau phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega ell"
)
ALLOWED_COMMANDS = frozenset(f"{FONTS} {GREEK}".split())
COMMAND = r"\\[A-Za-z]+(?:\{[A-Za-z0-9 ,.+\\_-]+\})?"
INDEX = rf"(?:[A-Za-z0-9*]|\{{(?:[A-Za-z0-9*, +'-]|{COMMAND})+\}})"
NAME = re.compile(rf"(?:[A-Za-z]|{COMMAND})(?:_{INDEX})?(?:\^{INDEX})?'*")
"""A letter, a word or a command with its argument, with one index below and one above."""

ARGUMENT_MISSING = re.compile(r"\\(?:math[a-z]+|text|operatorname|hat|tilde|bar)(?![a-z{])")
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Notation:
    """How symbols are written, in text and in LaTeX."""

    names: Names = field(default_factory=dict)

    def text(self, symbol: Symbol) -> str:
        """As text writes it, a scope before its name: ``vision.H``."""
        if symbol.name in self.names:
            return self.names[symbol.name][0]
        scope, dot, own = symbol.name.rpartition(".")
        return f"{scope}{dot}{self.names[own][0] if own in self.names else own}"

    def latex(self, symbol: Symbol) -> str:
        r"""As LaTeX writes it, a scope below its name: ``H_{\mathrm{vision}}``."""
        if symbol.name in self.names:
            return self.names[symbol.name][1]
        scope, _, own = symbol.name.rpartition(".")
        entry = symbols.BY_NAME.get(own)
        usual = entry.latex if entry else latex_name(own)
        name = self.names[own][1] if own in self.names else usual
        return _below(name, scope) if scope else name


def _below(name: str, scope: str) -> str:
    """A name in LaTeX with its scope below it, after what may stand there already."""
    part = ".".join(rf"\mathrm{{{word}}}" for word in scope.replace("_", r"\_").split("."))
    if name.endswith("}") and "_{" in name:
        return f"{name[:-1]},{part}}}"
    return f"{name}_{{{part}}}"


def latex_name(name: str) -> str:
    """A plain name in LaTeX: a single letter as it is, a word upright."""
    escaped = name.replace("_", r"\_")
    return name if len(name) == 1 else rf"\mathrm{{{escaped}}}"


def notation(
    name: str = "symparams", renames: Iterable[str] = (), own: Iterable[Symbol] = ()
) -> Notation:
    r"""The notation called ``name``, with ``H=d_{\mathrm{model}}``-like changes on top.

    ``own`` are symbols of the user's own that may be renamed as well: those of the models.

    >>> notation("megatron").text(symbols.H)
    'h'

    Raises UnknownNameError for a notation or symbol that does not exist, and BadValueError for
    a name that LaTeX would not take or that two symbols would share.
    """
    names = dict(NOTATIONS[chosen(name, "notation", NOTATIONS)])
    known = by_name(own)
    renamed: set[str] = set()
    for rename in renames:
        symbol, new = _read_rename(rename, known)
        if symbol.name in renamed:
            raise BadValueError(f"two names for {symbol}; give it one")
        renamed.add(symbol.name)
        names[symbol.name] = new
    _check_distinct(Notation(names), (entry.symbol for entry in symbols.TABLE))
    _check_distinct(Notation(names), dict.fromkeys(known.values()))
    return Notation(names)


def _read_rename(text: str, own: Mapping[str, Symbol]) -> tuple[Symbol, tuple[str, str]]:
    name, equals, new = str(text).partition("=")
    if not equals or not new.strip():
        raise BadValueError(rf"cannot read {shown(text)}; write H=d or H='d_{{\mathrm{{model}}}}'")
    key = name.strip()
    if key not in own and key not in symbols.BY_NAME:
        raise unknown("symbol", key, {*own, *symbols.BY_NAME}, EVERY_SYMBOL)
    return own[key] if key in own else symbols.lookup(key), _written(new.strip())


def _written(new: str) -> tuple[str, str]:
    """How text and LaTeX write a new name: a plain word as it is, or LaTeX with what it says."""
    if not PLAIN.fullmatch(new) or len(new) > LONGEST_NAME:
        return _plain(_checked_latex(new)), new
    base, _, index = new.partition("_")
    if len(base) == 1 and index:
        return new, rf"{base}_{{{latex_name(index)}}}"
    return new, latex_name(new)


def _checked_latex(new: str) -> str:
    commands = re.findall(r"\\([A-Za-z]+)", new)
    unknown_commands = [c for c in commands if c not in ALLOWED_COMMANDS]
    if unknown_commands:
        raise BadValueError(
            f"{shown(new)}: the LaTeX command {shown(unknown_commands[0])} is not allowed in a "
            r"name; use \mathrm, \mathit, \text or a Greek letter"
        )
    if len(new) > LONGEST_NAME or not NAME.fullmatch(new) or ARGUMENT_MISSING.search(new):
        raise BadValueError(
            rf"{shown(new)} is not a name; write a letter, a word or \mathrm{{…}}, "
            "with one index below and one above"
        )
    return new


def _plain(latex: str) -> str:
    r"""How text writes a LaTeX name: ``d_{\mathrm{model}}`` is ``d_model``."""
    return (
        re.sub(r"\\[A-Za-z]+|[{}\\ ]", "", re.sub(r"\\([a-zA-Z]+)(?!\w*\{)", r"\1", latex)) or latex
    )


def _check_distinct(names: Notation, every: Iterable[Symbol]) -> None:
    taken: dict[str, Symbol] = {}
    for symbol in every:
        latex = names.latex(symbol)
        if latex in taken:
            raise BadValueError(
                f"{symbol} and {taken[latex]} would both be written {shown(latex)}; "
                "rename one of them"
            )
        taken[latex] = symbol
