"""A comparison with a checkpoint as a page of text: problems, each weight, what is left over."""

from typing import Any

from symparams.errors import shown
from symparams.operations.checkpoints.result import (
    FINE,
    CheckpointVerification,
    Surplus,
    TensorRow,
    TensorVerdict,
    written,
)
from symparams.render.text.blocks import REMARK, RESULT, Block, Heading, Table, TextLine

MOST_PROBLEMS = 10
MOST_SURPLUS = 40
LONGEST_NAME = 100
UNPROVED = "the totals agree, but some names are not known: equal sizes alone prove nothing"


def checkpoint_page(result: CheckpointVerification) -> list[Block]:
    """What is wrong, each weight with its tensors, the tensors that none claims, both totals."""
    return [
        Heading(_headline(result), level=1),
        *(TextLine(note, REMARK) for note in result.checkpoint.notes),
        *([TextLine(UNPROVED, REMARK)] if result.is_unmatched else []),
        *_problems(result),
        *([] if result.is_equal else [Heading("Weights")]),
        Table(
            ("component", "shape", "tensors", "found", "verdict"),
            tuple(_row(row) for row in result.rows),
            right=frozenset({2}),
        ),
        *_left_over(result.surplus),
        Heading("Parameters"),
        Table(("", "", ""), tuple(_totals(result)), right=frozenset({1})),
    ]


def readable(name: str, most: int = LONGEST_NAME) -> str:
    """A name from a file as a page may carry it: printable and bounded."""
    return name if name.isprintable() and len(name) <= most else shown(name, most)


def _headline(result: CheckpointVerification) -> str:
    name = readable(result.checkpoint.name)
    if result.is_unmatched:
        return f"{result.model} beside {name}: unmatched"
    return f"{result.model}: {'equal to' if result.is_equal else 'differs from'} {name}"


def _problems(result: CheckpointVerification) -> list[Block]:
    """All that keeps the two from being equal, in one place."""
    problems = [
        *(readable(problem, 4 * LONGEST_NAME) for problem in result.problems),
        *(f"{row.path}: {_verdict(row)}" for row in result.rows if row.verdict not in FINE),
        *(
            f"{readable(extra.name)}: {_verdict(extra)}"
            for extra in result.surplus
            if extra.verdict not in FINE
        ),
    ]
    hidden = len(problems) - MOST_PROBLEMS
    return [
        *([Heading("Problems")] if problems else []),
        *(TextLine(problem, RESULT) for problem in problems[:MOST_PROBLEMS]),
        *([TextLine(f"… and {hidden:,} more in the tables below", REMARK)] if hidden > 0 else []),
    ]


def _row(row: TensorRow) -> tuple[str, ...]:
    found = ", ".join(readable(name) for name in row.found[:3]) or "—"
    return (row.path, written(row.shape), f"{row.times:,}", found, _verdict(row))


def _verdict(judged: TensorRow | Surplus) -> str:
    why = f": {readable(judged.why, 3 * LONGEST_NAME)}" if judged.why else ""
    return f"{judged.verdict}{why}"


def _left_over(surplus: tuple[Surplus, ...]) -> list[Block]:
    if not surplus:
        return []
    shown_first = sorted(surplus, key=lambda extra: extra.verdict is TensorVerdict.BUFFER)
    rows = tuple(
        (
            readable(extra.name),
            written(extra.shape),
            f"{extra.times:,}",
            _verdict(extra),
        )
        for extra in shown_first[:MOST_SURPLUS]
    )
    hidden = len(surplus) - len(rows)
    return [
        Heading("Stored besides"),
        Table(("tensor", "shape", "tensors", "verdict"), rows, right=frozenset({2})),
        *([TextLine(f"… and {hidden:,} more; --json lists all", REMARK)] if hidden else []),
    ]


def _totals(result: CheckpointVerification) -> list[tuple[str, str, str]]:
    computed = sum(r.count for r in result.rows if r.verdict is TensorVerdict.COMPUTED)
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
