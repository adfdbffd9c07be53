"""Slots over several days: laid out from blocks, and read back as blocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

MOST = 500
"""Slots of one event."""


@dataclass(frozen=True)
class Block:
    """``number`` slots of ``minutes`` on a day from ``start`` (local time) on, each followed by a ``pause``."""

    day: date
    start: time
    number: int
    minutes: int
    pause: int = 0


@dataclass(frozen=True)
class SlotPlan:
    """A round of meetings; ``start`` and ``end`` carry their time zone."""

    number: int
    start: datetime
    end: datetime


def laid_out(blocks: Sequence[Block], zone: ZoneInfo) -> tuple[SlotPlan, ...]:
    """Slots of all blocks in the order of time, numbered from 1; raises Invalid where two overlap or none fits."""
    times = [pair for block in blocks for pair in _times(block, zone)]
    if not 1 <= len(times) <= MOST:
        text = gettext_noop("An event has between 1 and %(most)s slots, not %(slots)s.")
        raise Invalid("slot-count", text, slots=len(times), most=MOST)
    times.sort()
    for (start, end), (later, _end) in pairwise(times):
        if later < end:
            text = gettext_noop("The slot at %(later)s begins before the one at %(start)s ends.")
            clock = {"later": f"{later.astimezone(zone):%Y-%m-%d %H:%M}", "start": f"{start.astimezone(zone):%H:%M}"}
            raise Invalid("slots-overlap", text, **clock)
    return tuple(
        SlotPlan(number, start.astimezone(zone), end.astimezone(zone))
        for number, (start, end) in enumerate(times, start=1)
    )


def _times(block: Block, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Start and end in UTC: minutes pass evenly there, also in the night in which clocks are changed."""
    if block.number < 1 or block.minutes < 1 or block.pause < 0:
        text = gettext_noop("A block has at least one slot, of at least one minute, and no pause below 0.")
        raise Invalid("block", text)
    start = datetime.combine(block.day, block.start, zone).astimezone(UTC)
    for place in range(block.number):
        begin = start + timedelta(minutes=place * (block.minutes + block.pause))
        yield begin, begin + timedelta(minutes=block.minutes)


def blocks_of(slots: Sequence[SlotPlan], zone: ZoneInfo) -> tuple[Block, ...]:
    """As few blocks as give these slots again, in the order of time: same day, same length, same pause."""
    blocks: list[Block] = []
    ends: list[datetime] = []
    for slot in slots:
        start = slot.start.astimezone(zone)
        minutes = int((slot.end - slot.start).total_seconds() // 60)
        last = blocks[-1] if blocks else None
        pause = int((slot.start - ends[-1]).total_seconds() // 60) if ends else 0
        if last is not None and _goes_on(last, start.date(), minutes, pause):
            blocks[-1] = Block(last.day, last.start, last.number + 1, minutes, pause)
        else:
            blocks.append(Block(start.date(), start.time().replace(tzinfo=None), 1, minutes))
        ends.append(slot.end)
    return tuple(blocks)


def _goes_on(block: Block, day: date, minutes: int, pause: int) -> bool:
    return (block.day, block.minutes) == (day, minutes) and (block.number == 1 or block.pause == pause)
