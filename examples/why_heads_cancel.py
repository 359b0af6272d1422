"""Why 96 heads cost nothing, and where heads do cost something."""

from symparams import load, prove

for name, holding in (("gpt3", ()), ("llama-3.1-8b", ()), ("llama-3.1-8b", ("kv_groups",))):
    proof = prove(load(name), "heads", holding=holding)
    verdict = "cancel" if proof.independent else f"are left in {', '.join(proof.culprits)}"
    print(f"{name}: heads {verdict}, given {' and '.join(proof.preconditions)}")
    for cancellation in proof.cancellations:
        print(f"    {cancellation.path:27} {cancellation.before} = {cancellation.after}")
    for witness in proof.witness or ():
        heads = next(number for symbol, number in witness.values if symbol.name == "heads")
        print(f"    with {heads} heads it has {witness.count:,} parameters")

assert prove(load("gpt3"), "heads")
assert not prove(load("llama-3.1-8b"), "heads")
assert prove(load("llama-3.1-8b"), "heads", holding=["kv_groups"])
