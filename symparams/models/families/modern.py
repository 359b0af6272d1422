"""Encoders built like recent decoders: rotary positions, gates, few biases.

Warner et al. 2024 (ModernBERT); Nussbaum et al. 2024 (Nomic); Zhang et al. 2024 (GTE);
Boizard et al. 2025 (EuroBERT); EvolutionaryScale 2024 (ESM C); Yang et al. 2019 (XLNet).
"""

from symparams.algebra import places
from symparams.algebra.model import Model
from symparams.algebra.tree import Component, Role
from symparams.components import (
    Kind,
    Weight,
    attention,
    feedforward,
    layer_norm,
    linear,
    masked_lm_head,
    output_head,
    post_norm_block,
    pre_norm_block,
    rms_norm,
    token_embedding,
    transformer_xl_attention,
)
from symparams.models.families.bert import embeddings, encoder
from symparams.models.families.parts import ROTARY_ONLY, gated, grouped_query
from symparams.models.families.reader import Config
from symparams.models.families.stacks import stack
from symparams.symbols import H, L


def modernbert(config: Config) -> Model:
    """The first layer has no attention norm: ``(L − 1)`` of them. The decoder alike (Ettin)."""
    config.sizes(vocab_size=50368, hidden_size=768, num_hidden_layers=22)
    config.heads(default=12)
    config.ignore("head_dim", why=ROTARY_ONLY)
    norm_bias = config.flag("norm_bias", False)

    def norm(name: str) -> Component:
        return layer_norm(name, bias=norm_bias)

    query = attention(bias=config.flag("attention_bias", False))
    gate = gated(config, 1152, bias=config.flag("mlp_bias", False))
    body = query + norm("feed_forward_norm") + gate
    first = Component(
        "attention_norms", (norm("attention_norm"),), times=L - 1, places=places.first(1).rest()
    )
    tree = token_embedding() + norm("embedding_norm") + stack(body) + first + norm("final_norm")
    tied = config.flag("tie_word_embeddings", True)
    has_bias = config.flag("classifier_bias", False)
    output_bias = config.flag("decoder_bias", True)
    config.ignore("local_attention", "sliding_window", "global_attn_every_n_layers")
    config.ignore("classifier_pooling", "deterministic_flash_attn", "repad_logits_with_grad")
    config.ignore("sparse_prediction", "sparse_pred_ignore_index")
    config.ignore("reference_compile", "embedding_dropout")
    is_decoder = config.data["model_type"] == "modernbert-decoder"
    kinds = ("causal", "base") if is_decoder else ("base", "masked")
    if config.head(*kinds) != "base":
        transform = linear("transform", H, H, bias=has_bias, kind=Kind.HEAD)
        tree += Component("head", (*transform, norm("norm")), role=Role.HEAD)
        tree += output_head(tied=tied, bias=output_bias)
    return config.model(tree)


def nomic_bert(config: Config) -> Model:
    """BERT with rotary positions, a gate, and no biases in the matrices."""
    config.sizes(vocab_size=30528, hidden_size=768, num_hidden_layers=12, num_attention_heads=12)
    config.own_head_dim(rounds=True)
    body = post_norm_block(attention(), gated(config, 3072), layer_norm)
    tree = embeddings(config, positions=None) + stack(body)
    return encoder(config, tree, kinds=("base", "masked"), has_pooler=False)


def gte(config: Config) -> Model:
    """BERT with rotary positions and a gate that has a bias on the way down only."""
    config.sizes(vocab_size=250048, hidden_size=768, num_hidden_layers=12, num_attention_heads=12)
    config.own_head_dim(rounds=True)
    hidden = config.width("intermediate_size", 3072)
    gate = feedforward(hidden=hidden, gated=True, down_bias=True)
    body = post_norm_block(attention(bias=True), gate, layer_norm)
    tree = embeddings(config, positions=None, segments=1) + stack(body)
    return encoder(config, tree, kinds=("base", "masked"), has_pooler=False, has_second_bias=False)


def eurobert(config: Config) -> Model:
    """Llama that looks both ways; ``mlp_bias`` gives the output over the words one too."""
    config.sizes(vocab_size=128256, hidden_size=768, num_hidden_layers=12, num_attention_heads=12)
    query = grouped_query(config, bias=config.flag("attention_bias", False), rounds=False)
    bias = config.flag("mlp_bias", False)
    body = pre_norm_block(query, gated(config, 3072, bias=bias))
    tree = token_embedding() + stack(body) + rms_norm("final_norm")
    tied = config.flag("tie_word_embeddings", False)
    config.ignore("classifier_pooling")
    if config.head("base", "masked") == "masked":
        tree += output_head(tied=tied, bias=bias)
    return config.model(tree)


def esmc(config: Config) -> Model:
    """Proteins: norms of query and key over the full width, LayerNorm, BERT's head untied."""
    config.sizes(vocab_size=64, hidden_size=2560, num_hidden_layers=80, num_attention_heads=40)
    query = grouped_query(
        config,
        bias=config.flag("attention_bias", False),
        within=(rms_norm("query_norm"), rms_norm("key_norm")),
        rounds=False,
    )
    gate = gated(config, 6912, bias=config.flag("mlp_bias", False))
    body = pre_norm_block(query, gate, layer_norm)
    tree = token_embedding() + stack(body) + rms_norm("final_norm")
    config.ignore("tie_word_embeddings", why="the reference never ties the output")
    if config.head("base", "masked") == "masked":
        tree += masked_lm_head(tied=False, has_second_bias=False)
    return config.model(tree)


def xlnet(config: Config) -> Model:
    """Relative attention with five projections, and one vector that stands for what is masked."""
    config.sizes(vocab_size=32000, d_model=1024, n_layer=24, n_head=16)
    config.own_head_dim("d_head")
    width = config.width("d_inner", 4096)
    config.ignore("untie_r", "mem_len", "clamp_len", "start_n_top", "end_n_top", "bi_data")
    config.ignore("attn_type", "reuse_len", "same_length", "use_mems_eval", "use_mems_train")
    plain = feedforward(hidden=width, bias=True)
    body = post_norm_block(transformer_xl_attention(), plain, layer_norm)
    mask = Component("mask", (Weight("vector", (H,), Kind.HEAD),), role=Role.EMBEDDING)
    tree = token_embedding() + mask + stack(body)
    tied = config.flag("tie_word_embeddings", True)
    if config.head("causal", "base") == "causal":
        tree += output_head(tied=tied, bias=True)
    return config.model(tree)
