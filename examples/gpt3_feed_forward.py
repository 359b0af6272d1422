"""GPT-3's 175 billion parameters: almost two-thirds of them are in the feed-forward layers.

Each of 96 layers connects 12,288 inputs to each of 49,152 hidden neurons, and those 49,152 to
each of 12,288 outputs.
"""

from symparams import count, load

result = count(load("gpt3"))
feed_forward = next(row for row in result.rows if row.name == "block.feed_forward.weights")
layer = 12288 * 49152 + 49152 * 12288

print(f"one layer   {layer:>15,}")
print(f"96 layers   {feed_forward.count:>15,} = {feed_forward.formula} at H = 12288, L = 96")
print(f"GPT-3       {result.total:>15,}")
print(f"share       {float(feed_forward.share(result.total)):>15.5f}")

assert feed_forward.count == 96 * layer == 115_964_116_992
assert result.total == 174_604_259_328
