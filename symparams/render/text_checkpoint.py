"""A comparison with a checkpoint as a page of text: weight by weight, then what is left over."""

from typing import Any

from symparams.checkpoints.result import CheckpointVerification, Row, Surplus, Verdict, written
from symparams.errors import shown
from symparams.render.blocks import REMARK, RESULT, Block, Heading, Line, Table

MOST_SURPLUS = 40
LONGEST_NAME = 100
TIED = (Verdict.TIED, Verdict.TIED_COPY)


def checkpoint_page(result: CheckpointVerification) -> list[Block]:
    """Each weight with its tensors and a verdict, the tensors that none claims, both totals."""
    verdict = "equal to" if result.is_equal else "unmatched with" if result.is_unmatched else (
        "differs from"
    )  # fmt: skip
    name = readable(result.checkpoint.name)
    return [
        Heading(f"{result.model}: {verdict} {name}", level=1),
        Table(
            ("component", "shape", "tensors", "found", "verdict"),
            tuple(_row(row) for row in result.rows),
            right=frozenset({2}),
        ),
        *_left_over(result.surplus),
        Heading("Parameters"),
        Table(("", "", ""), tuple(_totals(result)), right=frozenset({1})),
        *([Heading("Problems")] if result.problems else []),
        *(Line(readable(problem, 4 * LONGEST_NAME), RESULT) for problem in result.problems),
        *(Line(note, REMARK) for note in _notes(result)),
    ]


def readable(name: str, most: int = LONGEST_NAME) -> str:
    """A name from a file as a page may carry it: printable and bounded."""
    return name if name.isprintable() and len(name) <= most else shown(name, most)


def _row(row: Row) -> tuple[str, ...]:
    found = ", ".join(readable(name) for name in row.found[:3]) or "—"
    why = f": {readable(row.why, 3 * LONGEST_NAME)}" if row.why else ""
    return (row.path, written(row.shape), f"{row.times:,}", found, f"{row.verdict}{why}")


def _left_over(surplus: tuple[Surplus, ...]) -> list[Block]:
    if not surplus:
        return []
    shown_first = sorted(surplus, key=lambda extra: extra.verdict is Verdict.BUFFER)
    rows = tuple(
        (
            readable(extra.name),
            written(extra.shape),
            f"{extra.times:,}",
            f"{extra.verdict}: {extra.why}" if extra.why else str(extra.verdict),
        )
        for extra in shown_first[:MOST_SURPLUS]
    )
    hidden = len(surplus) - len(rows)
    return [
        Heading("Stored besides"),
        Table(("tensor", "shape", "tensors", "verdict"), rows, right=frozenset({2})),
        *([Line(f"… and {hidden:,} more; --json lists all", REMARK)] if hidden else []),
    ]


def _totals(result: CheckpointVerification) -> list[tuple[str, str, str]]:
    computed = sum(r.count for r in result.rows if r.verdict is Verdict.COMPUTED)
    aside = (
        ("tied copies", result.copied, "stored twice, counted once"),
        ("buffers", result.buffers, "stored, never trained"),
        ("computed tables", computed, "counted by the tree, not stored"),
    )
    return [
        ("expected", f"{result.expected_total:,}", "what the tree needs"),
        ("found", f"{result.found_total:,}", "what the checkpoint holds"),
        *((name, f"{count:,}", meaning) for name, count, meaning in aside if count),
    ]


def _notes(result: CheckpointVerification) -> list[str]:
    unmatched = (
        ["the totals agree, but some names are not known: that proves nothing"]
        if result.is_unmatched
        else []
    )
    return [*unmatched, *result.checkpoint.notes]


def checkpoint_data(result: CheckpointVerification) -> dict[str, Any]:
    """The object that ``verify --against FILE.safetensors --json`` prints."""
    return {
        "model": result.model,
        "checkpoint": result.checkpoint.name,
        "files": result.checkpoint.files,
        "equal": result.is_equal,
        "unmatched": result.is_unmatched,
        "expected": result.expected_total,
        "found": result.found_total,
        "tied_copies": result.copied,
        "buffers": result.buffers,
        "components": [
            {
                "name": row.path,
                "shape": list(row.shape),
                "times": row.times,
                "found": list(row.found),
                "verdict": str(row.verdict),
                "why": row.why or None,
            }
            for row in result.rows
        ],
        "besides": [
            {
                "name": extra.name,
                "shape": list(extra.shape),
                "times": extra.times,
                "verdict": str(extra.verdict),
                "why": extra.why or None,
            }
            for extra in result.surplus
        ],
        "problems": list(result.problems),
        "notes": list(result.checkpoint.notes),
    }
