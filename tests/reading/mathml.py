"""Reads MathML by an XML parser, and the blocks of a page that hold formulas."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from sympy import Expr, Symbol, sqrt

from tests.reading.formula import ReadError, Token, decimal_number, read_tokens

SIGNS = {"+": "+", "−": "-", "·": "*", "\u2062": "*", "(": "(", ")": ")", ",": ","}
FUNCTIONS = {"max": "max", "min": "min", "mod": "mod"}
ROUNDINGS = {"⌊": "floor", "⌈": "ceiling"}
MATH = re.compile(r"<math>.*?</math>", re.DOTALL)
SCOPES = ("vision", "audio", "decoder")
BLOCKS = (
    "td",
    "th",
    "p",
    "dd",
    "dt",
    "li",
    "label",
    "h1",
    "h2",
    "h3",
    "figcaption",
    "div",
    "caption",
)
VOID = ("wbr", "input", "br", "meta", "link", "hr")


def read_mathml(formulas: list[str], names: dict[str, Symbol]) -> Expr:
    """The expression that formulas in a row write together: they are broken between terms."""
    return read_tokens([token for f in formulas for token in tokens(f, names)])


def tokens(formula: str, names: dict[str, Symbol]) -> list[Token]:
    """The tokens of one ``<math>`` element, which must be well-formed XML."""
    root = ElementTree.fromstring(formula)  # noqa: S314 (this project's own)
    if root.tag != "math":
        raise ReadError(f"<{root.tag}> is no formula")
    return list(_children(root, names))


def _children(node: Element, names: dict[str, Symbol]) -> Iterator[Token]:
    for child in node:
        if (child.tail or "").strip():
            raise ReadError(f"text between elements: {child.tail!r}")
        yield from _element(child, names)


def _indexed(base: str, index: str) -> str:
    """The name of what has an index below, of which the last word may be a scope, after a comma."""
    *below, last = index.split(", ")
    is_scope = bool(below) or last in SCOPES
    return f"{last}.{'_'.join((base, *below))}" if is_scope else f"{base}_{index}"


def _element(node: Element, names: dict[str, Symbol]) -> Iterator[Token]:
    text = (node.text or "").strip()
    inside = [read_tokens(list(_element(child, names))) for child in node if node.tag == "mfrac"]
    match node.tag:
        case "mrow":
            yield from _children(node, names)
        case "mn":
            yield from _number(text)
        case "mi" if text in FUNCTIONS and text not in names:
            yield Token("function", FUNCTIONS[text])
        case "mi" if text in names:
            yield Token("name", names[text])
        case "msub":
            yield Token("name", names[_indexed(*((child.text or "") for child in node))])
        case "mo" if text in ROUNDINGS:
            yield from (Token("function", ROUNDINGS[text]), Token("("))
        case "mo" if text in ("⌋", "⌉"):
            yield Token(")")
        case "mo" if not text:
            return
        case "mo" if text in SIGNS:
            yield Token(SIGNS[text])
        case "mfrac":
            yield Token("group", inside[0] / inside[1])
        case "msqrt":
            yield Token("group", sqrt(read_tokens(list(_children(node, names)))))
        case "msup":
            base, exponent = node
            yield from _base(list(_children(base, names)))
            yield Token("^", read_tokens(list(_children(exponent, names))))
        case _:
            raise ReadError(f"<{node.tag}> with {text!r}")


def _base(found: list[Token]) -> list[Token]:
    """The base of a power: one thing, or something in brackets."""
    is_one = len(found) == 1 and found[0].kind in ("number", "name")
    is_bracketed = found[0].kind in ("(", "function") and found[-1].kind == ")"
    if not (is_one or is_bracketed):
        raise ReadError("the base of a power is more than one thing")
    return found


def _number(text: str) -> Iterator[Token]:
    """A number, as the page writes it: ``12,288``, ``(8/3)``, with a dot after a coefficient."""
    if not text:
        return
    body = text.removesuffix("·")
    is_bracketed = body.startswith("(") and body.endswith(")")
    above, slash, below = body.strip("()").partition("/")
    if slash and not is_bracketed and text != above + slash + below:
        raise ReadError(f"a fraction without brackets as a factor: {text!r}")
    value = decimal_number(above) / decimal_number(below) if slash else decimal_number(above)
    yield Token("group" if slash else "number", value)


class Page(HTMLParser):
    """The text of each block of a page, in order, its formulas as ``⟦0⟧``, ``⟦1⟧``, …"""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.math: list[str] = []
        self.blocks: list[str] = []
        self.open: list[tuple[str, list[str]]] = []
        self.stack: list[str] = []
        body = re.sub(r"<(script|style)\b.*?</\1>", "", html, flags=re.DOTALL)
        self.feed(MATH.sub(self._kept, body))
        self.close()
        if "<math" in MATH.sub("", body):
            raise ReadError("a formula that is not closed")

    def _kept(self, found: re.Match[str]) -> str:
        self.math.append(found.group())
        return f"⟦{len(self.math) - 1}⟧"

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag in VOID:
            return
        self.stack.append(tag)
        if tag in BLOCKS:
            self.open.append((tag, []))

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack.pop() != tag:
            raise ReadError(f"</{tag}> closes nothing")
        if tag in BLOCKS:
            _, parts = self.open.pop()
            text = " ".join("".join(parts).split())
            if text:
                self.blocks.append(text)

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1][1].append(data)
        elif "⟦" in data:
            raise ReadError(f"a formula outside of every block: {data!r}")
