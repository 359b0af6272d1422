r"""What the parts of the tree are called in checkpoints of Hugging Face: the one table of names.

A row says which parts of the tree (without the component that is repeated, ``block``) a module of
the checkpoint holds, and how that module is called inside its layer, as a regular expression
without ``.weight`` or ``.bias``. Several parts in a row are stored as one tensor. ``#`` is a number
that counts copies (``experts.#``), ``*`` a name that does (a language).
"""

LAYERS = (
    "layers",
    "layer",
    "h",
    "block",
    "blocks",
    r"albert_layer_groups\.(?:0|[1-9]\d{0,8})\.albert_layers",
)
"""How a list of layers is called; the number behind it is the layer's."""

COPIES = (
    r"(^|\.)(experts|self_attn|mlps|input_layernorm|post_attention_layernorm|norms)\."
    r"(expert_)?(?P<number>\d+)\.|\.adapter_modules\.(?P<word>[^.]+)\."
)
"""Where a number, or a language, counts copies of one thing; other numbers tell things apart."""

T5_ATTENTION = r"layer\.0\.(Local|TransientGlobal)?SelfAttention\."
ATTENTION = (
    r"(self_attn(\.#)?|attn|attention|self_attention|multi_head_attention|rel_attn|attention\.self|"
    r"attention\.attn|attn\.attention|self_attn\.longformer_self_attn|"
    r"layer\.0\.(Local|TransientGlobal)?SelfAttention)\."
)
CROSS = (
    r"(encoder_attn|crossattention|crossattention\.self|cross_attention|cross_attn|"
    r"layer\.1\.EncDecAttention)\."
)
INDEXER = r"self_attn\.indexer\."
FEED_FORWARD = r"(mlp|mlps\.#|ffn|ff|feed_forward|layer\.[12]\.(DenseReluDense|mlp))\."
MIXTURE = r"(mlp|block_sparse_moe|moe|ffn|feed_forward|layer\.[12]\.mlp)\."
EXPERT = MIXTURE + r"experts\.(expert_)?#\."
SHARED = r"((mlp|feed_forward|block_sparse_moe)\.(shared_experts?|shared_mlp)|shared_mlp)\."

