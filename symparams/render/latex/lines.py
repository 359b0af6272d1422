r"""Rows of an ``align*``, broken where they would run over the text width."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

COUNT = "N"
"""What the parameter count is called."""

LINE = 64.0
"""The text width of an A4 article, in widths of a digit at 10 points, with a little to spare."""

INDENT = 2.0
UNDERBRACE = r"\underbrace"
AFTER_BRACE = "{} "
"""TeX takes a plus after an underbrace for a sign; an empty group makes it an operator again."""

LABEL = 0.72
WIDTHS = dict.fromkeys("HLVSNm", 1.8) | dict.fromkeys("+-=·", 2.4) | {",": 0.5, "(": 0.8, ")": 0.8}
COMMANDS = {
    r"\approx": "=", r"\to": "=", r"\partial": "d", r"\ln": "ln", r"\rho": "r", r"\kappa": "k",
}  # fmt: skip
COMMAND = re.compile(r"\\(?:approx|to|partial|ln|rho|kappa)(?![a-z])")
"""Commands that take room; the others are fonts and fences."""
FRACTION = re.compile(r"\\frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}")

SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """``left = term + term …``; or, if it has no terms, a sentence across the page."""

    left: str
    terms: tuple[str, ...] = ()
    relation: str = "="

    @classmethod
    def sentence(cls, text: str) -> "AlignedRow":
        return cls(text)


def words(text: str) -> str:
    """Plain text or a dotted path as LaTeX text: special characters escaped, ``_`` as a space."""
    spaced = text.replace("_", " ")
    return "".join(SPECIAL.get(c, c) for c in spaced if c.isprintable())


def labels(paths: Iterable[str], shorten: Callable[[str], str]) -> dict[str, str]:
    r"""What each component is called in formulas: short, where no other is called the same.

    >>> labels(["encoder.norm", "decoder.norm", "head"], lambda path: path.split(".")[-1])["head"]
    '\\text{head}'
    """
    every = list(dict.fromkeys(paths))
    taken = Counter(shorten(path) for path in every)
    chosen = {path: shorten(path) if taken[shorten(path)] == 1 else path for path in every}
    return {
        path: rf"\text{{{words(name.replace('.', ' '))}}}" if path else COUNT
        for path, name in chosen.items()
    }


def aligned(rows: Iterable[AlignedRow], environment: str = "align*") -> str:
    r"""The rows as one environment of amsmath, its sentences as ``\intertext``, long rows broken.

    All rows share one alignment mark, so the widest left side takes its room from all of them.
    """
    every = list(rows)
    widest = max((width(row.left) for row in every if row.terms), default=0.0)
    lines: list[str] = []
    for row in every:
        if row.terms:
            lines += [rf"{line} \\" for line in _broken(row, LINE - widest)]
        else:
            lines.append(rf"\intertext{{{row.left}}}")
    lines[-1] = lines[-1].removesuffix(r" \\")
    return "\n".join((rf"\begin{{{environment}}}", *lines, rf"\end{{{environment}}}"))


def _broken(row: AlignedRow, room: float) -> Iterator[str]:
    """The lines of a row: a new one before a term that would not fit any more."""
    line, used = f"{row.left} &{row.relation} {row.terms[0]}", width(row.terms[0])
    for term in row.terms[1:]:
        signed = term if term.startswith(("+ ", "- ")) else f"+ {term}"
        if used + width(signed) > room:
            yield line
            line, used = rf" &\quad {{}} {signed}", INDENT + width(signed)
        else:
            is_after_brace = line.rsplit(" + ")[-1].endswith("}}") and UNDERBRACE in line
            line += f" {AFTER_BRACE if is_after_brace else ''}{signed}"
            used += width(signed)
    yield line


def width(latex: str) -> float:
    """About how wide LaTeX sets ``latex``, in widths of a digit."""
    before, brace, rest = latex.partition(r"\underbrace{")
    if brace:
        body, label = rest.rsplit(r"}_{\text{", 1)
        return width(before) + max(width(body), LABEL * len(label.rstrip("}")))
    plain = COMMAND.sub(lambda found: COMMANDS[found.group()], latex)
    while match := FRACTION.search(plain):
        above, below = match.groups()
        plain = plain.replace(match.group(), max(above, below, key=width))
    plain = re.sub(r"\sum_\{i=1\}\S*", "ΣΣΣ", plain.replace("{,}", ",").replace(r"\cdot", "·"))
    plain = re.sub(r"\\[a-z]+|[{}^_\\ ]", "", plain)
    return sum(WIDTHS.get(letter, 1.1) for letter in plain)
