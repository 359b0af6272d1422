"""A comparison as a picture: the share of each role, and the totals, for print and for screen.

matplotlib (extra plot) draws it, without its global state. Colours are those of Okabe and Ito
(2008), which colour-blind readers tell apart; hatches tell them apart in grey print. The same
comparison gives the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING

from symparams.algebra.extras import require
from symparams.errors import BadValueError, shown
from symparams.operations.comparison import Comparison
from symparams.render.numbers import in_words
from symparams.render.text.comparison import listed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

METADATA = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}
"""What each format would say of the moment at which it was written."""

STYLES = {
    "embedding": ("#009E73", "---"),
    "attention": ("#0072B2", ""),
    "cross_attention": ("#56B4E9", "xx"),
    "feed_forward": ("#E69F00", "//"),
    "experts": ("#D55E00", "\\\\"),
    "output_head": ("#F0E442", ".."),
}
REST = ("#BBBBBB", "")
OTHERS = (
    ("#CC79A7", "++"),
    ("#56B4E9", "---"),
    ("#FFFFFF", "||"),
    ("#CC79A7", "oo"),
    ("#FFFFFF", "xx"),
    ("#56B4E9", ".."),
)
"""For roles without a style of their own, in turn; those that are left over join the rest."""

SMALLEST = 0.015
"""A role that is smaller than this in every model joins the rest, which is drawn as one."""

NARROWEST = 0.055
"""The narrowest part of a bar that has room for its percentage."""

LARGEST_RATIO = 20
"""Totals that are further apart than this share no linear scale."""

UNITS = ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "k"), (1, ""))
TOTALS = "#444444"
THICKNESS = 0.7
ROOM_FOR_A_NUMBER = 1.5
COLUMNS = 5
WIDEST_NAME = 24
WIDEST_LABEL = 32


@dataclass(frozen=True, slots=True)
class Band:
    """A role in every bar: what it is called, how it is drawn, its share of each model."""

    label: str
    colour: str
    hatch: str
    shares: tuple[float, ...]


def comparison_plot(result: Comparison, suffix: str) -> bytes:
    """The picture as the bytes of a file whose name ends in ``suffix``.

    Raises BadValueError for another format than svg, pdf and png and for a total that is no
    number, MissingExtraError where matplotlib is not installed.
    """
    file_format = suffix.removeprefix(".").lower()
    if file_format not in METADATA:
        raise BadValueError(
            f"cannot draw a file that ends in {shown(suffix)}; name it .svg, .pdf or .png"
        )
    for name, counted in zip(result.names, result.counts, strict=True):
        if counted.missing:
            left = ", ".join(str(symbol) for symbol in counted.missing)
            raise BadValueError(f"{name}: a picture needs numbers; give values for {left}")
    matplotlib = require("matplotlib")
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rc("svg", hashsalt="symparams")
        matplotlib.rc("font", size=9)
        matplotlib.rc("hatch", linewidth=0.6)
        image = BytesIO()
        _drawn(result).savefig(image, format=file_format, dpi=200, metadata=METADATA[file_format])
    return image.getvalue()


def _drawn(result: Comparison) -> "Figure":
    from matplotlib.figure import Figure

    bands = drawn_bands(result)
    totals = [int(counted.total) for counted in result.counts]
    figure = Figure(figsize=(9, 1.4 + 0.5 * len(totals)), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(2, 1), sharey=True)
    _draw_shares(left, bands, result.quantity.name)
    if max(totals) > LARGEST_RATIO * min(totals) > 0:
        _draw_on_log_scale(right, totals)
    else:
        _draw_totals(right, totals)
    left.set_yticks(range(len(totals)), [_name(name) for name in result.names])
    left.set_ylim(len(totals) - 0.5, -0.5)
    for axes in (left, right):
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0, which="both")
    _draw_legend(figure, left)
    return figure


def drawn_bands(result: Comparison) -> list[Band]:
    """The roles from the input to the output; the small ones last, together."""
    named: list[Band] = []
    small: list[tuple[str, tuple[float, ...]]] = []
    others = iter(OTHERS)
    for row in result.rows:
        label = row.role.replace("_", " ").replace(".", " ")
        shares = tuple(
            float(part.share(counted.total)) if part else 0.0
            for part, counted in zip(row.parts, result.counts, strict=True)
        )
        is_large = max(shares) >= SMALLEST
        style = (STYLES.get(row.role) or next(others, None)) if is_large else None
        if style is not None:
            named.append(Band(label, *style, shares))
        elif max(shares) > 0:
            small.append((label, shares))
    if small:
        together = tuple(map(sum, zip(*(shares for _, shares in small), strict=True)))
        label = _broken(listed([name for name, _ in small]), WIDEST_LABEL)
        named.append(Band(label, *REST, together))
    return named


def _draw_shares(axes: "Axes", bands: Sequence[Band], noun: str) -> None:
    """A bar of full width for each model, split into its roles."""
    places = range(len(bands[0].shares))
    left = [0.0 for _ in places]
    for band in bands:
        axes.barh(
            places, band.shares, THICKNESS, left, label=band.label, color=band.colour,
            hatch=band.hatch, edgecolor="black", linewidth=0.5, clip_on=False,
        )  # fmt: skip
        for place, share in zip(places, band.shares, strict=True):
            if share >= NARROWEST:
                axes.text(
                    left[place] + share / 2, place, f"{100 * share:.0f} %", ha="center",
                    va="center", bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2},
                )  # fmt: skip
            left[place] += share
    axes.set_title(f"Where the {noun} are", fontweight="bold", fontsize="medium")
    axes.set_xlim(0, 1)
    axes.set_xticks([])


def _draw_totals(axes: "Axes", totals: Sequence[int]) -> None:
    """A bar from zero for each model."""
    axes.set_title("Parameters in all", fontweight="bold", fontsize="medium")
    axes.barh(range(len(totals)), totals, THICKNESS, color=TOTALS)
    axes.set_xlim(0, max(totals) * ROOM_FOR_A_NUMBER)
    axes.set_xticks([])
    _label(axes, totals, offset=4)


def _draw_on_log_scale(axes: "Axes", totals: Sequence[int]) -> None:
    """A dot for each model: on a log scale the length of a bar would say nothing."""
    axes.set_title("Parameters in all (log scale)", fontweight="bold", fontsize="medium")
    places = range(len(totals))
    axes.set_xscale("log")
    axes.plot(totals, places, "o", color=TOTALS, markersize=7)
    first, last = (len(str(bound)) - 1 for bound in (min(totals), max(totals)))
    decades = [10**power for power in range(first, last + 2)]
    axes.set_xticks(decades, [_short(decade) for decade in decades])
    axes.set_xticks([], minor=True)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_xlim(decades[0] * 0.7, decades[-1] * 10)
    _label(axes, totals, offset=8)


def _label(axes: "Axes", totals: Sequence[int], offset: int) -> None:
    for place, total in enumerate(totals):
        axes.annotate(
            in_words(total) or f"{total:,}", (total, place), (offset, 0),
            textcoords="offset points", va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )  # fmt: skip


def _draw_legend(figure: "Figure", axes: "Axes") -> None:
    """The roles above the bars, to be read from left to right, row by row."""
    handles, labels = axes.get_legend_handles_labels()
    columns = min(len(labels), COLUMNS)
    by_column = [place for first in range(columns) for place in range(first, len(labels), columns)]
    figure.legend(
        [handles[place] for place in by_column], [labels[place] for place in by_column],
        loc="outside upper center", ncols=columns, frameon=False, handleheight=1.2,
    )  # fmt: skip


def _short(decade: int) -> str:
    """A power of ten: ``1M``, ``10B``."""
    unit, suffix = next((u, s) for u, s in UNITS if decade >= u)
    return f"{decade // unit}{suffix}"


def _name(name: str) -> str:
    """A model's name on lines that leave room for the bars."""
    lines = name.replace(":", ":\n").replace(",", ",\n").splitlines()
    return "\n".join(_broken(line, WIDEST_NAME) for line in lines)


def _broken(text: str, width: int) -> str:
    return "\n".join(wrap(text, width))