LAYER_NAMES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("attention.query",), ATTENTION + r"(q_proj|q|query|q_lin|Wq|wq|query_proj)"),
    (("attention.key",), ATTENTION + r"(k_proj|k|key|k_lin|Wk|wk|key_proj)"),
    (("attention.value",), ATTENTION + r"(v_proj|v|value|v_lin|Wv|wv|value_proj)"),
    (
        ("attention.query", "attention.key", "attention.value"),
        ATTENTION + r"(c_attn|qkv_proj|query_key_value|Wqkv|in_proj)",
    ),
    (("attention.key", "attention.value"), ATTENTION + r"kv_proj"),
    (
        ("attention.output",),
        ATTENTION + r"(o_proj|out_proj|o|c_proj|dense|out_lin|Wo|output)|attention\.output\.dense|"
        r"post_attention\.conv1d",
    ),
    (("attention.query.bias",), r"attention\.self\.q_bias"),
    (("attention.value.bias",), r"attention\.self\.v_bias"),
    (
        ("attention.query_norm",),
        ATTENTION + r"(q_norm|q_layernorm|q_a_layernorm|q_layernorm\.norms\.#)",
    ),
    (("attention.key_norm",), ATTENTION + r"(k_norm|k_layernorm|k_layernorm\.norms\.#)"),
    (("attention.kv_norm",), ATTENTION + r"kv_a_layernorm"),
    (("attention.inner_norm",), ATTENTION + r"attn_sub_norm"),
    (("attention.query_down",), ATTENTION + r"q_a_proj"),
    (("attention.query_up",), ATTENTION + r"q_b_proj"),
    (("attention.kv_down",), ATTENTION + r"kv_a_proj_with_mqa"),
    (("attention.kv_up",), ATTENTION + r"kv_b_proj"),
    (("attention.gate",), ATTENTION + r"gate_proj"),
    (("attention.sinks",), ATTENTION + r"(sinks|attention_sink_bias)"),
    *(((f"attention.lambda_{n}",), ATTENTION + f"lambda_{n}") for n in ("q1", "k1", "q2", "k2")),
    *(((f"attention.{n}_global",), ATTENTION + f"{n}_global") for n in ("query", "key", "value")),
    (("attention.position_key",), ATTENTION + r"(pos_proj|pos_key_proj)"),
    (("attention.position_query",), ATTENTION + r"(pos_q_proj|pos_query_proj)"),
    (("attention.talking_logits",), ATTENTION + r"head_logits_proj"),
    (("attention.talking_weights",), ATTENTION + r"head_weights_proj"),
    (("attention.position",), r"rel_attn\.r"),
    (("attention.content_bias",), r"rel_attn\.r_w_bias"),
    (("attention.position_bias",), r"rel_attn\.r_r_bias"),
    (("attention.segment_bias",), r"rel_attn\.r_s_bias"),
    (("attention.segments",), r"rel_attn\.seg_embed"),
    (("attention.router",), r"self_attention\.experts\.router\.layer"),
    (("attention.experts.query",), r"self_attention\.experts\.input_linear"),
    (("attention.experts.output",), r"self_attention\.experts\.output_linear"),
    (("attention",), r"self_attention\.experts"),
    (("mixture_bias",), r"mlp"),
    (("last_attention.bias",), r"attention\.dense_bias"),
    (("relative_bias",), T5_ATTENTION + r"relative_attention_bias"),
    (("global_positions.relative_bias",), T5_ATTENTION + r"global_relative_attention_bias"),
    (("global_norm",), T5_ATTENTION + r"global_input_layer_norm"),
    (("attention.indexer.query",), INDEXER + r"wq_b"),
    (("attention.indexer.key",), INDEXER + r"wk"),
    (("attention.indexer.key_norm",), INDEXER + r"k_norm"),
    (("attention.indexer.weights",), INDEXER + r"weights_proj"),
    (("cross_attention.query",), CROSS + r"(q_proj|q|query|q_attn)"),
    (("cross_attention.key",), CROSS + r"(k_proj|k|key)"),
    (("cross_attention.value",), CROSS + r"(v_proj|v|value)"),
    (("cross_attention.key", "cross_attention.value"), CROSS + r"c_attn"),
    (("cross_attention.output",), CROSS + r"(out_proj|o_proj|o|c_proj|output\.dense)"),
    (
        ("feed_forward.up",),
        FEED_FORWARD + r"(up_proj|fc1|fc11|c_fc|dense_h_to_4h|fc_in|lin1|wi|wi_1|layer_1|0)|"
        r"fc1|intermediate\.(dense|conv1d)|ffn",
    ),
    (("feed_forward.gate",), FEED_FORWARD + r"(gate_proj|wi_0|fc12)"),
    (("feed_forward.gate", "feed_forward.up"), FEED_FORWARD + r"(gate_up_proj|up_gate_proj|Wi)"),
    (
        ("feed_forward.down",),
        FEED_FORWARD + r"(down_proj|fc2|c_proj|dense_4h_to_h|fc_out|lin2|wo|Wo|layer_2|2)|"
        r"fc2|output\.(dense|conv1d)|ffn_output",
    ),
    (("feed_forward.hidden_norm",), FEED_FORWARD + r"ffn_sub_norm"),
    *(((f"feed_forward.alpha_{n}",), FEED_FORWARD + rf"act_fn\.alpha_{n}") for n in ("p", "n")),
    (("mixture.router",), MIXTURE + r"(gate|router|router\.(layer|gate|classifier))"),
    (
        ("mixture.correction",),
        MIXTURE + r"(expert_bias|((gate|router)\.)?(moe_statics\.)?e_score_correction_bias)",
    ),
    (("mixture.experts.up", "mixture.zero_experts.up"), EXPERT + r"up_proj"),
    (("mixture.experts.gate", "mixture.zero_experts.gate"), EXPERT + r"gate_proj"),
    (("mixture.experts.up",), EXPERT + r"(up_proj|w3|fc1|wi)"),
    (("mixture.experts.gate",), EXPERT + r"(gate_proj|w1)"),
    (("mixture.experts.down",), EXPERT + r"(down_proj|w2|fc2|wo)"),
    (
        (
            "mixture.experts.gate",
            "mixture.experts.up",
            "mixture.zero_experts.gate",
            "mixture.zero_experts.up",
        ),
        MIXTURE + r"experts\.gate_up_proj",
    ),
    (
        ("mixture.experts.gate", "mixture.experts.up"),
        MIXTURE + r"(experts\.gate_up_proj|input_linear)",
    ),
    (
        ("mixture.experts.gate.bias", "mixture.experts.up.bias"),
        MIXTURE + r"experts\.gate_up_proj_bias",
    ),
    (("mixture.experts.up",), MIXTURE + r"experts\.up_proj"),
    (("mixture.experts.down",), MIXTURE + r"(experts\.down_proj|output_linear)"),
    (("mixture.experts.down.bias",), MIXTURE + r"experts\.down_proj_bias"),
    (("mixture.shared.gate",), SHARED + r"gate_proj"),
    (("mixture.shared.up",), SHARED + r"up_proj"),
    (("mixture.shared.gate", "mixture.shared.up"), SHARED + r"(gate_up_proj|input_linear)"),
    (("mixture.shared.down",), SHARED + r"(down_proj|output_linear)"),
    (("mixture.shared.shared_gate",), r"mlp\.shared_expert_gate"),
    (("adapter_norm",), r"output\.adapter_layer_norm"),
    (("adapters.down",), r"output\.adapter_modules\.\*\.dense1"),
    (("adapters.up",), r"output\.adapter_modules\.\*\.dense2"),
    # Norms: the same name stands before attention in one family and behind it in another.
    (
        ("attention_norm",),
        r"input_layernorm(\.#)?|ln_1|attn_norm|self_attn_layer_norm|attention\.output\.LayerNorm|"
        r"attention\.LayerNorm|sa_layer_norm|layernorm1|norm1|norm_1|"
        r"attention_layernorm|attn_ln|post_attention\.layernorm|rel_attn\.layer_norm|"
        r"layer\.0\.layer_norm|post_attention_layernorm|attention\.self_attn_layer_norm|"
        r"attention\.ln|ln_attn|fourier\.output\.LayerNorm",
    ),
    (
        ("feed_forward_norm",),
        r"post_attention_layernorm(\.#)?|ln_2|mlp_norm|final_layer_norm|output\.LayerNorm|"
        r"output_layer_norm|layernorm2|norm2|norm_2|feedforward_layernorm|mlp_ln|ln_mlp|"
        r"output\.layernorm|ff\.layer_norm|layer\.[12]\.layer_norm|pre_feedforward_layernorm|"
        r"pre_mlp_layernorm|full_layer_layer_norm|ff_layer_norm|LayerNorm|"
        r"intermediate\.LayerNorm|ln|post_feedforward_layernorm|post_mlp_layernorm",
    ),
    (("attention_post_norm",), r"post_attention_layernorm|post_self_attn_layernorm|post_norm1"),
    (("feed_forward_post_norm",), r"post_feedforward_layernorm|post_mlp_layernorm|post_norm2"),
    (
        ("cross_attention_norm",),
        r"(encoder_attn|cross_attention)_layer_norm|layer\.1\.layer_norm|"
        r"crossattention\.(output\.LayerNorm|LayerNorm|self_attn_layer_norm|ln)|ln_cross_attn",
    ),
    (("norm",), r"input_layernorm|ln_1"),
)

