"""The search on the command line: formats, statuses, files, messages, and Ctrl-C."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from pyarrow import parquet

from symparams.cli import run
from symparams.operations.searching.arrays import lists

SPACE = (
    "--total 7B --within 1% --vary H=1024:8192:128 --vary L=16:64 --vary heads=8,16,32 "
    "--vary ffn_ratio=8/3,3.5,4 -V 32000"
)
COLUMNS = ["H", "L", "heads", "ffn_ratio", "total"]


def answer(capsys: pytest.CaptureFixture[str], line: str, status: int = 0) -> str:
    assert run(["search", *line.split()]) == status
    out, err = capsys.readouterr()
    assert not err
    return out


def by_hand() -> list[tuple[str, ...]]:
    """Every design of ``SPACE``, in plain integers: with twice the ratio, 4 + 2·r is whole or not."""
    found = []
    for h in range(1024, 8193, 128):
        for l in range(16, 65):  # noqa: E741
            for heads in (8, 16, 32):
                for ratio, above, below in (("8/3", 8, 3), ("7/2", 7, 2), ("4", 4, 1)):
                    total = l * (4 * h * h + 2 * h * h * above // below) + 32000 * h
                    is_whole = h % heads == 0 and h * above % below == 0
                    if is_whole and abs(total - 7 * 10**9) <= 7 * 10**7:
                        order = (abs(total - 7 * 10**9), total, h, l, heads, above / below)
                        found.append((order, tuple(map(str, (h, l, heads, ratio, total)))))
    return [row for _, row in sorted(found)]


def test_csv(capsys: pytest.CaptureFixture[str]) -> None:
    header, *rows = csv.reader(io.StringIO(answer(capsys, f"{SPACE} --format csv")))
    assert header == COLUMNS
    assert [tuple(row) for row in rows] == by_hand()
    assert len(rows) > 100


def test_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [json.loads(x) for x in answer(capsys, f"{SPACE} --format jsonl").splitlines()]
    assert [tuple(map(str, row.values())) for row in rows] == by_hand()
    assert list(rows[0]) == COLUMNS
    assert isinstance(rows[0]["total"], int)


def test_parquet(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "designs.parquet"
    assert answer(capsys, f"{SPACE} --format parquet -o {path}") == ""
    table = parquet.read_table(path)
    assert table.column_names == COLUMNS
    assert [str(t) for t in table.schema.types] == ["int64"] * 3 + ["string", "int64"]
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    assert [tuple(map(str, row)) for row in rows] == by_hand()
    assert list(tmp_path.iterdir()) == [path]


def test_sql(capsys: pytest.CaptureFixture[str]) -> None:
    statement = answer(capsys, f"{SPACE} --to sql")
    assert [tuple(map(str, row)) for row in duckdb.execute(statement).fetchall()] == by_hand()


def test_table(capsys: pytest.CaptureFixture[str]) -> None:
    lines = answer(capsys, f"{SPACE} --top 2").splitlines()
    assert lines[0] == "The textbook transformer: designs within 70,000,000 of 7,000,000,000"
    assert lines[1].split() == [*COLUMNS, "difference"]
    assert lines[2].split() == ["5760", "22", "8", "8/3", "6,996,787,200", "−3,212,800"]
    assert len(lines) == 4


def test_sorted_from_the_largest(capsys: pytest.CaptureFixture[str]) -> None:
    rows = answer(capsys, f"{SPACE} --format csv --sort-by -ffn_ratio").splitlines()[1:]
    places = ["4,", "7/2,", "8/3,"]
    found = [next(i for i, p in enumerate(places) if f",{p}" in row) for row in rows]
    assert found == sorted(found)
    assert sorted(rows) == sorted(",".join(row) for row in by_hand())


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_the_same_command_gives_the_same_bytes(form: str, tmp_path: Path) -> None:
    for name in ("one", "other"):
        assert run(["search", *SPACE.split(), "--format", form, "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_no_design_is_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    line = "--total 7B --within 0 --vary H=1024:8192:128 --vary L=16:64 -V 32000 --ffn-ratio 8/3"
    assert run(["search", *line.split(), "--format", "csv"]) == 1
    out, err = capsys.readouterr()
    assert out == "H,L,total\n"
    assert err == (
        "symparams: no design has a total within 0 of 7,000,000,000; "
        "the nearest totals are 6,996,787,200 below and 7,004,160,000 above\n"
    )


MESSAGES = (
    ("--vary|H=8:4", "the range H='8:4' is empty: 4 is less than 8; write the smaller one first"),
    ("--vary|H=4:8:0", "the step of H = 0 is zero; it must be greater than 0"),
    ("--vary|H=1:1e30", "is out of range; the largest is 10^18"),
    ("--vary|H=1:1e18", "needs integers of more than 64 bits at H = 1000000000000000000"),
    ("--vary|experts=8", "textbook has no symbol 'experts'; its symbols are H, L, V, heads"),
    ("--vary|H=8,1.5", "H = 3/2 is a fraction; H must be a whole number"),
    ("--vary|H", "cannot read --vary 'H'; write --vary H=1024:8192:128 or heads=8,16"),
    ("--vary|H=1|--vary|H=2", "H is varied twice; give all its values at once"),
    ("--vary|H=1|-H|2", "H is both varied and given a value; do one of them"),
    ("--vary|V=1:9", "the count of textbook needs H, without a value; give one or vary it"),
    ("--vary|H=1:9|--format|xml", "unknown format 'xml'; choose from csv, jsonl, parquet, table"),
    ("--vary|H=1:9|--to|sqlite", "unknown output format 'sqlite'; did you mean 'sql'?"),
    ("--vary|H=1:9|--to|sql|--format|csv", "--to sql prints a statement, not rows; leave out --format csv"),
    ("--vary|H=1:9|--top|0", "--top = 0 is zero; it must be greater than 0"),
    ("--vary|H=1:9|--top|1/2", "--top = 1/2 is a fraction; give a whole number"),
    ("--vary|H=1:9|-o|/nonexistent/x|--format|csv", "cannot write '/nonexistent/x': No such file"),
    ("", "Missing option '--vary'"),
)  # fmt: skip


@pytest.mark.parametrize(("line", "message"), MESSAGES, ids=[m for _, m in MESSAGES])
def test_messages(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    line: str, message: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    values = ["--set", "L=2", *(["-V", "9"] if "V=" not in line else [])]
    assert run(["search", "--total", "9k", *values, *filter(None, line.split("|"))]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("symparams: ")
    assert message in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_parquet_is_not_for_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert run(["search", *SPACE.split(), "--format", "parquet"]) == 2
    assert (
        "a terminal cannot show Parquet; write it to a file with -o FILE" in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("package", "line", "message"),
    [
        ("pyarrow", "--format parquet -o x",
         "pyarrow is not installed; install it with: pip install 'symparams[parquet]'"),
    ],
)  # fmt: skip
def test_a_missing_extra(package: str, line: str, message: str, tmp_path: Path) -> None:
    code = (
        f"import sys; sys.modules[{package!r}] = None; from symparams.cli import main; "
        f"main({['search', *SPACE.split(), *line.split()]!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"symparams: {message}\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "how",
    ["", "--format csv", "--format jsonl", "--to sql", "--sort-by -total --top 5", "--within 0"],
)
def test_without_numpy_it_prints_the_same(how: str, tmp_path: Path) -> None:
    code = "from symparams.cli import main; main(sys.argv[1:])"
    done = [
        subprocess.run(
            [sys.executable, "-c", start + code, "search", *SPACE.split(), *how.split()],
            capture_output=True, check=False, cwd=tmp_path,
        )
        for start in ("import sys; ", "import sys; sys.modules['numpy'] = None; ")
    ]  # fmt: skip
    assert done[0].returncode == done[1].returncode
    assert (done[0].stdout, done[0].stderr) == (done[1].stdout, done[1].stderr)
    assert done[0].stdout or how == "--within 0"


def test_parquet_of_a_search_in_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("searching.enumeration", "searching.bisection", "searching.grid",
                   "searching.arrays.integer_program"):  # fmt: skip
        monkeypatch.setattr(f"symparams.operations.{module}.array_library", lambda: lists)
    path = tmp_path / "designs.parquet"
    assert run(["search", *SPACE.split(), "--format", "parquet", "-o", str(path)]) == 0
    assert parquet.read_table(path).num_rows == len(by_hand())


ENDLESS = (
    "search gpt3 --total 7B --within 50% --vary H=1:100000 --vary L=1:1000 --vary V=1:1000 "
    "--vary S=1:1000 --heads 1"
)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_interrupted_it_leaves_whole_lines(form: str, tmp_path: Path) -> None:
    path = tmp_path / "designs"
    script = Path(sys.executable).with_name("symparams")
    with subprocess.Popen(
        [script, *ENDLESS.split(), "--format", form, "-o", str(path)], stderr=subprocess.PIPE
    ) as process:
        deadline = time.monotonic() + 60
        while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(3)
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(60) == 130
        assert process.stderr is not None
        assert b"symparams: interrupted; " in process.stderr.read()
    lines = path.read_text(encoding="utf-8")
    assert lines.endswith("\n")
    rows = lines.splitlines()[1:] if form == "csv" else lines.splitlines()
    assert len(rows) > 100
    for row in (rows[0], rows[-1]):
        h, l, v, s, total = (  # noqa: E741
            map(int, row.split(",")) if form == "csv" else json.loads(row).values()
        )
        # Brown et al. 2020: 12LH² + 13LH + (V + S + 2)H
        assert total == l * (12 * h * h + 13 * h) + (v + s + 2) * h
        assert abs(total - 7 * 10**9) <= 3_500_000_000
