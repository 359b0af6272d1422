"""Sizing a model: which hidden size gives 7 billion parameters, and what another layer costs."""

from symparams import load, scaling, solve
from symparams.symbols import H, heads

llama = load("llama-3.1-8b")

# Heads of 128 and four query heads for each key-value head stay as they are; the head count
# follows.
solution = solve(llama, "H", "7B", {"head_dim": 128, "kv_groups": 4})
print("the count, read for H:", solution.inverse.solution)
print("7 billion at exactly H =", float(solution.roots[0]))
for design in solution.designs:
    values = dict(design.values)
    assert values[H] == 128 * values[heads]
    print(f"  H = {values[H]}, {values[heads]} heads: {design.total:,} ({design.difference:+,})")

layers = {growth.symbol.name: growth for growth in scaling(llama).growths}["L"]
assert layers.one_more is not None
print(f"one more layer of Llama 3.1 8B costs {layers.one_more.number:,} parameters")
print("which is", layers.one_more.expression)
