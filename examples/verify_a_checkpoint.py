"""A checkpoint beside its configuration: every tensor, layer by layer, from the header alone.

The file is a small Llama written here byte by byte: a length, a JSON header, and the data, which
is a hole. The second file has one matrix of layer 1 twice, under another name, and lacks that of
layer 0: the totals agree, and still it is not this model.
"""

import json
from math import prod
from pathlib import Path
from tempfile import TemporaryDirectory

from symparams import load
from symparams.operations.checkpoints import read_checkpoint, verify_checkpoint

H, F, V = 64, 160, 1000
CONFIG = {
    "model_type": "llama", "hidden_size": H, "intermediate_size": F, "num_hidden_layers": 2,
    "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": V,
}  # fmt: skip
LAYER = {
    "input_layernorm": (H,), "self_attn.q_proj": (H, H), "self_attn.k_proj": (H // 2, H),
    "self_attn.v_proj": (H // 2, H), "self_attn.o_proj": (H, H), "post_attention_layernorm": (H,),
    "mlp.gate_proj": (F, H), "mlp.up_proj": (F, H), "mlp.down_proj": (H, F),
}  # fmt: skip

Shapes = dict[str, tuple[int, ...]]


def write(path: Path, shapes: Shapes) -> None:
    """A safetensors file of 16-bit floats, without its data."""
    header, end = {}, 0
    for name, shape in shapes.items():
        begin, end = end, end + 2 * prod(shape)
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [begin, end]}
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.truncate(8 + len(text) + end)


shapes: Shapes = {"model.embed_tokens.weight": (V, H)}
for layer in range(2):
    shapes |= {f"model.layers.{layer}.{name}.weight": shape for name, shape in LAYER.items()}
shapes |= {"model.norm.weight": (H,), "lm_head.weight": (V, H)}
moved = {name: shape for name, shape in shapes.items() if "layers.0.self_attn.q_proj" not in name}
moved["model.layers.1.self_attn.query.weight"] = (H, H)

with TemporaryDirectory() as folder:
    path = Path(folder) / "model.safetensors"
    for stored in (shapes, moved):
        write(path, stored)
        result = verify_checkpoint(load(CONFIG), read_checkpoint(path))
        verdict = "equal" if result.is_equal else "not equal"
        print(f"{result.expected_total:,} expected, {result.found_total:,} found: {verdict}")
        for row in result.rows:
            if row.why:
                print(f"    {row.path}: {row.why}")
