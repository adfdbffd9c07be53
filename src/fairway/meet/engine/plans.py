"""Parts of an event as they are planned, in plain values: on a page, in a spreadsheet or in a folder."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PresentationPlan:
    """Who presents itself when; ``organisation`` is its key, ``slot`` a number, ``None`` where no time is set.

    ``order`` counts from 1.
    """

    organisation: str
    order: int
    topic: str
    topic_zh: str = ""
    slot: int | None = None


@dataclass(frozen=True)
class RoomPlan:
    """A room with so many tables, and the numbers of the slots in which it is closed."""

    name: str
    tables: int
    name_zh: str = ""
    closed: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ShiftPlan:
    """So many interpreters for a language in these slots; ``None`` means in all."""

    language: str
    number: int = 1
    slots: frozenset[int] | None = None


@dataclass(frozen=True)
class TopicPlan:
    """What the event is about; ``field`` groups topics."""

    name: str
    name_zh: str = ""
    field: str = ""
    field_zh: str = ""


@dataclass(frozen=True)
class ExpectationPlan:
    """A stated figure, by its predicate, and which count it is held against."""

    predicate: str
    counts: str
    side: str = ""
