"""States of promises in columns: the same as said of each one."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.sign.engine.promise_columns import STATES, PromiseColumns, StepColumns, stands
from fairway.sign.engine.promises import Event, Promise, standings
from fairway.sign.tests.test_engine_promises import START, histories


@given(histories(), st.integers(0, 100), st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_both_ways_of_reading_agree(history: tuple[list[Promise], list[Event]], day: int, chance: object) -> None:
    promises, events = history
    as_of: date = START + timedelta(days=day)
    alone = standings(promises, events, as_of)
    one_by_one = {key: (each.state, each.due_on, each.days_late or 0) for key, each in alone.items()}
    chance.shuffle(promises)  # type: ignore[attr-defined]
    chance.shuffle(events)  # type: ignore[attr-defined]
    rows = PromiseColumns.of_rows((p.key, p.debtor, 1, p.side, p.due_on, p.after, p.days_after) for p in promises)
    steps = StepColumns.of_rows((e.promise, e.happened_on, e.learned_on, e.number, e.step) for e in events)
    at = stands(rows, steps, as_of)
    columns = (at.state.tolist(), at.due.tolist(), at.days_late.tolist())
    together = [(STATES[place], due, late) for place, due, late in zip(*columns, strict=True)]
    assert rows.debtor.tolist() == [p.debtor for p in sorted(promises, key=lambda p: p.key)]
    assert dict(zip(rows.owner.tolist(), together, strict=True)) == one_by_one
