"""What the pictures are drawn from: the matrices that heads cut, and where heads cancel."""

from typing import Any

from symparams.operations.proving.proof import Verdict
from symparams.render.page.figures import Writer
from symparams.render.page.markup import Html, element, joined

TITLES = {
    Verdict.PROVED: "Why heads cancel",
    Verdict.REFUTED: "What moves with the heads",
    Verdict.UNDECIDED: "What the heads cut",
}


def heads_title(writer: Writer) -> str:
    """What the picture of the heads shows."""
    proof = writer.exploration.derivation.proof
    return "Where the heads are" if proof.is_vacuous else TITLES[proof.verdict]


def heads_picture(writer: Writer) -> Html:
    """The matrices to scale, drawn by the page, each with its sizes and its count beside it."""
    matrices = writer.exploration.matrices
    if not matrices:
        return _without_matrices(writer)
    symbol = writer.notation.text(writer.exploration.derivation.proof.symbol)
    cards = []
    for place, matrix in enumerate(matrices):
        sides = joined(
            writer.shown(f"rows-{place}", matrix.rows), " × ",
            writer.shown(f"columns-{place}", matrix.columns),
        )  # fmt: skip
        slices = joined(
            writer.shown(f"pieces-{place}", matrix.pieces), " slices of ",
            writer.shown(f"slice-{place}", matrix.slice),
        )  # fmt: skip
        cards.append(
            element(
                "figure",
                element("div", class_="canvas", data_matrix=str(place), aria_hidden="true"),
                element(
                    "figcaption",
                    element("strong", _short(matrix.name), class_="name"),
                    element("span", sides),
                    element("span", slices),
                    element("span", writer.shown(f"area-{place}", matrix.area), class_="area"),
                    element("span", f"moves with {symbol}", class_="tag") if matrix.moves else "",
                ),
                class_="matrix moves" if matrix.moves else "matrix",
            )
        )
    layer = writer.exploration.layer
    return joined(
        element("p", _explanation(writer)),
        element("div", *cards, class_="matrices"),
        element(
            "p", "Together ", writer.shown("area", layer),
            " parameters: ", writer.sum(layer.expression), class_="result",
        ),
    )  # fmt: skip


def matrices_data(writer: Writer) -> list[dict[str, Any]]:
    """For each matrix, which side the heads cut."""
    return [{"isCutByRows": matrix.is_cut_by_rows} for matrix in writer.exploration.matrices]


def _explanation(writer: Writer) -> str:
    proof = writer.exploration.derivation.proof
    symbol = writer.notation.text(proof.symbol)
    if proof.verdict is Verdict.PROVED:
        return (
            "The matrices of a layer, to scale, each cut into one slice for every head. More heads "
            "cut finer; the area, and the count below it, stand still."
        )
    return (
        f"The matrices that heads cut, to scale. Where {symbol} is left in the count of a matrix, "
        "it has another colour: its area moves."
    )


def _without_matrices(writer: Writer) -> Html:
    proof = writer.exploration.derivation.proof
    symbol = writer.notation.text(proof.symbol)
    if proof.is_vacuous:
        said = (
            f"No tensor of this model has {symbol} in its shape: the matrices are stored whole, "
            "and the heads only cut them when the model runs."
        )
    else:
        said = f"No matrix of this model is cut by {symbol} alone."
    return element("p", said)


def _short(name: str) -> str:
    return name.removeprefix("head.").removesuffix(".weight")
