"""What the tests of proofs share: a traced model under conditions, and what z3 says to a script."""

import json
from dataclasses import replace

import pytest
from sympy import Integer

from symparams import Model, load
from symparams.algebra.relations import Condition
from symparams.operations.proving.certificate import check_with_z3
from symparams.symbols import S
from tests.oracle import claims

REFUSED_WITNESS = (Condition(Integer(1000), "<=", S),)


def traced(**changes: object) -> Model:
    model = load(json.loads(claims.SAVED.read_text(encoding="utf-8")))
    return replace(model, **changes)  # type: ignore[arg-type]


def z3_answer(script: str) -> str:
    pytest.importorskip("z3", reason="z3 is not installed (extra smt)")
    return check_with_z3(script)
