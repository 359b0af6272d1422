"""Which keys that a family does not know could change a parameter count, and which cannot."""

import re

COULD_MATTER = re.compile(
    r"(^|_)(size|sizes|dim|dims|rank|width|hidden|inner|heads?|layers?|layer_types|expert|experts|"
    r"bias|biases|tie|tied|ties|vocab|embd|embed|embedding|embeddings|norm|norms|adapter|adapters|"
    r"cross_attention|kernel|projection|proj|ratio|factorized|shared|lora|mtp|nextn|moe|block|"
    r"blocks|config)(_|$)"
)
HARMLESS = re.compile(
    r"(.*_)?(dropout|drop|pdrop|prob|eps|epsilon|id|ids|init|range|std|factor|dtype|version|theta|"
    r"scaling|window|cache|loss|coef|jitter|activation|act|act_fn|function|length|beams|labels|"
    r"implementation|attentions|states|dict|type|name|classifier|is_decoder|is_encoder_decoder|"
    r"multiplier|scale|softcapping|layerdrop|dropped|algorithm|index|indices|window_pattern)|"
    r"rope_.*|rotary_.*|.*rope.*|quantization_config|compression_config|generation_config|"
    r"label2id|id2label|task_specific_params|summary_.*|sliding_window.*|"
    r"chunk_size_.*|pretraining_tp|max_window_layers|reorder_.*|max_position_embeddings|"
    r"original_max_position_embeddings|.*no_repeat_ngram_size|window_size|n_positions|n_ctx|seq_len.*|max_seq.*|model_max_length|norm_topk_prob|output_.*|router_.*|"
    r"transformers_version|.*layer_idx|scale_attn_weights|tokenizer_class|auto_map|_name_or_path|"
    r"torch_dtype|use_cache|attn_implementation|gradient_checkpointing|"
    r"pooler_(fc_size|num_.*|size_per_head)|tie_weights_|init_config|initial_context_length|"
    r".*_fusion|skip_bias_add.*|no_split.*|moe_layer_freq|moe_capacity.*|hidden_activation|hidden_act|embd_scale|scale_embedding"
)


def could_matter(key: str, value: object) -> bool:
    """Whether an unread ``key`` might say how large a tensor is, or how many there are.

    >>> could_matter("num_experts", 8), could_matter("hidden_dropout", 0.1)
    (True, False)
    """
    if isinstance(value, (float, str)) and not key.endswith(("size", "dim")):
        return False
    return bool(COULD_MATTER.search(key)) and not HARMLESS.fullmatch(key)
