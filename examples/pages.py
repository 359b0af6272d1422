"""The two stories as pages to take in hand: ``python examples/pages.py`` writes them here.

GPT-3's 175 billion, where almost two-thirds are in the feed-forward layers; and BERT and GPT-3
from one formula, ``12·L·H² + V·H``, which the sliders take from one to the other.
"""

from pathlib import Path

from symparams import count, load
from symparams.algebra.values import assign
from symparams.operations.exploration import explore
from symparams.render.notation import Notation
from symparams.render.page.document import page_html

bert = {"H": 768, "L": 12, "V": 30000, "heads": 12}
stories = {
    "gpt3.html": load("gpt3"),
    "bert_and_gpt3.html": assign(load("textbook"), bert, "BERT-base"),
}
for name, model in stories.items():
    page = page_html(explore(model), Notation())
    Path(name).write_text(page, encoding="utf-8")
    total = f"{count(model).total:,}"
    print(f"{name:20} {len(page) // 1000:>3} kB  {total} parameters")
    assert total in page

print("and at GPT-3's sizes: bert_and_gpt3.html#H=12288&L=96&V=50257&heads=96")
assert count(stories["bert_and_gpt3.html"]).total == 107_974_656
assert (
    count(stories["bert_and_gpt3.html"], H=12288, L=96, V=50257, heads=96).total == 174_563_733_504
)
