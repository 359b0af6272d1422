"""What may be wrong with a checkpoint: mutants of the oracle's headers, and foreign files.

    python tests/operations/checkpoints/mutants.py        all mutants of all headers, all pairs of types
    python tests/operations/checkpoints/mutants.py -n 50  50 mutants of each header, drawn at random

None of them may be called equal. The tests take a fixed sample.
"""

import argparse
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

if not __package__:
    sys.path.insert(0, str(Path(__file__).parents[3]))  # run as a script

from symparams import load
from symparams.errors import SymparamsError
from symparams.operations.checkpoints import verify_checkpoint
from tests.operations.checkpoints.files import Header, checkpoint, oracle, same_sizes

LAYER = re.compile(r"(?P<list>(?:^|.*?\.)(?:layers|layer|h|block))\.(?P<number>\d+)\.(?P<rest>.+)")
BUFFERS = ("e_score_correction_bias", "expert_bias", "act_fn.beta", "act_fn.eps", "logits_bias")

Mutant = tuple[str, Header]


def is_weight(name: str, shape: list[int]) -> bool:
    """Whether a tensor of the oracle is trained and holds something."""
    return 0 not in shape and (not name.endswith(BUFFERS) or "moe_statics" in name)


def mutants(header: Header, rng: random.Random) -> Iterator[Mutant]:
    """Everything that may be wrong with one tensor, with two, or with two layers."""
    weights = [name for name, (_, shape) in header.items() if is_weight(name, shape)]
    for name in weights:
        yield from _of_one(header, name)
        partner = rng.choice(weights)
        if header[partner][1] != header[name][1]:
            both = {name: header[partner], partner: header[name]}
            yield f"exchange {name} and {partner}", {**header, **both}
    yield from _of_layers(header)
    yield from _of_buffers(header)


def _of_one(header: Header, name: str) -> Iterator[Mutant]:
    dtype, shape = header[name]
    rest = {other: tensor for other, tensor in header.items() if other != name}
    yield f"drop {name}", rest
    for axis in range(len(shape)):
        larger = [size + (n == axis) for n, size in enumerate(shape)]
        yield f"resize {name} to {larger}", {**header, name: (dtype, larger)}
    for form in ([1, *shape], [*shape, 1], shape[::-1], [size for size in shape if size != 1]):
        if form != shape:
            yield f"shape {name} as {form}", {**header, name: (dtype, form)}
    for other in other_names(name) - header.keys():
        yield f"rename {name} to {other}", {**rest, other: (dtype, shape)}
        yield f"add {other} like {name}", {**header, other: (dtype, shape)}


def other_names(name: str) -> set[str]:
    """Names that are not ``name``, from near to far, in another layer too."""
    found = {f"{name}_2", f"extra.{name}", name[:-1], "unknown.weight"}
    for number in re.finditer(r"(?<=\.)\d+(?=\.)", name):
        for step in (1, 9):
            other = str(int(number[0]) + step)
            found.add(name[: number.start()] + other + name[number.end() :])
    return found - {name}


def _of_layers(header: Header) -> Iterator[Mutant]:
    """Two layers whose tensors differ, one in the place of the other; one layer too many."""
    lists: dict[str, dict[int, Header]] = {}
    for name, tensor in header.items():
        at = LAYER.fullmatch(name)
        if at is not None:
            layers = lists.setdefault(at["list"], {})
            layers.setdefault(int(at["number"]), {})[at["rest"]] = tensor
    for name, layers in lists.items():
        last = max(layers)
        more = {f"{name}.{last + 1}.{rest}": tensor for rest, tensor in layers[last].items()}
        yield f"a layer more in {name}", {**header, **more}
        for low in layers:
            for high in layers:
                if low < high and layers[low] != layers[high]:
                    changed = {**layers, low: layers[high], high: layers[low]}
                    yield f"swap {name}.{low} and {high}", _with(header, name, layers, changed)
        for first in (True, False):
            kinds = sorted(layers.values(), key=len, reverse=first)
            changed = dict(zip(sorted(layers), kinds, strict=True))
            if changed != layers:
                yield f"sort {name}", _with(header, name, layers, changed)