MODEL_NAMES: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("embedding.tokens",),
        r"((encoder|decoder)\.)?embed_tokens|shared|embed_in|tokens_embed|wte|w|"
        r"(embeddings\.)?word_embeddings?|embeddings\.tok_embeddings",
    ),
    (("encoder_embedding.tokens",), r"encoder\.embed_tokens"),
    (("decoder_embedding.tokens",), r"decoder\.embed_tokens"),
    (
        ("positions.positions",),
        r"wpe|positions_embed|embeddings\.position_embeddings|((encoder|decoder)\.)?embed_positions",
    ),
    (("encoder_positions.positions",), r"encoder\.embed_positions"),
    (("decoder_positions.positions",), r"decoder\.embed_positions"),
    (("tasks.tasks",), r"embeddings\.task_type_embeddings"),
    (("segments.segments",), r"embeddings\.token_type_embeddings"),
    (
        ("embedding_norm",),
        r"embeddings\.(LayerNorm|norm)|emb_ln|word_embeddings_layernorm|"
        r"((encoder|decoder)\.)?layernorm_embedding",
    ),
    (("encoder_embedding_norm",), r"encoder\.layernorm_embedding"),
    (("decoder_embedding_norm",), r"decoder\.layernorm_embedding"),
    (
        ("embedding_projection.weight",),
        r"embeddings_project|encoder\.embedding_hidden_mapping_in|embeddings\.(projection|embed_proj)",
    ),
    (("projection_in.weight",), r"decoder\.project_in"),
    (("projection_out.weight",), r"decoder\.project_out"),
    (("decoder_prompt.prompt",), r"decoder\.self_attn_prompt\.prompt_embedding"),
    (("decoder_prompt.inner",), r"decoder\.self_attn_prompt\.prompt_trans\.0"),
    (("decoder_prompt.outer",), r"decoder\.self_attn_prompt\.prompt_trans\.2"),
    (("decoder_cross_prompt.prompt",), r"decoder\.cross_attn_prompt\.prompt_embedding"),
    (("decoder_cross_prompt.inner",), r"decoder\.cross_attn_prompt\.prompt_trans\.0"),
    (("decoder_cross_prompt.outer",), r"decoder\.cross_attn_prompt\.prompt_trans\.2"),
    (("encoder_norm",), r"encoder\.(final_layer_norm|layer_norm)"),
    (("decoder_norm",), r"decoder\.(final_layer_norm|layer_norm)"),
    (
        ("final_norm",),
        r"norm|ln_f|norm_f|final_norm|final_layer_?norm|layer_norm|layernorm|LayerNorm|"
        r"encoder\.(LayerNorm|ln)|decoder\.(final_layer_norm|layer_norm)",
    ),
    (("relative_positions.relative_bias",), r"encoder\.relative_attention_bias"),
    (("relative_positions.rows",), r"encoder\.rel_embeddings"),
    (("convolution.kernel",), r"encoder\.conv\.conv"),
    (("convolution",), r"encoder\.conv\.LayerNorm"),
    (("relative_norm",), r"encoder\.LayerNorm"),
    (("mask.vector",), r"mask_emb"),
    (("pooler.dense",), r"pooler(\.dense)?"),
)
"""Parts that a model has once, below the prefix of its layers (``model.``, ``transformer.``)."""

