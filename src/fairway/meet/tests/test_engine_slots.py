"""Slots laid out from blocks, and read back as blocks."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.lib.errors import Invalid
from fairway.meet.engine.slots import MOST, Block, SlotPlan, blocks_of, laid_out

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 4, 20)
BLOCKS = st.lists(
    st.builds(
        Block,
        day=st.dates(DAY, DAY + timedelta(days=4)),
        start=st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
        number=st.integers(1, 12),
        minutes=st.integers(5, 60),
        pause=st.integers(0, 15),
    ),
    min_size=1,
    max_size=4,
)


@given(BLOCKS, st.sampled_from([ZONE, ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")]))
def test_slots_never_overlap_and_blocks_give_them_again(blocks: list[Block], zone: ZoneInfo) -> None:
    try:
        slots = laid_out(blocks, zone)
    except Invalid:
        return
    assert [slot.number for slot in slots] == list(range(1, sum(block.number for block in blocks) + 1))
    assert all(slot.start < slot.end for slot in slots)
    assert all(one.end <= other.start for one, other in pairwise(slots))
    again = laid_out(blocks_of(slots, zone), zone)
    assert [(slot.start, slot.end) for slot in again] == [(slot.start, slot.end) for slot in slots]


def test_a_morning_and_an_afternoon_on_two_days() -> None:
    blocks = [
        Block(DAY + timedelta(days=1), time(13, 30), 2, 20),
        Block(DAY, time(9), 3, 15, 5),
    ]
    slots = laid_out(blocks, ZONE)
    assert [f"{slot.start:%d %H:%M}-{slot.end:%H:%M}" for slot in slots] == [
        "20 09:00-09:15", "20 09:20-09:35", "20 09:40-09:55", "21 13:30-13:50", "21 13:50-14:10",
    ]  # fmt: skip
    assert blocks_of(slots, ZONE) == (blocks[1], blocks[0])


def test_minutes_pass_evenly_while_clocks_are_changed() -> None:
    zone = ZoneInfo("Europe/Berlin")
    slots = laid_out([Block(date(2026, 3, 29), time(1), 3, 60)], zone)
    assert [f"{slot.start:%H:%M}" for slot in slots] == ["01:00", "03:00", "04:00"]


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ([Block(DAY, time(9), 2, 30), Block(DAY, time(9, 45), 1, 30)], "slots-overlap"),
        ([Block(DAY, time(9), 0, 30)], "block"),
        ([Block(DAY, time(9), 1, 30, -5)], "block"),
        ([], "slot-count"),
        ([Block(DAY, time(0), MOST + 1, 1)], "slot-count"),
    ],
)
def test_what_cannot_be_is_refused(blocks: list[Block], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        laid_out(blocks, ZONE)
    assert refused.value.code == code


def test_no_slots_are_no_blocks() -> None:
    assert blocks_of(list[SlotPlan](), ZONE) == ()
