"""What grouped-query attention saves, and what a gated feed-forward costs, as expressions."""

from sympy import expand

from symparams import compare, load
from symparams.models.variants import variant
from symparams.symbols import H, L, ffn_ratio, heads, kv_heads

# Llama 3.1 beside itself with a key and a value for every head.
grouped = load("llama-3.1-8b")
multi_head = variant(grouped, {"kv_heads": heads})
found = compare(multi_head, grouped).differences[0]
print(f"grouped-query attention: {found.expression}, which is {found.parameters:,} parameters")
assert expand(found.expression + 2 * L * H**2 * (1 - kv_heads / heads)) == 0

# Llama 3.1 beside GPT-3: three matrices in place of two, at equal width.
(difference,) = compare(load("gpt3"), grouped).differences
print(f"from gpt3 to {grouped.name}, at equal sizes:")
for change in difference.changes:
    print(f"    {change.role:13} {change.expression}")
gate = next(change for change in difference.changes if change.role == "feed_forward")
assert gate.expression == ffn_ratio * L * H**2