def _with(
    header: Header, name: str, layers: dict[int, Header], changed: dict[int, Header]
) -> Header:
    own = {f"{name}.{n}.{rest}" for n, tensors in layers.items() for rest in tensors}
    moved = {
        f"{name}.{n}.{rest}": t for n, tensors in changed.items() for rest, t in tensors.items()
    }
    return {**{other: tensor for other, tensor in header.items() if other not in own}, **moved}


def _of_buffers(header: Header) -> Iterator[Mutant]:
    """Buffers of a known name and of any size but the model's, and of names that are none."""
    modules = {name.rpartition(".")[0] for name in header}
    attentions = {m.rpartition(".")[0] for m in modules if m.endswith(("q_proj", "c_attn"))}
    for module in sorted(attentions):
        for name, shape in (
            ("rotary_emb.inv_freq", [10**9]),
            ("bias", [1, 1, 999, 999]),
            ("masked_bias", [999]),
            ("causal_mask", [1, 1, 999, 999]),
        ):
            if f"{module}.{name}" not in header:
                yield f"{module}.{name} of {shape}", {**header, f"{module}.{name}": ("F32", shape)}
    for name, (dtype, shape) in header.items():
        if not is_weight(name, shape) and 0 not in shape:
            yield f"{name} larger", {**header, name: (dtype, [*shape, 999])}
            yield f"{name} otherwise", {**header, name: (dtype, [999, *shape[1:]])}
    yield "positions", {**header, "position_ids": ("I64", [1, 999])}


def plain(header: Header) -> dict[str, tuple[int, ...]]:
    """The weights alone, without prefix and head: two files that differ in them are not the same.

    A head may be a tied copy, which a file may hold or not.
    """
    kept = {name: tuple(shape) for name, (_, shape) in header.items() if is_weight(name, shape)}
    return {
        name.partition(".")[2] if name.split(".")[0] in PREFIXES else name: shape
        for name, shape in kept.items()
        if name != "lm_head.weight"
    }


PREFIXES = {
    name.split(".")[0] for case in same_sizes() for name in case["tensors"] if LAYER.match(name)
} - {"layers", "layer", "h", "encoder", "decoder"}


def pairs(share: float, rng: random.Random) -> Iterator[tuple[str, str, bool, bool, bool]]:
    """Two types of the same sizes: whether one's file is called the other's, may be it, must be."""
    cases = same_sizes()
    written: dict[str, list[dict[str, Any]]] = {}
    for case in cases:
        written.setdefault(case["config"]["model_type"], []).append(case["tensors"])
    for name, own in written.items():
        config = next(c["config"] for c in cases if c["config"]["model_type"] == name)
        model, plainly = load(config), [plain(header) for header in own]
        for foreign, headers in written.items():
            for header in headers if foreign != name and rng.random() < share else ():
                found = verify_checkpoint(model, checkpoint(header)).is_equal
                yield name, foreign, found, plain(header) in plainly, header in own


def main() -> int:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("-n", "--most", type=int, default=sys.maxsize, help="of each header")
    most = parser.parse_args().most
    wrong, count = 0, 0
    for row in oracle():
        model, rng = load(row["config"]), random.Random(0)  # noqa: S311  # no secret
        if not verify_checkpoint(model, checkpoint(row["tensors"])).is_equal:
            print(f"not equal itself: {row['config']}")
            wrong += 1
        every = list(mutants(row["tensors"], rng))
        for what, header in rng.sample(every, min(len(every), most)):
            count += 1
            try:
                is_equal = verify_checkpoint(model, checkpoint(header)).is_equal
            except SymparamsError:
                continue  # refused: a tensor of integers that is no buffer
            if is_equal:
                wrong += 1
                print(f"{row['config']}: {what}")
    print(f"{count} mutants of {len(oracle())} headers, {wrong} called equal")
    compared = same = 0
    for mine, other, found, may, must in pairs(1.0, random.Random(0)):  # noqa: S311
        compared += 1
        same += found
        if (found and not may) or (must and not found):
            wrong += 1
            print(f"{mine} beside a file of {other}: equal {found}")
    print(f"{compared} pairs of types, {same} the same, {wrong} wrong in all")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
