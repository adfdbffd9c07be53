"""What may be entered in a log, and what is objected to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.land import models
from fairway.land.engine.intake import TERMINAL, WAYS_OUT, Stage
from fairway.land.engine.log import Entry
from fairway.land.engine.stage_map import AGREEMENT, FIELDS
from fairway.land.engine.stage_map_reading import shipped_map
from fairway.land.engine.stages import log_objections, objections
from fairway.land.tests.logs import ANYWHERE, FIRST, entry, lives

ROADMAP = shipped_map()
FILLED = {*FIELDS, AGREEMENT} - {"evidence", "verified_evidence"}
TODAY = FIRST + timedelta(days=2000)
SIGNED = entry(Stage.SIGNED)
REGISTERED = entry(Stage.REGISTERED, 10)
STARTED = entry(Stage.STARTED, 20)
OUT = entry(Stage.WITHDRAWN, 15)


def codes(history: list[Entry], new: Entry) -> list[str]:
    return [objection.code for objection in objections(ROADMAP, history, new, TODAY, FILLED)]


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
        ([SIGNED], replace(OUT, way_reason="weather"), ["way-reason"]),
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
    found = objections(ROADMAP, [SIGNED, OUT], wrong, TODAY, FILLED)
    assert {each.field for each in found} <= set(Entry.__dataclass_fields__)
    assert all(str(each.reason).endswith(".") for each in found)


def test_what_may_follow() -> None:
    def keys(after: str | None) -> list[str]:
        return [each.key for each in ROADMAP.following(after)]

    assert keys(None) == ["intention", "docking", "signed"]
    assert keys("signed") == ["registered", "withdrawn", "terminated"]
    assert all(keys(stage.value) == [] for stage in TERMINAL)


def test_a_signature_names_its_agreement_and_a_docking_both_sides() -> None:
    docked = entry(Stage.DOCKING)
    found = objections(ROADMAP, [docked], entry(Stage.SIGNED, 5), TODAY, FILLED - {AGREEMENT})
    assert [each.code for each in found] == ["agreement-missing"]
    found = objections(ROADMAP, [], docked, TODAY, {"investor"})
    assert [(each.code, each.field) for each in found] == [("host-missing", "host")]


@given(lives(ANYWHERE))
@settings(deadline=None)
def test_a_life_in_order_is_accepted_whole(log: list[Entry]) -> None:
    assert log_objections(ROADMAP, log, TODAY, FILLED) == ()
    assert log_objections(ROADMAP, log[::-1], TODAY, FILLED) == ()


@given(lives(ANYWHERE), st.data())
@settings(deadline=None)
def test_no_stage_can_be_left_out(log: list[Entry], data: st.DataObject) -> None:
    kept = [each for each in log if each.stage not in WAYS_OUT]
    if len(kept) > 2:
        gap = data.draw(st.integers(1, len(kept) - 2))
        assert log_objections(ROADMAP, [*kept[:gap], *kept[gap + 1 :]], TODAY, FILLED)


def test_the_table_and_the_engine_know_the_same_stages() -> None:
    assert models.Stage.values == [stage.value for stage in Stage]
