"""Models of several parts, of which only the text model is understood: asked for, or refused.

A Gemma 3 file describes an image tower and a projector beside its text model. Counted whole is
what it is called; the text model alone (3,880,263,168 of 4,300,079,472 parameters of Gemma 3 4B)
is a part, and every output calls it one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from symparams.errors import BadConfigError, UnknownNameError, shown
from symparams.models.families.lines import line_of
from symparams.models.families.registry import FAMILIES, nearest

TEXT = "text"
"""The part that is understood."""

KEY = "text_config"


@dataclass(frozen=True, slots=True)
class Composite:
    """A configuration class with others inside: made by ``python -m tests.oracle.composites``.

    ``parts`` are the keys beside ``text_config``; ``text`` is the type of the text model where
    the file does not say (``fixed``: whatever it says), empty where it is no part of its own;
    ``given`` is what the class puts into it where the file has no text model at all, ``filled``
    what it puts in where the file leaves it out of the text model; ``tied`` is its
    own default for ``tie_word_embeddings``, which wins over the text model's.
    """

    parts: tuple[str, ...]
    text: str
    fixed: bool = False
    given: Mapping[str, object] = field(default_factory=dict)
    filled: Mapping[str, object] = field(default_factory=dict)
    tied: bool | None = None


def composite(config: Mapping[str, object], model_type: str) -> Composite | None:
    """What is known of the parts of a model; None for a model without any.

    A class that is not known has parts if the file has a ``text_config``.
    """
    found = line_of("composites.json", model_type)
    if found is not None:
        return Composite(**{**found, "parts": tuple(found["parts"])})
    if not isinstance(config.get(KEY), Mapping):
        return None
    parts = tuple(k for k, v in config.items() if isinstance(v, Mapping) and k != KEY)
    return Composite(parts, f"{model_type}_text")


def part_of(config: Mapping[str, object], name: str, part: str = "") -> dict[str, object]:
    """The configuration of the ``part`` that is asked for, or of the whole where it has no parts.

    Raises UnknownNameError for a part that the model does not have or that is not understood, and
    BadConfigError for a model of several parts without ``part``, and where the class keeps its
    text model in a way that no family counts.
    """
    model_type = str(config.get("model_type"))
    kind = None if model_type in FAMILIES else composite(config, model_type)
    if kind is None and not part:
        return dict(config)
    if kind is None:
        raise no_parts(name, part)
    inner = _text_model(config, kind, name)
    if part and part != TEXT:
        raise UnknownNameError(f"{name}: unknown part {shown(part)}; the part to ask for is text")
    if inner["model_type"] not in FAMILIES:
        raise nearest(str(inner["model_type"] or model_type), name)
    if not part:
        others = ", ".join(kind.parts) or "the parts around it"
        raise BadConfigError(
            f"{name}: {shown(model_type)} is a model of several parts, of which only the text "
            f"model is understood, not {others}; --part text counts the text model alone"
        )
    return inner


def _text_model(config: Mapping[str, object], kind: Composite, name: str) -> dict[str, object]:
    """The configuration of the text model inside ``config``."""
    nested = config.get(KEY)
    if nested is not None and not isinstance(nested, Mapping):
        raise BadConfigError(f"{name}: {KEY} = {shown(nested)} must be an object")
    inner = {**kind.given} if nested is None else {**kind.filled, **nested}
    written = inner.get("model_type", kind.text)
    is_told = isinstance(written, str) and kind.text and not kind.fixed
    inner["model_type"] = written if is_told else kind.text
    inner.pop("architectures", None)
    tied = config.get("tie_word_embeddings", kind.tied)
    if tied is not None:
        inner["tie_word_embeddings"] = tied
    return inner


def no_parts(name: str, part: str) -> UnknownNameError:
    """The error for a ``part`` of a model that has none."""
    return UnknownNameError(f"{name} has no part {shown(part)}: it is one model; leave --part out")
