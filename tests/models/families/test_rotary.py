"""Which families turn the halves of a head, against the reference: an odd head cannot run there."""

import pytest

from symparams.models.families.registry import FAMILIES
from symparams.models.loading import load

torch = pytest.importorskip("torch", reason="torch is not installed (extra trace)")
transformers = pytest.importorskip("transformers", reason="needs the extra trace")

TOO_SMALL = {"esmc"}
"""Types of which the reference runs no model as small as those here."""

ROTARY = [k for k in FAMILIES if load({"model_type": k}).running and k not in TOO_SMALL]


def runs(kind: str, head_dim: int) -> bool:
    """Whether the reference computes something with heads of this size."""
    config_class = transformers.CONFIG_MAPPING[kind]
    tiny = {
        "vocab_size": 64, "hidden_size": 4 * head_dim, "num_hidden_layers": 2, "head_dim": head_dim,
        "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 32,
        "moe_intermediate_size": 16, "num_local_experts": 8, "num_experts": 8,
        "n_routed_experts": 8, "num_experts_per_tok": 2, "pad_token_id": 0, "bos_token_id": 1,
        "eos_token_id": 2,
    }  # fmt: skip
    default = config_class()
    try:
        config = config_class(**{k: v for k, v in tiny.items() if hasattr(default, k)})
        model = transformers.AutoModel.from_config(config).eval()
        with torch.no_grad():
            model(input_ids=torch.tensor([[3, 4, 5, 6]]))
    except Exception:  # whatever it refuses with: the question is whether it runs
        return False
    return True


@pytest.mark.parametrize("kind", ROTARY)
def test_an_odd_head_does_not_run(kind: str) -> None:
    assert runs(kind, 8)
    assert not runs(kind, 7)
    assert runs(kind, 6)
