"""Headers: those that the reference library writes, and those that nobody should."""

import contextlib
import json
import subprocess
import sys
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

from symparams.errors import BadCheckpointError
from symparams.operations.checkpoints.headers import LARGEST_HEADER, MOST_TENSORS, read_header
from tests.operations.checkpoints.files import write

NAMES = {"F64": "f8", "F32": "f4", "F16": "f2", "I64": "i8", "U8": "u1", "BOOL": "?"}
SHAPES = st.lists(st.integers(0, 4), max_size=4)
TENSORS = st.dictionaries(
    st.text(min_size=1, max_size=12).filter(lambda name: name != "__metadata__"),
    st.tuples(st.sampled_from(sorted(NAMES)), SHAPES),
    max_size=6,
)


@given(TENSORS)
def test_what_the_reference_library_writes_is_read(
    tmp_path_factory: pytest.TempPathFactory, tensors: dict[str, tuple[str, list[int]]]
) -> None:
    path = tmp_path_factory.mktemp("written") / "model.safetensors"
    arrays = {name: numpy.zeros(shape, NAMES[dtype]) for name, (dtype, shape) in tensors.items()}
    save_file(arrays, path, {"format": "pt"})
    found = {t.name: (t.dtype, list(t.shape)) for t in read_header(path)}
    assert found == tensors


ENTRY = '{"dtype":"F32","shape":[2],"data_offsets":[0,8]}'
FLAWS: tuple[tuple[bytes, int, str], ...] = (
    (b"", 0, "does not begin with {"),
    (b"[1]", 0, "does not begin with {"),
    (b"{", 0, "is not JSON"),
    (b'{"a":\xff}', 0, "is not UTF-8"),
    (b'{"a":NaN}', 0, "the header is unusable ('NaN' is no whole number)"),
    (b'{"a":1.5}', 0, "the header is unusable ('1.5' is no whole number)"),
    (b'{"a":' + b"9" * 5000 + b"}", 0, "the header is unusable (a number of 5000 digits is too long)"),
    (b'{"a":' + b"[" * 100_000, 0, "nested too deep"),
    (b'{"a":' + b"[" * 600_000, 0, "lists more than 250000 tensors"),
    (f'{{"a":{ENTRY},"a":{ENTRY}}}'.encode(), 8, "the header is unusable (two values for 'a'"),
    (b'{"a":[]}', 0, "'a': an entry has dtype, shape and data_offsets, and nothing else"),
    (b'{"a":{"dtype":"F32","shape":[2]}}', 8, "an entry has dtype, shape and data_offsets"),
    (f'{{"a":{ENTRY[:-1]},"more":1}}}}'.encode(), 8, "an entry has dtype, shape and data_offsets"),
    (ENTRY.replace("F32", "F33").join(('{"a":', "}")).encode(), 8, "unknown dtype 'F33'"),
    (ENTRY.replace('"F32"', "[]").join(('{"a":', "}")).encode(), 8, "unknown dtype []"),
    (ENTRY.replace("[2]", "2").join(('{"a":', "}")).encode(), 8, "shape 2 is not a list"),
    (ENTRY.replace("[2]", "[-2]").join(('{"a":', "}")).encode(), 8, "shape holds -2"),
    (ENTRY.replace("[2]", "[true]").join(('{"a":', "}")).encode(), 8, "shape holds True"),
    (ENTRY.replace("[2]", '["2"]').join(('{"a":', "}")).encode(), 8, "shape holds '2'"),
    (ENTRY.replace("[2]", f"[{2**63}]").join(('{"a":', "}")).encode(), 8, "which is no size"),
    (ENTRY.replace("[2]", str([1] * 33)).join(('{"a":', "}")).encode(), 8, "at most 32"),
    (ENTRY.replace("[0,8]", "[8,0]").join(('{"a":', "}")).encode(), 8, "are not [begin, end]"),
    (ENTRY.replace("[0,8]", "[0]").join(('{"a":', "}")).encode(), 8, "are not [begin, end]"),
    (ENTRY.replace("[0,8]", "[0,4]").join(('{"a":', "}")).encode(), 4, "4 bytes of data cannot hold"),
    (ENTRY.replace("[0,8]", "[4,12]").join(('{"a":', "}")).encode(), 12, "leaves a hole before it"),
    (f'{{"a":{ENTRY},"b":{ENTRY}}}'.encode(), 8, "'b': data_offsets [0, 8]: the tensor overlaps"),
    (f'{{"a":{ENTRY}}}'.encode(), 7, "truncated: the tensors have 8 bytes, the data 7"),
    (f'{{"a":{ENTRY}}}'.encode(), 9, "data without a tensor at its end"),
    (f'{{"__metadata__":{{"a":1}},"a":{ENTRY}}}'.encode(), 8, "'__metadata__': not a map of texts"),
    (f'{{"__metadata__":[],"a":{ENTRY}}}'.encode(), 8, "'__metadata__': not a map of texts"),
    (f'{{"{"n" * 2000}":{ENTRY}}}'.encode(), 8, "a name of 2000 characters is too long"),
)  # fmt: skip