HEAD_NAMES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("output_head.weight",), r"lm_head|embed_out|(decoder\.)?output_projection"),
    (("output_head.tokens",), r"lm_head"),
    (("output_head",), r"lm_head|lm_loss|decoder"),
    (("output_head.weight",), r"lm_loss|decoder|cls\.predictions\.decoder|lm_head\.decoder"),
    (
        ("masked_lm.transform",),
        r"cls\.predictions(\.transform)?\.dense|lm_head\.dense|predictions\.dense|"
        r"generator_predictions\.dense|vocab_transform|lm_predictions\.lm_head\.dense",
    ),
    (
        ("masked_lm",),
        r"cls\.predictions(\.transform)?\.(LayerNorm|layer_norm)|lm_head\.(layer_norm|norm)|"
        r"predictions\.LayerNorm|generator_predictions\.LayerNorm|vocab_layer_norm|"
        r"lm_predictions\.lm_head\.LayerNorm",
    ),
    (
        ("masked_lm",),
        r"cls\.predictions|lm_head|predictions|generator_lm_head|vocab_projector|decoder|"
        r"lm_head\.decoder|cls\.predictions\.decoder|lm_predictions\.lm_head",
    ),
    (
        ("masked_lm.output",),
        r"(cls\.)?predictions\.decoder|lm_head\.decoder|generator_lm_head|vocab_projector|decoder|"
        r"lm_head",
    ),
    (("second_bias",), r"lm_head\.decoder"),
    (("head.transform",), r"(head|lm_head)\.dense"),
    (("head.norm",), r"(head|lm_head)\.norm"),
    (("next_sentence.weight",), r"cls\.seq_relationship|sop_classifier\.classifier"),
)
"""Parts on top, which stand beside the model and not below its prefix."""

