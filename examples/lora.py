"""A component of your own: LoRA adapters of rank r on query and value (Hu et al. 2021).

The paper's table 4 gives GPT-3 with LoRA 4.7 million trainable parameters at rank 1 and 37.7
million at rank 8; this is where they come from.
"""

from symparams import Component, Weight, count, load, symbols
from symparams.symbols import H, L

r = symbols.new("r")
shapes = {"query.A": (H, r), "query.B": (r, H), "value.A": (H, r), "value.B": (r, H)}
lora = L * Component("lora", tuple(Weight(name, shape) for name, shape in shapes.items()))

gpt3 = load("gpt3")
extra = count(gpt3.with_tree(lora, "adapters"))
print("adapters add", extra.closed_form, "=", extra.total, "parameters to GPT-3")
for rank in (1, 8):
    adapters = count(gpt3.with_tree(lora, "adapters"), r=rank).total
    print(f"rank {rank}: {adapters:,} more, {count(gpt3 + lora, r=rank).total:,} in all")

assert count(gpt3.with_tree(lora), r=1).total == 4_718_592
assert count(gpt3.with_tree(lora), r=8).total == 37_748_736
