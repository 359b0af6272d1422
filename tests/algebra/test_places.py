"""Which layers a component stands at: against lists of layers written out one by one."""

from hypothesis import given
from hypothesis import strategies as st

from symparams.algebra.places import every, first, listed, of_kind, read

NUMBERS = st.integers(0, 12)


@given(NUMBERS, NUMBERS, st.sets(NUMBERS), st.integers(1, 5))
def test_places_are_the_layers_that_they_say(
    few: int, start: int, some: set[int], step: int
) -> None:
    layers = range(30)
    expected = {
        first(few): [i for i in layers if i < few],
        every(step, start): [i for i in layers if i >= start and (i - start) % step == 0],
        every(step, start, stop=20, but=some): [
            i for i in range(start, 20) if (i - start) % step == 0 and i not in some
        ],
        listed(some): sorted(some),
        first(few) | every(step, start): [
            i for i in layers if i < few or (i >= start and (i - start) % step == 0)
        ],
    }
    for places, wanted in expected.items():
        assert [i for i in layers if i in places] == wanted
        assert [i for i in layers if i in places.rest()] == sorted(set(layers) - set(wanted))
        assert list(places.of(3, most=30)) == wanted[:3]
        assert read(str(places)) == places
        assert read(str(places.rest())) == places.rest()


def test_of_kind_reads_a_list_with_an_entry_for_each_layer() -> None:
    assert of_kind("dense", ["dense", "sparse", "dense"]) == listed([0, 2])


@given(st.text("0123456789:,- notbuw", max_size=12))
def test_no_text_is_a_traceback(text: str) -> None:
    found = read(text)
    assert found is None or read(str(found)) == found
