"""Which function reads which ``model_type``, and how its classes are called.

Files are imported when one of their types is asked for, so that one configuration costs one
lineage.
"""

from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module

from symparams.algebra.model import Model
from symparams.errors import EVERY_FAMILY, UnknownNameError, shown
from symparams.models.families.reader import Config

FAMILIES: dict[str, tuple[str, str]] = {
    "gpt2": ("gpt2.gpt2", "GPT2"),
    "bert": ("bert.bert", "Bert"),
    "llama": ("llama.llama", "Llama"),
    "granite": ("llama.granite", "Granite"),
    "mistral": ("llama.mistral", "Mistral"),
    "ministral3": ("llama.ministral3", "Ministral3"),
    "arcee": ("llama.arcee", "Arcee"),
    "jais2": ("llama.jais2", "Jais2"),
    "cwm": ("llama.cwm", "Cwm"),
    "helium": ("llama.helium", "Helium"),
    "smollm3": ("llama.smollm3", "SmolLM3"),
    "seed_oss": ("llama.seed_oss", "SeedOss"),
    "ernie4_5": ("llama.ernie4_5", "Ernie4_5"),
    "hyperclovax": ("llama.hyperclovax", "HyperCLOVAX"),
    "diffllama": ("llama.diffllama", "DiffLlama"),
    "bitnet": ("llama.bitnet", "BitNet"),
    "apertus": ("llama.apertus", "Apertus"),
    "nanochat": ("llama.nanochat", "NanoChat"),
    "openai-gpt": ("gpt2.openai_gpt", "OpenAIGPT"),
    "gpt_bigcode": ("gpt2.gpt_bigcode", "GPTBigCode"),
    "gpt_neo": ("gpt2.gpt_neo", "GPTNeo"),
    "gptj": ("gpt2.gptj", "GPTJ"),
    "codegen": ("gpt2.gptj", "CodeGen"),
    "ctrl": ("gpt2.ctrl", "CTRL"),
    "gpt_neox": ("neox.gpt_neox", "GPTNeoX"),
    "gpt_neox_japanese": ("neox.gpt_neox_japanese", "GPTNeoXJapanese"),
    "persimmon": ("neox.persimmon", "Persimmon"),
    "stablelm": ("neox.stablelm", "StableLm"),
    "phi": ("neox.phi", "Phi"),
    "phi3": ("neox.phi3", "Phi3"),
    "phimoe": ("neox.phimoe", "Phimoe"),
    "starcoder2": ("neox.starcoder2", "Starcoder2"),
    "opt": ("bloom.opt", "OPT"),
    "bloom": ("bloom.bloom", "Bloom"),
    "mpt": ("bloom.mpt", "Mpt"),
    "falcon": ("bloom.falcon", "Falcon"),
    "xglm": ("bloom.xglm", "XGLM"),
    "biogpt": ("bloom.biogpt", "BioGpt"),
    "mixtral": ("qwen.mixtral", "Mixtral"),
    "qwen2": ("qwen.qwen2", "Qwen2"),
    "qwen3": ("qwen.qwen3", "Qwen3"),
    "qwen2_moe": ("qwen.qwen2_moe", "Qwen2Moe"),
    "qwen3_moe": ("qwen.qwen3_moe", "Qwen3Moe"),
    "gpt_oss": ("qwen.gpt_oss", "GptOss"),
    "minimax_m2": ("qwen.minimax_m2", "MiniMaxM2"),
    "gemma": ("gemma.gemma", "Gemma"),
    "gemma2": ("gemma.gemma2", "Gemma2"),
    "gemma3_text": ("gemma.gemma3", "Gemma3|Gemma3Text"),
    "vaultgemma": ("gemma.vaultgemma", "VaultGemma"),
    "olmo": ("olmo.olmo", "Olmo"),
    "olmo2": ("olmo.olmo2", "Olmo2"),
    "olmo3": ("olmo.olmo2", "Olmo3"),
    "olmoe": ("olmo.olmoe", "Olmoe"),
    "flex_olmo": ("olmo.flex_olmo", "FlexOlmo"),
    "exaone4": ("olmo.exaone4", "Exaone4"),
    "exaone_moe": ("olmo.exaone_moe", "ExaoneMoe"),
    "cohere": ("olmo.cohere", "Cohere"),
    "cohere2": ("olmo.cohere2", "Cohere2"),
    "cohere2_moe": ("olmo.cohere2_moe", "Cohere2Moe"),
    "deepseek_v2": ("deepseek.deepseek_v2", "DeepseekV2"),
    "deepseek_v3": ("deepseek.deepseek_v3", "DeepseekV3"),
    "deepseek_v32": ("deepseek.deepseek_v32", "DeepseekV32"),
    "glm_moe_dsa": ("deepseek.glm_moe_dsa", "GlmMoeDsa"),
    "glm4_moe_lite": ("deepseek.glm4_moe_lite", "Glm4MoeLite"),
    "minicpm3": ("deepseek.minicpm3", "MiniCPM3"),
    "youtu": ("deepseek.youtu", "Youtu"),
    "longcat_flash": ("deepseek.longcat_flash", "LongcatFlash"),
    "glm": ("glm.glm", "Glm"),
    "glm4": ("glm.glm4", "Glm4"),
    "glm4_moe": ("glm.glm4_moe", "Glm4Moe"),
    "solar_open": ("glm.solar_open", "SolarOpen"),
    "granitemoe": ("mixtures.granitemoe", "GraniteMoe"),
    "granitemoeshared": ("mixtures.granitemoeshared", "GraniteMoeShared"),
    "ernie4_5_moe": ("mixtures.ernie4_5_moe", "Ernie4_5_Moe"),
    "jetmoe": ("mixtures.jetmoe", "JetMoe"),
    "llama4_text": ("mixtures.llama4", "Llama4|Llama4Text"),
    "hy_v3": ("mixtures.hy_v3", "HYV3"),
    "afmoe": ("mixtures.afmoe", "Afmoe"),
    "mimo_v2_flash": ("mixtures.mimo_v2_flash", "MiMoV2Flash"),
    "roberta": ("bert.roberta", "Roberta"),
    "xlm-roberta": ("bert.bert", "XLMRoberta"),
    "camembert": ("bert.bert", "Camembert"),
    "data2vec-text": ("bert.bert", "Data2VecText"),
    "roberta-prelayernorm": ("bert.roberta_prelayernorm", "RobertaPreLayerNorm"),
    "xlm-roberta-xl": ("bert.xlm_roberta_xl", "XLMRobertaXL"),
    "megatron-bert": ("bert.megatron_bert", "MegatronBert"),
    "ernie": ("bert.ernie", "Ernie"),
    "xmod": ("bert.xmod", "Xmod"),
    "big_bird": ("bert.big_bird", "BigBird"),
    "bert-generation": ("bert.bert_generation", "BertGeneration"),
    "albert": ("factorised.albert", "Albert"),
    "electra": ("factorised.electra", "Electra"),
    "roformer": ("factorised.roformer", "RoFormer"),
    "rembert": ("factorised.rembert", "RemBert"),
    "distilbert": ("encoders.distilbert", "DistilBert"),
    "mpnet": ("encoders.mpnet", "MPNet"),
    "squeezebert": ("encoders.squeezebert", "SqueezeBert"),
    "fnet": ("encoders.fnet", "FNet"),
    "deberta": ("encoders.deberta", "Deberta"),
    "deberta-v2": ("encoders.deberta_v2", "DebertaV2"),
    "modernbert": ("modern.modernbert", "ModernBert"),
    "modernbert-decoder": ("modern.modernbert", "ModernBertDecoder"),
    "nomic_bert": ("modern.nomic_bert", "NomicBert"),
    "gte": ("modern.gte", "Gte"),
    "eurobert": ("modern.eurobert", "EuroBert"),
    "esmc": ("modern.esmc", "Esmc"),
    "xlnet": ("modern.xlnet", "XLNet"),
    "bart": ("bart.bart", "Bart"),
    "mbart": ("bart.mbart", "MBart"),
    "plbart": ("bart.plbart", "PLBart"),
    "pegasus": ("bart.pegasus", "Pegasus"),
    "blenderbot": ("bart.blenderbot", "Blenderbot"),
    "blenderbot-small": ("bart.blenderbot_small", "BlenderbotSmall"),
    "m2m_100": ("bart.m2m_100", "M2M100"),
    "mvp": ("bart.mvp", "Mvp"),
    "led": ("bart.led", "LED"),
    "nllb-moe": ("bart.nllb_moe", "NllbMoe"),
    "marian": ("bart.marian", "Marian"),
    "fsmt": ("bart.fsmt", "FSMT"),
    "t5": ("t5.t5", "T5"),
    "mt5": ("t5.mt5", "MT5"),
    "umt5": ("t5.umt5", "UMT5"),
    "longt5": ("t5.longt5", "LongT5"),
    "switch_transformers": ("t5.switch_transformers", "SwitchTransformers"),
}
"""``model_type`` to the file and function below this package, and the prefix of its classes."""

Family = Callable[[Config], Model]


def find(model_type: str) -> tuple[Family, str] | None:
    """The family of ``model_type`` and the prefix of its classes; None if there is none."""
    entry = FAMILIES.get(model_type)
    if entry is None:
        return None
    module, function = entry[0].split(".")
    return getattr(import_module(f"symparams.models.families.{module}"), function), entry[1]


def nearest(model_type: str, name: str) -> UnknownNameError:
    """The error for an architecture that is not in the catalogue, with the nearest ones."""
    close = get_close_matches(model_type[:100].lower(), FAMILIES, n=3, cutoff=0.5)
    family = model_type[:100].lower().split("_")[0].rstrip("0123456789.-")
    kin = [known for known in FAMILIES if family and known.startswith(family)]
    found = list(dict.fromkeys([*close, *kin]))[:3] or ["llama", "gpt2", "bert"]
    names = ", ".join(shown(known) for known in found)
    return UnknownNameError(
        f"{name[:80]}: unknown model_type {shown(model_type)}; the nearest supported are {names}; "
        f"'symparams trace' reads any model from its code (all: {EVERY_FAMILY})"
    )