SHORT = {
    "query": "attention.query", "key": "attention.key", "value": "attention.value",
    "output": "attention.output", "sinks": "attention.sinks", "gate": "feed_forward.gate",
    "up": "feed_forward.up", "down": "feed_forward.down", "router": "mixture.router",
    "experts.gate": "mixture.experts.gate", "experts.up": "mixture.experts.up",
    "experts.down": "mixture.experts.down", "shared.gate": "mixture.shared.gate",
    "shared.up": "mixture.shared.up", "shared.down": "mixture.shared.down",
}  # fmt: skip
"""Parts that stand in a repeated component of their own, by what the table calls them."""

NEVER_TOGETHER = (
    (r"(.*\.)?embeddings\..+", r"((?!embeddings).)*word_embeddings?\..+"),
    (r"cls\.predictions\..+", r"predictions\..+"),
)
"""Pairs of ways to name the parts outside of layers: one checkpoint uses one of the two."""

BUFFERS: tuple[tuple[str, tuple[int, ...], str], ...] = (
    (r"(.*\.)?(rotary_emb\.|rotary_pos_emb\.)?inv_freq", (1,), "rotary frequencies"),
    (r"(.*\.)?(attn|attention)(\.attention)?\.bias", (4,), "causal mask"),
    (r"(.*\.)?(attn|attention)(\.attention)?\.masked_bias", (0, 1), "causal mask"),
    (r"(.*\.)?attn\.causal_mask", (4,), "causal mask"),
    (r"(.*\.)?embed_positions\.weights", (2,), "sinusoidal positions"),
    (r"(.*\.)?(position_ids|token_type_ids)", (1, 2), "numbers of positions"),
    (r"(.*\.)?(e_score_correction_bias|expert_bias)", (1, 2), "load balance of the experts"),
    (r"final_logits_bias", (2,), "bias of the logits, never trained"),
    (r"(.*\.)?act_fn\.(beta|eps)", (0, 1), "constants of the activation"),
    (r"(.*\.)?(running_mean|running_var)", (1,), "statistics of a batch norm"),
    (r"(.*\.)?num_batches_tracked", (0,), "statistics of a batch norm"),
)
"""Tensors that are stored and never trained: names, numbers of dimensions, what they are."""

SCALE = r".*\.(weight|input|output|activation)_scale(_inv)?"
"""How the scales of weights in 8-bit floats are called, where a checkpoint has such weights."""

COMPUTED = {"marian": ("encoder_positions.positions", "decoder_positions.positions")}
"""By model type, frozen tables that the reference code computes and leaves out of its files."""
