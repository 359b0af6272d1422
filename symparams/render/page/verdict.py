"""The proof: the claim, what it rests on, each weight's own cancellation, verdict and witness."""

from symparams.operations.proving.proof import Proof, Verdict
from symparams.render.page.figures import Writer, plain
from symparams.render.page.markup import Html, element, joined, path
from symparams.render.page.steps import EQUALS
from symparams.render.page.tables import table
from symparams.render.text.proof import conditions, sentence


def proof_section(writer: Writer) -> Html:
    """The proof that the count does not depend on the heads, or what is left of it."""
    proof = writer.exploration.derivation.proof
    symbol = writer.notation.text(proof.symbol)
    given = conditions(proof, writer.text)
    verdict = element(
        "p", sentence(proof, writer.text), class_=f"verdict {proof.verdict.name.lower()}"
    )
    claim = joined(
        element("strong", "Claim. "), f"The {proof.model.quantity.count} does not depend on "
        f"{symbol}, over positive sizes{', given ' + given if given else ''}.",
    )  # fmt: skip
    return joined(
        element("p", claim), _cancellations(proof, writer), verdict, _witness(proof, writer)
    )


def _cancellations(proof: Proof, writer: Writer) -> Html:
    if not proof.cancellations:
        return Html("")
    rows = (
        element(
            "tr",
            element("th", path(c.path), scope="row", class_="name"),
            element("td", writer.sum(c.before), data_label="as it stands"),
            element(
                "td", element("span", EQUALS, writer.sum(c.after)), data_label="under the relations"
            ),
            element("td", _left(proof, c.path, writer), class_="left", data_label=""),
        )
        for c in proof.cancellations
    )
    head = ("weight", "as it stands", "under the relations", "")
    return table(head, [element("tbody", *rows)], "Each weight's own cancellation")


def _left(proof: Proof, path: str, writer: Writer) -> str:
    is_left = path in proof.culprits
    return f"{writer.notation.text(proof.symbol)} is left" if is_left else ""


def _witness(proof: Proof, writer: Writer) -> Html:
    if proof.verdict is not Verdict.REFUTED or proof.witness is None:
        return Html("")
    first, second = proof.witness
    symbol = writer.notation.text(proof.symbol)
    same = ", ".join(
        f"{writer.notation.text(other)} = {plain(number)}"
        for other, number in first.values
        if other != proof.symbol
    )
    rows = (
        element(
            "tr",
            element("td", plain(dict(witness.values)[proof.symbol]), class_="right",
                    data_label=symbol),
            element("td", f"{witness.count:,}", class_="right", data_label=writer.noun),
        )
        for witness in proof.witness
    )  # fmt: skip
    about = f"Two models that differ in {symbol} alone ({same}):"
    return joined(
        element("p", element("strong", "Witness. "), about),
        table((symbol, writer.noun), [element("tbody", *rows)], "Witness", right={0, 1}),
        element("p", f"The counts differ by {abs(first.count - second.count):,}."),
    )
