"""Logs for tests: real ones in order, as a project would live them."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from fairway.land.engine.intake import TERMINAL, WAYS_OUT, Stage
from fairway.land.engine.log import ROAD, Entry

FIRST = date(2021, 10, 19)
LAST = FIRST + timedelta(days=900)
days = st.integers(0, 900).map(lambda n: FIRST + timedelta(days=n))


def entry(stage: Stage, day: int = 0, lag: int = 0, **given: object) -> Entry:
    """An entry ``day`` days after the signature, learned ``lag`` days later, with all its stage needs."""
    happened = FIRST + timedelta(days=day)
    values: dict[str, object] = {
        "responsible": 1,
        "evidence": "permit 7",
        "note": "agreed by both" if stage in WAYS_OUT else "",
        "next_due": None if stage in TERMINAL else happened + timedelta(days=30),
    }
    return Entry(stage, happened, happened + timedelta(days=lag), **{**values, **given})  # type: ignore[arg-type]


@st.composite
def lives(draw: st.DrawFn) -> list[Entry]:
    """A log in order: some stages of the road, perhaps a way out, each learned some days later."""
    stages = list(ROAD[: draw(st.integers(1, len(ROAD)))])
    if stages[-1] not in TERMINAL and draw(st.booleans()):
        stages.append(draw(st.sampled_from(sorted(WAYS_OUT))))
    day, log = 0, []
    for stage in stages:
        log.append(entry(stage, day, draw(st.integers(0, 60)), responsible=draw(st.integers(1, 4))))
        day += draw(st.integers(0, 120))
    return log


logs = st.dictionaries(st.integers(1, 50), lives(), max_size=8)
