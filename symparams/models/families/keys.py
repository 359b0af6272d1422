"""What a key of a configuration usually means: the symbol that it gives a value.

A name alone says nothing about whether a family reads it: that is in `spellings`. This table
only saves a family, and a trace, from saying which symbol ``hidden_size`` or ``n_embd`` is.
"""

from sympy import Symbol

from symparams import symbols

_USUAL: dict[str, tuple[str, ...]] = {
    "H": ("hidden_size", "n_embd", "n_embed", "d_model", "dim"),
    "L": ("num_hidden_layers", "n_layer", "n_layers", "num_layers", "encoder_layers"),
    "V": ("vocab_size", "n_vocab", "src_vocab_size"),
    "S": ("max_position_embeddings", "n_positions", "max_encoder_position_embeddings"),
    "segments": ("type_vocab_size",),
    "heads": (
        "num_attention_heads",
        "n_head",
        "n_heads",
        "num_heads",
        "attention_heads",
        "encoder_attention_heads",
    ),
    "kv_heads": ("num_key_value_heads", "num_kv_heads", "n_head_kv"),
    "head_dim": ("d_head", "d_kv", "kv_channels"),
    "ffn_width": (
        "intermediate_size",
        "n_inner",
        "ffn_dim",
        "d_ff",
        "dff",
        "d_inner",
        "hidden_dim",
        "ffn_hidden_size",
        "encoder_ffn_dim",
    ),
    "experts": ("num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts"),
    "active_experts": ("num_experts_per_tok", "experts_per_token", "moe_topk", "moe_k"),
    "expert_width": ("moe_intermediate_size", "expert_ffn_hidden_size"),
    "shared_experts": ("n_shared_experts", "num_shared_experts", "moe_num_shared_experts"),
    "shared_width": ("shared_expert_intermediate_size", "shared_intermediate_size"),
    "zero_experts": ("zero_expert_num",),
    "dense_layers": ("first_k_dense_replace", "num_dense_layers"),
    "dense_width": ("intermediate_size_mlp", "prefix_dense_intermediate_size"),
    "q_rank": ("q_lora_rank",),
    "kv_rank": ("kv_lora_rank",),
    "nope_dim": ("qk_nope_head_dim",),
    "rope_dim": ("qk_rope_head_dim",),
    "value_dim": ("v_head_dim",),
    "index_heads": ("index_n_heads",),
    "index_dim": ("index_head_dim",),
    "embedding_width": ("embedding_size", "word_embed_proj_dim", "input_embedding_size"),
    "output_width": ("output_embedding_size",),
    "tasks": ("task_type_vocab_size",),
    "layer_groups": ("num_hidden_groups",),
    "inner_layers": ("inner_group_num",),
    "buckets": ("relative_attention_num_buckets", "position_buckets"),
    "kernel": ("conv_kernel_size",),
    "query_groups": ("q_groups",),
    "key_groups": ("k_groups",),
    "value_groups": ("v_groups",),
    "post_groups": ("post_attention_groups",),
    "up_groups": ("intermediate_groups",),
    "down_groups": ("output_groups",),
    "prompt_width": ("prompt_mid_dim",),
    "decoder.L": ("num_decoder_layers", "decoder_layers"),
    "decoder.heads": ("decoder_attention_heads",),
    "decoder.ffn_width": ("decoder_ffn_dim",),
    "decoder.S": ("max_decoder_position_embeddings",),
    "decoder.V": ("tgt_vocab_size", "decoder_vocab_size"),
}

USUAL: dict[str, Symbol] = {
    **{entry.name: entry.symbol for entry in symbols.TABLE},
    **{key: symbols.lookup(name) for name, keys in _USUAL.items() for key in keys},
}
"""The symbol that a key gives a value, unless whoever reads it says otherwise."""
