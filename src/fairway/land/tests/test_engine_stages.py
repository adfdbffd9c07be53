"""What may be entered in a log, and what is objected to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.land import models
from fairway.land.engine.intake import TERMINAL, Stage
from fairway.land.engine.log import ROAD, Entry
from fairway.land.engine.stages import log_objections, next_stages, objections
from fairway.land.tests.logs import FIRST, entry, lives

TODAY = FIRST + timedelta(days=2000)
SIGNED = entry(Stage.SIGNED)
REGISTERED = entry(Stage.REGISTERED, 10)
STARTED = entry(Stage.STARTED, 20)
OUT = entry(Stage.WITHDRAWN, 15)


def codes(history: list[Entry], new: Entry) -> list[str]:
    return [objection.code for objection in objections(history, new, TODAY)]


@pytest.mark.parametrize(
    ("history", "new", "expected"),
    [
        ([], SIGNED, []),
        ([], REGISTERED, ["stage-order"]),
        ([SIGNED], REGISTERED, []),
        ([SIGNED], STARTED, ["stage-order"]),
        ([SIGNED], SIGNED, ["stage-order"]),
        ([SIGNED, REGISTERED], SIGNED, ["stage-order", "stage-too-early"]),
        ([REGISTERED, SIGNED], STARTED, []),
        ([SIGNED], OUT, []),
        ([SIGNED, OUT], entry(Stage.REGISTERED, 20), ["project-ended"]),
        ([SIGNED, REGISTERED], replace(STARTED, evidence=" "), ["evidence-missing"]),
        ([SIGNED], replace(REGISTERED, evidence=""), []),
        ([SIGNED], replace(OUT, note=""), ["note-missing"]),
        ([SIGNED], replace(REGISTERED, next_due=None), ["next-due-missing"]),
        ([SIGNED], replace(REGISTERED, next_due=FIRST), ["next-due-early"]),
        ([SIGNED], replace(OUT, next_due=None), []),
        ([SIGNED], replace(REGISTERED, learned_on=FIRST), ["learned-before"]),
        ([SIGNED], entry(Stage.REGISTERED, 2001), ["stage-in-future"]),
        ([SIGNED], entry(Stage.REGISTERED, 1990, lag=20), ["stage-in-future"]),
        ([SIGNED, REGISTERED], entry(Stage.STARTED, 5), ["stage-too-early"]),
    ],
)
def test_each_rule(history: list[Entry], new: Entry, expected: list[str]) -> None:
    assert codes(history, new) == expected


def test_every_objection_names_a_field_of_the_entry_and_reads_as_a_sentence() -> None:
    wrong = Entry(Stage.TERMINATED, FIRST + timedelta(days=3000), FIRST, 1, note="")
    found = objections([SIGNED, OUT], wrong, TODAY)
    assert {each.field for each in found} <= set(Entry.__dataclass_fields__)
    assert all(str(each.reason).endswith(".") for each in found)


def test_what_may_follow() -> None:
    assert next_stages(None) == (Stage.SIGNED,)
    assert next_stages(Stage.SIGNED) == (Stage.REGISTERED, Stage.WITHDRAWN, Stage.TERMINATED)
    assert all(next_stages(stage) == () for stage in TERMINAL)


@given(lives())
@settings(deadline=None)
def test_a_life_in_order_is_accepted_whole(log: list[Entry]) -> None:
    assert log_objections(log, TODAY) == ()
    assert log_objections(log[::-1], TODAY) == ()


@given(lives(), st.data())
@settings(deadline=None)
def test_no_stage_can_be_left_out(log: list[Entry], data: st.DataObject) -> None:
    kept = [each for each in log if each.stage in ROAD]
    if len(kept) > 1:
        gap = data.draw(st.integers(0, len(kept) - 2))
        assert log_objections([*kept[:gap], *kept[gap + 1 :]], TODAY)


def test_the_table_and_the_engine_know_the_same_stages() -> None:
    assert models.Stage.values == [stage.value for stage in Stage]
