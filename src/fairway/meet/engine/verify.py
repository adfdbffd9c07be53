"""Check a timetable against the problem, by counting alone; nothing is published that does not pass."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason, gettext_noop
from fairway.meet.engine.problem import MeetingProblem, MeetingWish, fits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fairway.meet.engine.result import PlacedMeeting, Timetable


def violations(problem: MeetingProblem, timetable: Timetable) -> tuple[Reason, ...]:
    """List every rule ``timetable`` breaks, in words; empty when it may be published.

    A timetable without meetings breaks ``must_hold_all`` like any other that leaves a wish out.
    """
    wishes = {wish.key: wish for wish in problem.wishes}
    known = [meeting for meeting in timetable.meetings if meeting.wish in wishes]
    return (
        *_listing(problem, timetable.meetings, wishes),
        *_places(problem, timetable.meetings),
        *_attendance(problem, known, wishes),
        *_wish_terms(problem, known, wishes),
        *_crowding(problem, known, wishes),
        *_supply(problem, known, wishes),
    )


def _listing(
    problem: MeetingProblem, meetings: tuple[PlacedMeeting, ...], wishes: dict[int, MeetingWish]
) -> Iterator[Reason]:
    times = Counter(meeting.wish for meeting in meetings)
    for key, count in times.items():
        if key not in wishes:
            yield Reason(gettext_noop("Meeting %(wish)s was not asked for."), {"wish": key})
        if count > 1:
            yield Reason(gettext_noop("Meeting %(wish)s is held %(count)s times."), {"wish": key, "count": count})
    for key, wish in wishes.items():
        if (problem.must_hold_all or wish.must_hold) and key not in times:
            yield Reason(gettext_noop("Meeting %(wish)s must be held and is missing."), {"wish": key})


def _places(problem: MeetingProblem, meetings: tuple[PlacedMeeting, ...]) -> Iterator[Reason]:
    for (slot, table), count in Counter((meeting.slot, meeting.table) for meeting in meetings).items():
        params: dict[str, str | int] = {"slot": slot, "table": table, "count": count}
        if count > 1:
            yield Reason(gettext_noop("In slot %(slot)s, table %(table)s is used %(count)s times."), params)
        if not 1 <= table <= problem.tables:
            yield Reason(gettext_noop("In slot %(slot)s, table %(table)s does not exist."), params)
        if not 1 <= slot <= len(problem.slots):
            yield Reason(gettext_noop("Slot %(slot)s does not exist."), params)


def _attendance(
    problem: MeetingProblem, meetings: list[PlacedMeeting], wishes: dict[int, MeetingWish]
) -> Iterator[Reason]:
    people = problem.by_key()
    text = gettext_noop("%(name)s is not there in slot %(slot)s, when meeting %(wish)s is held.")
    for meeting in meetings:
        for key in wishes[meeting.wish].parties:
            if meeting.slot not in people[key].available:
                yield Reason(text, {"name": str(people[key]), "slot": meeting.slot, "wish": meeting.wish})


def _wish_terms(
    problem: MeetingProblem, meetings: list[PlacedMeeting], wishes: dict[int, MeetingWish]
) -> Iterator[Reason]:
    slots = {slot.number: slot for slot in problem.slots}
    held = {meeting.wish: meeting.slot for meeting in meetings}
    for meeting in meetings:
        wish, slot = wishes[meeting.wish], slots.get(meeting.slot)
        if slot is not None and not fits(wish, slot):
            text = gettext_noop("Meeting %(wish)s may not be held in slot %(slot)s.")
            yield Reason(text, {"wish": wish.key, "slot": slot.number})
        for earlier in sorted(wish.after):
            if held.get(earlier, 0) >= meeting.slot:
                text = gettext_noop("Meeting %(wish)s must come after meeting %(earlier)s.")
                yield Reason(text, {"wish": wish.key, "earlier": earlier})


def _crowding(
    problem: MeetingProblem, meetings: list[PlacedMeeting], wishes: dict[int, MeetingWish]
) -> Iterator[Reason]:
    people = problem.by_key()
    at_once = Counter((key, meeting.slot) for meeting in meetings for key in wishes[meeting.wish].parties)
    for (key, slot), count in at_once.items():
        if count > people[key].seats:
            text = gettext_noop("%(name)s has %(count)s meetings at once in slot %(slot)s.")
            yield Reason(text, {"name": str(people[key]), "count": count, "slot": slot})
    for key, count in Counter(key for meeting in meetings for key in wishes[meeting.wish].parties).items():
        most = people[key].at_most
        if most is not None and count > most:
            text = gettext_noop("%(name)s has %(count)s meetings and accepts %(most)s.")
            yield Reason(text, {"name": str(people[key]), "count": count, "most": most})


def _supply(problem: MeetingProblem, meetings: list[PlacedMeeting], wishes: dict[int, MeetingWish]) -> Iterator[Reason]:
    """Tables and interpreters that are fewer in some slots than in others."""
    inside = [meeting for meeting in meetings if 1 <= meeting.slot <= len(problem.slots)]
    for slot, count in Counter(meeting.slot for meeting in inside).items():
        if count > problem.tables_in(slot):
            text = gettext_noop("In slot %(slot)s there are %(count)s meetings and %(tables)s tables.")
            yield Reason(text, {"slot": slot, "count": count, "tables": problem.tables_in(slot)})
    spoken = Counter((wishes[m.wish].interpreter, m.slot) for m in inside if wishes[m.wish].interpreter)
    for (language, slot), count in spoken.items():
        there = problem.interpreters_in(slot)[language]
        if count > there:
            text = gettext_noop("In slot %(slot)s %(count)s meetings need %(language)s interpreted; %(there)s can be.")
            yield Reason(text, {"slot": slot, "count": count, "language": language, "there": there})
