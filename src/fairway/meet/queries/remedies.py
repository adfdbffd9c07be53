"""What would give an unmet request its meeting, and at what price, for those who plan the event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.meet.engine.why_not.remedies import Remedy, remedies
from fairway.meet.queries.hand import hand_of
from fairway.meet.queries.words import Hours, hours_by_number, organisation_name, sentence_of, times

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fairway.lib.explain import Reason
    from fairway.meet.models import Event, Unmet


@dataclass(frozen=True)
class Way:
    """When the meeting could be held, what it would take, and the price where others lose by it."""

    time: str
    steps: tuple[str, ...]
    price: str


def ways_to_hold(unmet: Unmet) -> tuple[Way, ...]:
    """Return what would make the meeting possible in the timetable that left it out; nothing once it is not wanted."""
    timetable = unmet.timetable
    event = timetable.event
    hand = hand_of(event, timetable)
    key = hand.keys.get(unmet.request_id)
    if key is None or unmet.request_id in hand.places:
        return ()
    found = remedies(hand.problem, hand.slot_of(), bound=timetable.bound, only={key})
    names, hours = _names(event), hours_by_number(event)
    return tuple(_in_words(remedy, names, hours) for remedy in found[key])


def _in_words(remedy: Remedy, names: Mapping[str, str], hours: Hours) -> Way:
    def said(reason: Reason) -> str:
        return sentence_of(reason.text, reason.params, names, hours)

    price = said(remedy.price) if remedy.price else ""
    return Way(times(str(remedy.slot), hours), tuple(said(step) for step in remedy.steps), price)


def _names(event: Event) -> dict[str, str]:
    rows = event.participations.select_related("organisation")
    return {row.organisation.name: organisation_name(row.organisation) for row in rows}
