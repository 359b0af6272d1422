"""Tracing leaves torch, transformers and the modelling modules as they were."""

import threading
from typing import Any

import pytest
import torch
from huggingface_hub import constants
from torch import nn
from torch.overrides import _get_current_function_mode_stack as modes
from transformers import logging
from transformers.models.gpt2 import modeling_gpt2

from symparams.errors import BadConfigError
from symparams.models.tracing import trace
from symparams.operations.counting import count


def state() -> tuple[Any, ...]:
    return (
        list(modes()),  # type: ignore[no-untyped-call]
        torch.get_default_device(),
        "int" in vars(modeling_gpt2),
        constants.HF_HUB_OFFLINE,
        logging.get_verbosity(),
        torch.empty(2).device.type,
        nn.Linear(2, 2).weight.shape,
    )


class Failing(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        raise RuntimeError(f"no width of\n{width}")


class Interrupted(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.layer = nn.Linear(width, width)
        raise KeyboardInterrupt  # as the handler of SIGINT does


def test_after_success() -> None:
    before = state()
    trace("transformers:GPT2LMHeadModel")
    assert state() == before


def test_after_an_error() -> None:
    before = state()
    with pytest.raises(BadConfigError, match="RuntimeError: no width of 8"):
        trace(Failing, width=8)
    with pytest.raises(BadConfigError, match="divisible"):
        trace({"model_type": "gpt2", "n_head": 7})
    assert state() == before


def test_after_an_interrupt() -> None:
    before = state()
    with pytest.raises(KeyboardInterrupt):
        trace(Interrupted, width=8)
    assert state() == before
    assert "int" not in globals()


def test_other_threads_see_nothing_of_it() -> None:
    """Two traces at once, and plain modules built meanwhile."""
    totals: list[object] = []
    plain: list[str] = []
    done = threading.Event()

    def tracing() -> None:
        totals.append(count(trace("transformers:GPT2LMHeadModel")).total)

    def building() -> None:
        while not done.is_set():
            plain.append(type(nn.Linear(3, 3).weight.shape[0]).__name__)
            plain.append(torch.empty(1).device.type)

    before = state()
    builder = threading.Thread(target=building)
    tracers = [threading.Thread(target=tracing) for _ in range(2)]
    for thread in (builder, *tracers):
        thread.start()
    for thread in tracers:
        thread.join()
    done.set()
    builder.join()
    assert totals == [124_439_808] * 2
    assert set(plain) == {"int", "cpu"}
    assert state() == before
