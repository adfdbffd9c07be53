"""Read the public brokerage events, kept in MiniZinc data format (``.dzn``).

All numbers count from 1. ``meetingsxBusiness`` holds a sentinel 1 and then each meeting's number plus one;
``forbidden`` and ``precedences`` may hold a sentinel 0, ``fixed`` is 0 for a free meeting; a meeting's
``precedences`` are the meetings that must come before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.lib.explain import gettext_noop
from fairway.meet.engine.minizinc import Fields, Number
from fairway.meet.engine.problem import MeetingProblem, MeetingWish, Participant, Session, Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_SLOTS = 1000
"""More slots than any event has; a larger number is a slip, not a programme."""


def read_dzn(text: str, name: str) -> MeetingProblem:
    """Read the event in ``text``; ``name`` says where it came from.

    Raises ``Invalid`` naming the field and the line where the file is malformed or contradicts itself.
    """
    fields = Fields(text, name)
    sizes = _sizes(fields)
    wishes = tuple(_wishes(fields, sizes))
    _check_meeting_lists(fields, sizes, wishes)
    return MeetingProblem(
        participants=tuple(_participants(fields, sizes)),
        wishes=wishes,
        slots=tuple(
            Slot(number, Session.MORNING if number <= sizes.morning else Session.AFTERNOON)
            for number in range(1, sizes.slots + 1)
        ),
        tables=sizes.tables,
        must_hold_all=True,
        name=name,
    )


@dataclass(frozen=True)
class _Sizes:
    participants: int
    meetings: int
    tables: int
    slots: int
    morning: int


def _sizes(fields: Fields) -> _Sizes:
    slots = fields.count("nTotalSlots", MOST_SLOTS)
    return _Sizes(
        participants=fields.count("nBusiness"),
        meetings=fields.count("nMeetings"),
        tables=fields.count("nTables"),
        slots=slots,
        morning=fields.count("nMorningSlots", slots),
    )


def _wishes(fields: Fields, sizes: _Sizes) -> Iterator[MeetingWish]:
    rows = fields.rows("requested", sizes.meetings, 3)
    fixed = fields.numbers("fixed", sizes.meetings)
    before = fields.sets("precedences", sizes.meetings)
    for key, (row, slot, earlier) in enumerate(zip(rows, fixed, before, strict=True), start=1):
        first, second, session = row
        for party in (first, second):
            fields.within("requested", party, 1, sizes.participants)
        fields.within("requested", session, 1, 3)
        fields.within("fixed", slot, 0, sizes.slots)
        if first.value == second.value:
            text = gettext_noop("%(file)s, line %(line)s: in %(field)s a participant meets itself.")
            raise fields.fault("requested", first.line, text)
        yield MeetingWish(
            key,
            first.value,
            second.value,
            session=Session(session.value),
            fixed_slot=slot.value or None,
            after=_earlier(fields, earlier, sizes.meetings, key),
        )


def _earlier(fields: Fields, numbers: list[Number], meetings: int, key: int) -> frozenset[int]:
    for number in numbers:
        fields.within("precedences", number, 0, meetings)
        if number.value == key:
            text = gettext_noop("%(file)s, line %(line)s: in %(field)s a meeting comes before itself.")
            raise fields.fault("precedences", number.line, text)
    return frozenset(number.value for number in numbers) - {0}


def _participants(fields: Fields, sizes: _Sizes) -> Iterator[Participant]:
    everywhen = frozenset(range(1, sizes.slots + 1))
    for key, forbidden in enumerate(fields.sets("forbidden", sizes.participants), start=1):
        for number in forbidden:
            fields.within("forbidden", number, 0, sizes.slots)
        yield Participant(key, everywhen - {number.value for number in forbidden})


def _check_meeting_lists(fields: Fields, sizes: _Sizes, wishes: tuple[MeetingWish, ...]) -> None:
    """Both lists repeat what ``requested`` says; a contradiction means the file is damaged."""
    # Read before anything is sized by the number announced: a slip in it may be a billion.
    lists = fields.sets("meetingsxBusiness", sizes.participants)
    counts = fields.numbers("nMeetingsBusiness", sizes.participants)
    own: dict[int, set[int]] = {key: set() for key in range(1, sizes.participants + 1)}
    for wish in wishes:
        for party in wish.parties:
            own[party].add(wish.key)
    wrong = gettext_noop(
        "%(file)s, line %(line)s: for participant %(participant)s, %(field)s does not agree with requested."
    )
    for key, (listed, count) in enumerate(zip(lists, counts, strict=True), start=1):
        if {number.value - 1 for number in listed} != own[key] | {0}:
            line = listed[0].line if listed else fields.line("meetingsxBusiness")
            raise fields.fault("meetingsxBusiness", line, wrong, participant=key)
        if count.value != len(own[key]):
            raise fields.fault("nMeetingsBusiness", count.line, wrong, participant=key)
