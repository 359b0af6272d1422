"""Folders, shards and indexes: what holds together, and what does not."""

import json
from pathlib import Path

import pytest

from symparams.errors import BadCheckpointError
from symparams.operations.checkpoints import read_checkpoint
from tests.operations.checkpoints.files import write

ONE, TWO = "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two shards and their index."""
    write(tmp_path / ONE, {"a": ("F32", [2]), "b": ("F16", [3])})
    write(tmp_path / TWO, {"c": ("F32", [])})
    index(tmp_path, {"a": ONE, "b": ONE, "c": TWO})
    return tmp_path


def index(folder: Path, weight_map: object) -> None:
    text = json.dumps({"metadata": {"total_size": 1.5}, "weight_map": weight_map})
    (folder / "model.safetensors.index.json").write_text(text)


def names(path: Path) -> list[str]:
    return [tensor.name for tensor in read_checkpoint(path).tensors]


def complaint(path: Path) -> str:
    with pytest.raises(BadCheckpointError) as caught:
        read_checkpoint(path)
    return str(caught.value)


def test_an_index_its_folder_and_its_shards_alone(folder: Path) -> None:
    assert names(folder) == names(folder / "model.safetensors.index.json") == ["a", "b", "c"]
    (folder / "model.safetensors.index.json").unlink()
    assert names(folder) == ["a", "b", "c"]
    assert read_checkpoint(folder).files == 2
    (folder / TWO).unlink()
    assert names(folder) == ["a", "b"]
    assert read_checkpoint(folder).notes == (
        "this is one of 2 shards; give their folder to compare all",
    )


def test_the_only_shard_is_the_whole(tmp_path: Path) -> None:
    write(tmp_path / "model-00001-of-00001.safetensors", {"a": ("F32", [2])})
    assert read_checkpoint(tmp_path).notes == ()


def test_a_single_file_stands_before_shards(folder: Path) -> None:
    (folder / "model.safetensors.index.json").unlink()
    write(folder / "model.safetensors", {"x": ("F32", [2])})
    assert names(folder) == ["x"]


def test_a_folder_that_leaves_open_which_file_is_meant(folder: Path) -> None:
    (folder / "model.safetensors.index.json").unlink()
    write(folder / "other.safetensors", {"x": ("F32", [2])})
    assert "3 .safetensors files and no model.safetensors.index.json" in complaint(folder)
    (folder / "other.safetensors").unlink()
    (folder / ONE).rename(folder / "model-00001-of-00003.safetensors")
    assert "name the one to compare" in complaint(folder)
    (folder / TWO).rename(folder / "model-00003-of-00003.safetensors")
    assert "2 of 3 shards; one is missing" in complaint(folder)


def test_an_empty_folder(tmp_path: Path) -> None:
    assert "no .safetensors file in the folder" in complaint(tmp_path)


@pytest.mark.parametrize(
    "file",
    ["../x.safetensors", "/etc/passwd", "a/b.safetensors", "a\\b.safetensors", ".safetensors",
     "x.bin", 7, None, "c:x.safetensors", "a\n.safetensors"],
)  # fmt: skip
def test_an_index_names_files_of_its_folder_only(folder: Path, file: object) -> None:
    index(folder, {"a": ONE, "b": file})
    assert "only .safetensors files of the same folder are read" in complaint(folder)


@pytest.mark.parametrize(
    ("weight_map", "message"),
    [
        ({"a": ONE, "b": ONE, "c": ONE}, "'c' is not in 'model-00001-of-00002.safetensors'"),
        ({"a": ONE, "b": TWO, "c": TWO}, "'b' is here, but the index says "),
        ({"a": ONE, "b": ONE, "c": TWO, "d": TWO}, "'d' is not in "),
        ({"a": ONE, "x": "none.safetensors"}, "the listed file 'none.safetensors' is missing"),
        ({"a": ONE, "c": "none.safetensors"}, "the listed file 'none.safetensors' is missing"),
        ({"a": "n" * 300 + ".safetensors"}, "is missing; it belongs beside the index"),
        ({}, "no weight_map"),
        ([], "no weight_map"),
    ],
)
def test_an_index_that_contradicts_its_shards(
    folder: Path, weight_map: object, message: str
) -> None:
    index(folder, weight_map)
    assert message in complaint(folder)


def test_a_tensor_that_the_index_does_not_list_is_marked(folder: Path) -> None:
    index(folder, {"a": ONE, "c": TWO})
    assert [t.name for t in read_checkpoint(folder).tensors if not t.is_listed] == ["b"]


def test_a_tensor_in_two_shards(folder: Path) -> None:
    write(folder / TWO, {"c": ("F32", []), "a": ("F32", [2])})
    assert "'a' is also in 'model-00001-of-00002.safetensors'" in complaint(folder)


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "does not begin with {"), ("{", "is not JSON"), ("{}", "no weight_map"),
     ('{"metadata": {"total_size": ' + "9" * 5000 + "}}", "a number of 5000 digits is too long"),
     ('{"weight_map": {"a": 1, "a": 1}}', "the index is unusable (two values for 'a'")],
)  # fmt: skip
def test_an_index_that_is_none(folder: Path, text: str, message: str) -> None:
    (folder / "model.safetensors.index.json").write_text(text)
    assert message in complaint(folder)
