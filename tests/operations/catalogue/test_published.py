"""Published counts beside derived ones, and the rows of a table that contradict themselves."""

import re
from decimal import Decimal

import pytest

from symparams import count, load
from symparams.models import presets
from symparams.operations.catalogue.published import agreement, rounds_to


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_agrees_with_its_source_or_says_why_not(name: str) -> None:
    found = agreement(load(name))
    assert found.published.source
    assert found.agrees or found.why


def gpt2(hidden: int, layers: int, vocabulary: int) -> int:
    """Radford et al. 2018 and 2019: learned positions (1,024 of them), biases, a tied output."""
    return 12 * layers * hidden**2 + 13 * layers * hidden + (vocabulary + 1024 + 2) * hidden


# The vocabulary of GPT (openai-gpt) has 40,478 tokens. T5's matrix for the output is V·H.
WOULD_BE = {
    "gpt2": gpt2(768, 12, 40_478),
    "gpt2-medium": gpt2(1024, 24, 40_478),
    "gpt2-large": gpt2(1280, 36, 40_478),
    "gpt2-xl": gpt2(1600, 48, 40_478),
    "t5-large": 737_668_096 + 32_128 * 1024,
}
CUT = re.compile(r"([0-9.]+)([MB]), cut off in place of rounded")
UNIT = {"M": 10**6, "B": 10**9}


@pytest.mark.parametrize("name", [n for n in presets.names() if not agreement(load(n)).agrees])
def test_every_reason_gives_the_printed_count(name: str) -> None:
    found = agreement(load(name))
    printed = found.published.count
    if name in WOULD_BE:
        assert f"it would be {WOULD_BE[name]:,};" in found.why
        assert rounds_to(WOULD_BE[name], printed)
    elif cut := CUT.fullmatch(found.why):
        assert abs(Decimal(cut[1]) * UNIT[cut[2]] - found.derived) <= found.derived // 100
        kept = len(printed.strip("MB").rstrip("0").replace(".", ""))
        assert str(found.derived)[:kept] == printed.strip("MB").rstrip("0").replace(".", "")
        assert str(found.derived)[kept] >= "5"
    else:
        assert (name, found.why) == ("gpt3", "it rounds to 175B, not to 175.0B")


@pytest.mark.parametrize("name", [n for n in presets.names() if load(n).published])
def test_what_a_note_says_of_a_count_is_what_is_counted(name: str) -> None:
    published, counted = load(name).published, count(name)
    assert published is not None
    if active := re.match(r"([0-9.]+B) of them active(, without the embedding)?", published.note):
        of = counted.active_without_embedding if active[2] else counted.active
        assert rounds_to(int(of), active[1])
    elif printed := re.match(r"the table prints ([0-9,]+) parameters that are not", published.note):
        assert counted.non_embedding == int(printed[1].replace(",", ""))
    else:
        assert published.note == "" or name in WOULD_BE


@pytest.mark.parametrize(
    ("derived", "printed", "agrees"),
    [
        (109_482_240, "110M", True),
        (335_141_888, "340M", True),
        (355_871_744, "350M", False),
        (174_604_259_328, "175.0B", False),
        (174_604_259_328, "175B", True),
        (12_952_938_780, "13.0B", True),
        (2_651_553_280, "2.7B", True),
        (405_853_388_800, "405B", False),
        (8_030_261_248, "8B", True),
        (1234, "1234", True),
        (1235, "1234", False),
    ],
)
def test_what_rounding_explains(derived: int, printed: str, agrees: bool) -> None:
    assert rounds_to(derived, printed) is agrees
