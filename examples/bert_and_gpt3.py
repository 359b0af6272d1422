"""BERT and GPT-3 from one formula, ``12·L·H² + V·H``, and how many numbers a token gets."""

from math import ceil, log2

from symparams import count, derive, load
from symparams.symbols import H, L, V

textbook = load("textbook")
print("closed form", derive(textbook).closed_form)

bert = count(textbook, {H: 768, L: 12, V: 30000})
gpt3 = count(textbook, {H: 12288, L: 96, V: 50257})
print(f"BERT-base   {bert.total:>15,}  over a hundred million")
print(f"GPT-3       {gpt3.total:>15,}  about 175 billion")
print(f"in GPT-3's layers alone: {gpt3.non_embedding:,}")

# To number 30,000 tokens, 15 bits are enough; BERT gives each of them 768 numbers instead.
bits = ceil(log2(30000))
print(f"{bits} bits number 30,000 tokens; a row of BERT's embedding has 768 numbers of 32 bits,")
print(f"{768 * 32 // bits:,} times as much: it does not number a token, it describes it")

assert bert.total == 107_974_656
assert gpt3.total == 174_563_733_504
assert gpt3.non_embedding == 173_946_175_488
assert bits == 15
