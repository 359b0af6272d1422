"""BART and its kin: an encoder, a decoder that attends to it, one table of words for both.

Lewis et al. 2020. The encoder has ``L`` layers; the decoder has ``decoder.L``, heads and a
feed-forward width of its own, and ``4H² + 6H`` more a layer for its attention to the encoder.
"""

from sympy import Expr, Min

from symparams import symbols
from symparams.algebra.model import Model
from symparams.algebra.parts import Kind, Weight
from symparams.algebra.tree import Component, Role
from symparams.components.head import EMBEDDING
from symparams.models.families.reader import Config
from symparams.models.families.sides import DECODER, Style, decoder_side, encoder_side
from symparams.symbols import H, V, scoped

TARGET = scoped(DECODER, V)
"""The words of the target language, where the decoder has a table of its own."""


def bart(config: Config) -> Model:
    """Norms after each part and on the embeddings; two position rows more than positions."""
    return _bart(config, Style(50265))


def mbart(config: Config) -> Model:
    """BART with norms before each part, and one at the end of each side. Liu et al. 2020."""
    return _bart(config, Style(50265, has_final_norm=True))


def plbart(config: Config) -> Model:
    """BART for programs, half as deep. Ahmad et al. 2021."""
    return _bart(config, Style(50005, 768, (6, 6), 12, 3072))


def pegasus(config: Config) -> Model:
    """Norms before each part; sinusoidal positions in a (frozen) table. Zhang et al. 2020."""
    return _bart(config, Style(50265, extra_rows=0, has_embedding_norm=False, has_final_norm=True))


def blenderbot(config: Config) -> Model:
    """A shallow encoder and a deep decoder, norms before each part. Roller et al. 2021."""
    style = Style(
        8008, 2560, (2, 24), 32, 10240, 128,
        extra_rows=0, has_embedding_norm=False, has_final_norm=True,
    )  # fmt: skip
    return _bart(config, style)


def blenderbot_small(config: Config) -> Model:
    """BART's norms with a position table of ``S`` rows. Roller et al. 2021."""
    return _bart(config, Style(50265, 512, (8, 8), 16, 2048, 512, extra_rows=0))


def m2m_100(config: Config) -> Model:
    """Norms before each part; sinusoidal positions without a table. Fan et al. 2021."""
    return _bart(
        config, Style(128112, extra_rows=None, has_embedding_norm=False, has_final_norm=True)
    )


def mvp(config: Config) -> Model:
    """BART, with learned prompts for the decoder's layers if ``use_prompt``. Tang et al. 2023.

    The reference code gives the encoder none, although the paper does.
    """
    has_prompt = config.flag("use_prompt", False)
    config.ignore("prompt_length", "prompt_mid_dim")
    return _bart(config, Style(50267), has_prompt=has_prompt)


def led(config: Config) -> Model:
    """BART whose encoder has query, key and value twice: local and global. Beltagy et al. 2020."""
    config.ignore("attention_window")
    return _bart(config, Style(50265, positions=16384, extra_rows=0), is_long=True)


def nllb_moe(config: Config) -> Model:
    """M2M-100 with experts in every ``sparse_step``-th layer. NLLB team 2022, §6.2."""
    style = Style(128112, extra_rows=None, has_embedding_norm=False, has_final_norm=True)
    config.size("num_experts", 128)
    config.note("a token uses two experts: a fact of the modelling code")
    config.follow(symbols.active_experts, Min(2, symbols.experts), "the modelling code")
    config.ignore("expert_capacity")
    return _bart(config, style, has_experts=True)


def marian(config: Config) -> Model:
    """BART without a norm on the embeddings; the two languages may have their own words.

    Junczys-Dowmunt et al. 2018. Sinusoidal positions are a (frozen) table of the code.
    """
    style = Style(58101, extra_rows=0, has_embedding_norm=False)
    is_shared = config.flag("share_encoder_decoder_embeddings", True)
    return _bart(config, style, is_shared=is_shared, has_target=True)


def _bart(
    config: Config,
    style: Style,
    *,
    has_prompt: bool = False,
    is_long: bool = False,
    has_experts: bool = False,
    is_shared: bool = True,
    has_target: bool = False,
) -> Model:
    tied = config.flag("tie_word_embeddings", True)
    config.sizes(vocab_size=style.vocab_size, d_model=style.d_model)
    kind = config.head("seq2seq", "base", "causal")
    config.ignore("num_hidden_layers", "is_decoder", "is_encoder_decoder")
    config.ignore("normalize_before", "normalize_embedding", "add_final_layer_norm")
    config.ignore("add_bias_logits", "static_position_embeddings", "extra_pos_embeddings")
    target: Expr = V
    if has_target:
        target = config.size_or("decoder_vocab_size", V)
        is_one = is_shared and tied and kind != "causal"
        if is_one:
            config.drop(TARGET)
            target = V
    decoder = decoder_side(config, style, has_prompt and kind != "causal", has_experts, is_long)
    if kind == "causal":
        config.ignore("encoder_layers", "encoder_attention_heads", "encoder_ffn_dim")
        config.ignore("max_encoder_position_embeddings", "encoder_sparse_step")
        tree = _table("embedding", target) + decoder
        tree += _table("output_head", V, tied=tied, kind=Kind.OUTPUT)
        return config.model(tree)
    encoder = encoder_side(config, style, has_experts, is_long)
    if is_shared:
        tree = _table("embedding", V) + _table("encoder_embedding", V, tied=tied) + encoder
        tree += _table("decoder_embedding", V if tied else target, tied=tied) + decoder
        if kind == "seq2seq":
            tree += _table("output_head", V, tied=tied, kind=Kind.OUTPUT)
        return config.model(tree)
    tree = _table("embedding", V) + encoder + _table("decoder_embedding", target) + decoder
    if kind == "seq2seq":
        source = "decoder_embedding.tokens"
        tree += _table("output_head", target, tied=tied, kind=Kind.OUTPUT, source=source)
    return config.model(tree)


def _table(
    name: str,
    rows: Expr,
    *,
    tied: bool = False,
    kind: Kind = Kind.TOKENS,
    source: str = EMBEDDING,
) -> Component:
    """A table of words, which may be the first one again."""
    is_output = kind is Kind.OUTPUT
    table = Weight(
        "weight" if is_output else "tokens", (rows, H), kind, tied_to=source if tied else ""
    )
    return Component(name, (table,), role=Role.OUTPUT_HEAD if is_output else Role.EMBEDDING)


def fsmt(config: Config) -> Model:
    """BART's layers with a vocabulary for each language; nothing is normed but the layers.

    Ng et al. 2019. Sinusoidal positions are a (frozen) table with ``pad_token_id + 1`` rows more.
    """
    tied = config.flag("tie_word_embeddings", False)
    config.sizes(src_vocab_size=42024, tgt_vocab_size=42024, d_model=1024)
    config.ignore("langs", "num_hidden_layers", "is_encoder_decoder", "decoder", "vocab_size")
    pad = config.whole("pad_token_id", 1)
    style = Style(42024, extra_rows=pad + 1, has_embedding_norm=False)
    target = TARGET
    encoder = encoder_side(config, style, False, False)
    decoder = decoder_side(config, style, False, False, False)
    config.head("seq2seq", "base")
    source = "decoder_embedding.tokens"
    tree = _table("embedding", V, tied=tied, source=source) + encoder
    tree += _table("decoder_embedding", target) + decoder
    tree += _table("output_head", target, tied=tied, kind=Kind.OUTPUT, source=source)
    return config.model(tree)
