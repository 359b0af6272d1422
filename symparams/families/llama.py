"""Llama: RMSNorm, rotary positions, a gated feed-forward layer, grouped-query attention.

Touvron et al. 2023 (Llama 1 and 2); Llama team 2024, §3.2 (Llama 3.1).
"""

from symparams import symbols
from symparams.components import attention, feedforward, output_head, rms_norm, token_embedding
from symparams.families.reader import Config
from symparams.tree import FEEDFORWARD_WIDTH, HEAD_SIZE, KEY_VALUE_GROUPS, Model


def llama(config: Config) -> Model:
    """``2·V·H + L·(2H² + 2H²·kv_heads/heads + 3·ffn_ratio·H² + 2H) + H``, untied.

    A config that states ``head_dim`` makes it a size of its own, free of ``H/heads``.
    """
    config.size(symbols.H, "hidden_size", default=4096)
    layers = config.size(symbols.L, "num_hidden_layers", default=32)
    config.size(symbols.V, "vocab_size", default=32000)
    config.size(symbols.heads, "num_attention_heads", default=32)
    kv_heads = config.key_value_heads()
    has_own_head_dim = config.own_head_dim()
    width = config.feedforward_width("intermediate_size", default=11008)
    attention_bias = config.flag("attention_bias", default=False)
    mlp_bias = config.flag("mlp_bias", default=False)
    tied = config.flag("tie_word_embeddings", default=False)
    with_head = config.architecture("LlamaForCausalLM", "LlamaModel") == "LlamaForCausalLM"

    block = (
        rms_norm("attention_norm")
        + attention(kv_heads=kv_heads, bias=attention_bias)
        + rms_norm("feed_forward_norm")
        + feedforward(hidden=width, gated=True, bias=mlp_bias)
    )
    tree = token_embedding() + layers * block.named("block") + rms_norm("final_norm")
    head_size = () if has_own_head_dim else (HEAD_SIZE,)
    return config.model(
        tree + output_head(tied=tied) if with_head else tree,
        (*head_size, KEY_VALUE_GROUPS, FEEDFORWARD_WIDTH),
    )
