"""Kept names and causes in the reader's language, slots as times of the clock."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext

from fairway.base.words import reads_chinese
from fairway.meet.engine.entry import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from fairway.know.models import Organisation
    from fairway.meet.models import Event, Unmet

SLOTS = ("slot", "slots", "to_slot")
"""Parameters of reasons that hold numbers of slots."""
Hours = dict[int, tuple["datetime", "datetime"]]


def organisation_name(organisation: Organisation) -> str:
    """Return the foreign name for English readers where one is known, else the legal name."""
    english = not reads_chinese()
    return (organisation.name_en if english else "") or organisation.name


def second_name(organisation: Organisation) -> str:
    """Return the name that :func:`organisation_name` does not give, where there is another."""
    shown = organisation_name(organisation)
    return organisation.name if shown != organisation.name else "" if not reads_chinese() else organisation.name_en


def causes(unmet: Unmet) -> list[str]:
    """Return each cause as a sentence, with names and times as the reader knows them.

    Fires no query where ``timetable__event__slots`` was fetched before.
    """
    sides = unmet.request.requester.organisation, unmet.request.requested.organisation
    names = {side.name: organisation_name(side) for side in sides}
    hours = hours_by_number(unmet.timetable.event)
    return [sentence_of(str(reason["text"]), reason["params"], names, hours) for reason in unmet.reasons]


def cause_sentence(unmet: Unmet) -> str:
    """Return all causes in a row; a plain word where the solver left room and found none."""
    separator = "" if reads_chinese() else " "
    return separator.join(causes(unmet)) or gettext("There was room; making the timetable again may find it.")


def hours_by_number(event: Event) -> Hours:
    """When each slot begins and ends, in the event's own time."""
    zone = ZoneInfo(event.time_zone)
    return {slot.number: (slot.start.astimezone(zone), slot.end.astimezone(zone)) for slot in event.slots.all()}


def sentence_of(text: str, params: Mapping[str, str | int], names: Mapping[str, str], hours: Hours) -> str:
    """Fill in a reason: legal names by ``names``, numbers of slots by ``hours``, codes of languages by their names."""

    def word(key: str, value: str | int) -> str | int:
        if key in SLOTS:
            return times(str(value), hours)
        if key == "language":
            return gettext(LANGUAGES.get(str(value), str(value)))
        return names.get(str(value), value)

    return gettext(text) % {key: word(key, value) for key, value in params.items()}


def times(numbers: str, hours: Hours) -> str:
    """Return the times of slots, ``10:00–10:40, 13:00–13:20``, with the day where there are several."""
    found = [int(number) for number in re.findall(r"[0-9]+", numbers)]
    if not hours.keys() >= set(found):
        return numbers
    several = len({start.date() for start, _ in hours.values()}) > 1
    return ", ".join(_stretch([hours[number] for number in run], with_day=several) for run in _runs(found, hours))


def _runs(numbers: Sequence[int], hours: Hours) -> list[list[int]]:
    """Split into slots of one day that follow one another."""
    halves = {number: (hours[number][0].date(), hours[number][0].hour < 12) for number in numbers}
    grouped = groupby(enumerate(numbers), key=lambda item: (item[1] - item[0], halves[item[1]]))
    return [[number for _, number in run] for _, run in grouped]


def _stretch(slots: Sequence[tuple[datetime, datetime]], *, with_day: bool) -> str:
    start, end = slots[0][0], slots[-1][1]
    clock = f"{start:%H:%M}–{end:%H:%M}"  # a range takes an en dash
    return f"{date_format(start, 'D')} {clock}" if with_day else clock