@pytest.mark.parametrize(("header", "data", "message"), FLAWS, ids=[m for *_, m in FLAWS])
def test_a_flaw_is_one_line(tmp_path: Path, header: bytes, data: int, message: str) -> None:
    path = write(tmp_path / "x.safetensors", header, data)
    with pytest.raises(BadCheckpointError) as caught:
        read_header(path)
    text = str(caught.value)
    assert message in text
    assert str(path)[:40] in text
    assert "\n" not in text
    assert len(text) < 400


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "0 bytes are too few for a safetensors file"),
        (b"\x07\0\0", "3 bytes are too few"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer"),
        (b"PK\x03\x04 a pickle of torch", "not a safetensors file (a header of "),
        ((2**64 - 1).to_bytes(8, "little"), "the format allows 100000000"),
        (
            (100).to_bytes(8, "little") + b"{}",
            "truncated: the header should have 100 bytes, but the file has only 2 after its length",
        ),
    ],
)
def test_a_file_of_another_kind(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "x.safetensors"
    path.write_bytes(data)
    with pytest.raises(BadCheckpointError) as caught:
        read_header(path)
    assert message in str(caught.value)


def test_devices_and_missing_files(tmp_path: Path) -> None:
    for path, message in (
        (Path("/dev/zero"), "not a regular file"),
        (tmp_path, "not a regular file"),
        (tmp_path / "none", "no such file"),
        (Path("a\0b"), "not a usable path"),
    ):
        with pytest.raises(BadCheckpointError, match=message):
            read_header(path)


def test_spaces_may_follow_the_header(tmp_path: Path) -> None:
    path = write(tmp_path / "x.safetensors", f'{{"a":{ENTRY}}}     '.encode(), 8)
    assert [tensor.shape for tensor in read_header(path)] == [(2,)]


@given(st.binary(max_size=200), st.integers(0, 100))
def test_no_header_is_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, header: bytes, data: int
) -> None:
    path = write(tmp_path_factory.mktemp("fuzz") / "x.safetensors", b"{" + header, data)
    with pytest.raises(BadCheckpointError):
        read_header(path)


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["dtype", "shape", "data_offsets", "__metadata__", "a", "b"]), inner,
        max_size=4,
    ),
    max_leaves=12,
), st.integers(0, 16))  # fmt: skip
def test_no_json_is_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, value: object, data: int
) -> None:
    text = json.dumps({"a": value}).encode()
    path = write(tmp_path_factory.mktemp("fuzz") / "x.safetensors", text, data)
    with contextlib.suppress(BadCheckpointError):
        assert [tensor.name for tensor in read_header(path)] in (["a"], [])


BOUNDED = """
import resource, sys
from pathlib import Path
from symparams.operations.checkpoints.headers import read_header
resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
print(len(read_header(Path(sys.argv[1]))))
"""


def test_the_largest_header_is_read_in_bounded_memory(tmp_path: Path) -> None:
    entry = '"%d":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}'
    text = "{" + ",".join(entry % number for number in range(MOST_TENSORS)) + "}"
    path = write(tmp_path / "x.safetensors", text.ljust(LARGEST_HEADER).encode(), 0)
    done = subprocess.run(
        [sys.executable, "-c", BOUNDED, path],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == f"{MOST_TENSORS}\n"
