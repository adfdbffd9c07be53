"""What would give unmet requests their meetings, and at what price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext

from fairway.base.words import reads_chinese
from fairway.meet.engine.why_not.remedies import Remedy, remedies
from fairway.meet.queries.hand import hand_of
from fairway.meet.queries.words import Hours, hours_by_number, organisation_name, sentence_of, times

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from fairway.know.models import Organisation
    from fairway.lib.explain import Reason
    from fairway.meet.models import Event, Timetable, Unmet


@dataclass(frozen=True)
class Way:
    """When the meeting could be held, what it would take, and the price where others lose by it."""

    time: str
    steps: tuple[str, ...]
    price: str

    @property
    def sentence(self) -> str:
        """All of it in a row."""
        separator = "" if reads_chinese() else " "
        what = separator.join(filter(None, (*self.steps, self.price)))
        return gettext("%(time)s: %(what)s") % {"time": self.time, "what": what}


def ways_in(
    timetable: Timetable, requests: Collection[int], reader: Organisation | None = None
) -> dict[int, tuple[Way, ...]]:
    """Return what would make meetings possible in the timetable that left them out, by request.

    What is not wanted any more has no way. For a ``reader`` who takes part, meetings of others are counted and not
    named; without one the words are for those who plan the event.
    """
    event = timetable.event
    hand = hand_of(event, timetable)
    keys = {hand.keys[pk]: pk for pk in requests if pk in hand.keys and pk not in hand.places}
    if not keys:
        return {}
    found = remedies(hand.problem, hand.slot_of(), bound=timetable.bound, only=keys)
    names, hours = _names(event), hours_by_number(event)
    own = reader.name if reader else None
    return {keys[key]: tuple(_in_words(way, names, hours, own) for way in ways) for key, ways in found.items()}


def ways_to_hold(unmet: Unmet) -> tuple[Way, ...]:
    """Return what would make one meeting possible, for those who plan the event."""
    return ways_in(unmet.timetable, [unmet.request_id]).get(unmet.request_id, ())


def cheapest_ways(
    timetable: Timetable, requests: Collection[int], reader: Organisation | None = None
) -> dict[int, str]:
    """Return the way that costs least for each request that has one, as a sentence; for whom as in :func:`ways_in`."""
    return {pk: ways[0].sentence for pk, ways in ways_in(timetable, requests, reader).items() if ways}


def note_ways(rows: Sequence[Unmet]) -> None:
    """Note on each row of one timetable the way that costs least, ``way``: a sentence, "" where there is none."""
    ways = cheapest_ways(rows[0].timetable, [row.request_id for row in rows]) if rows else {}
    for row in rows:
        row.way = ways.get(row.request_id, "")  # type: ignore[attr-defined]


def _in_words(remedy: Remedy, names: Mapping[str, str], hours: Hours, own: str | None) -> Way:
    def said(reason: Reason) -> str:
        return sentence_of(reason.text, reason.params, names, hours)

    price = said(remedy.price) if remedy.price else ""
    told = [step for step in remedy.steps if own is None or _concerns(step, own)]
    steps = [*(said(step) for step in told), *_untold(len(remedy.steps) - len(told))]
    return Way(times(str(remedy.slot), hours), tuple(steps), price)


def _concerns(step: Reason, own: str) -> bool:
    """Whether a step names no meeting, or one of its own."""
    return "a" not in step.params or own in {step.params["a"], step.params["b"]}


def _untold(others: int) -> Iterator[str]:
    if others:
        text = ngettext(
            "%(count)s meeting of others would change.", "%(count)s meetings of others would change.", others
        )
        yield text % {"count": others}


def _names(event: Event) -> dict[str, str]:
    rows = event.participations.select_related("organisation")
    return {row.organisation.name: organisation_name(row.organisation) for row in rows}
