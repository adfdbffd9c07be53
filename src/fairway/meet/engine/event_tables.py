"""A whole event as spreadsheets: participants, requests, slots and interpreters become the problem to be solved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.cells import choice, key, numbers, whole, words, yes_no
from fairway.lib.tables.check import check
from fairway.lib.tables.problem import BadCell, Level, Problem
from fairway.lib.tables.spec import Column, TableSpec
from fairway.meet.engine.problem import Interpreters, MeetingProblem, MeetingWish, Participant, Session, Slot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fairway.lib.tables.raw import RawTable
    from fairway.lib.tables.spec import Checked

MOST_SLOTS = 500
_MOST = 1_000_000
_HALVES = {
    "morning": Session.MORNING,
    "afternoon": Session.AFTERNOON,
    "上午": Session.MORNING,
    "下午": Session.AFTERNOON,
}
_ANY = {**_HALVES, "any": Session.ANY, "不限": Session.ANY}


@dataclass(frozen=True)
class Guest:
    """Somebody who takes part; ``available`` is ``None`` for all slots."""

    key: str
    name: str
    seats: int
    available: frozenset[int] | None
    at_least: int
    at_most: int | None


@dataclass(frozen=True)
class Request:
    """One meeting asked for, by the keys of the two sides; without ``number`` it gets that of its row."""

    asking: str
    asked: str
    number: int | None
    priority: int
    must: bool
    session: Session
    slot: int | None
    after: frozenset[int]
    interpreter: str


@dataclass(frozen=True)
class Round:
    """One slot, and how many tables there are in it (``None``: as many as in the event)."""

    number: int
    day: int
    half: Session
    tables: int | None


@dataclass(frozen=True)
class Speakers:
    """So many interpreters for a language, in these slots (``None``: in all)."""

    language: str
    count: int
    slots: frozenset[int] | None


@dataclass(frozen=True)
class EventTables:
    """The problem (``None`` where an error keeps it from being built), what is wrong, and the keys of participants."""

    problem: MeetingProblem | None
    problems: tuple[Problem, ...]
    keys: tuple[str, ...] = ()


GUESTS: TableSpec[Guest] = TableSpec(
    name="participants",
    columns=(
        Column("key", ("Key", "编号"), key, required=True, remedy=_("Give each participant a key of its own.")),
        Column("name", ("Name", "名称", "organisation", "单位名称"), words(200), default=""),
        Column("seats", ("Seats", "席位", "representatives", "代表人数"), whole(1, 1000), default=1),
        Column("available", ("Available", "可用时段", "available slots"), numbers(MOST_SLOTS)),
        Column("at_least", ("At least", "最少洽谈数"), whole(0, MOST_SLOTS), default=0),
        Column("at_most", ("At most", "最多洽谈数"), whole(0, _MOST)),
    ),
    build=lambda values: Guest(**values),
)
REQUESTS: TableSpec[Request] = TableSpec(
    name="requests",
    columns=(
        Column("asking", ("From", "申请方", "asking"), key, required=True, remedy=_("Write the key of who asks.")),
        Column("asked", ("To", "受邀方", "asked"), key, required=True, remedy=_("Write the key of who is asked.")),
        Column("number", ("Number", "序号", "request"), whole(1, _MOST)),
        Column("priority", ("Priority", "优先级", "value"), whole(1, _MOST), default=1),
        Column("must", ("Must be held", "必须安排", "must"), yes_no, default=False),
        Column("session", ("Half of day", "半天", "session"), choice(_ANY), default=Session.ANY),
        Column("slot", ("Fixed slot", "固定时段", "slot"), whole(1, MOST_SLOTS)),
        Column("after", ("After requests", "须在其后", "after"), numbers(9999), default=frozenset()),
        Column("interpreter", ("Interpreter", "译员语种", "language"), words(40), default=""),
    ),
    build=lambda values: Request(**values),
    key=(),
)
ROUNDS: TableSpec[Round] = TableSpec(
    name="slots",
    columns=(
        Column("number", ("Slot", "时段", "number"), whole(1, MOST_SLOTS), required=True),
        Column("day", ("Day", "天", "日"), whole(1, 366), default=1),
        Column("half", ("Half of day", "半天", "session"), choice(_HALVES), default=Session.MORNING),
        Column("tables", ("Tables", "桌数"), whole(0, 100_000)),
    ),
    build=lambda values: Round(**values),
    key=("number",),
)
SPEAKERS: TableSpec[Speakers] = TableSpec(
    name="interpreters",
    columns=(
        Column("language", ("Language", "语种"), words(40), required=True),
        Column("count", ("Number", "人数", "count"), whole(0, 10_000), default=1),
        Column("slots", ("Slots", "时段", "available"), numbers(MOST_SLOTS)),
    ),
    build=lambda values: Speakers(**values),
    key=(),
)
SPECS: tuple[TableSpec[Any], ...] = (GUESTS, REQUESTS, ROUNDS, SPEAKERS)
SHEETS = {
    **{spec.name: spec.name for spec in SPECS},
    "参会方": "participants",
    "需求": "requests",
    "洽谈需求": "requests",
    "时段": "slots",
    "译员": "interpreters",
}
"""How a file (without its ending) or a sheet is called → which table it is."""


def read_event(tables: Mapping[str, RawTable], *, event_tables: int | None, price: int, name: str = "") -> EventTables:
    """Check the tables (by name, see ``SHEETS``) and build the problem.

    ``event_tables`` is the number of tables where a slot has none of its own; ``price`` what each meeting
    short of somebody's ``at_least`` costs. Where both sides ask for each other they meet once, at the
    higher priority.
    """
    checked = {spec.name: check(tables[spec.name], spec) for spec in SPECS if spec.name in tables}
    problems = [problem for found in checked.values() for problem in found.problems]
    problems += [
        Problem(f"{name or 'event'}", "table-missing", _MISSING, _ADD_TABLE, params={"table": spec.name})
        for spec in (GUESTS, REQUESTS, ROUNDS)
        if spec.name not in tables
    ]
    if any(problem.level is Level.ERROR for problem in problems):
        return EventTables(None, tuple(problems))
    return _built(checked, event_tables, price, name)


_MISSING = _("There is no table “%(table)s”.")
_ADD_TABLE = _("Add a file or a sheet of that name.")


def _built(checked: Mapping[str, Checked[Any]], event_tables: int | None, price: int, name: str) -> EventTables:
    guests: list[Guest] = [row.value for row in checked["participants"].rows]
    rounds: list[Round] = sorted((row.value for row in checked["slots"].rows), key=lambda one: one.number)
    keys = {guest.key: number for number, guest in enumerate(guests, 1)}
    wishes, problems = _wishes(checked["requests"], keys)
    if problems:
        return EventTables(None, tuple(problems))
    tables = max([event_tables or 0, *(one.tables or 0 for one in rounds)])
    everywhen = frozenset(range(1, len(rounds) + 1))
    speakers: list[Speakers] = [row.value for row in checked["interpreters"].rows] if "interpreters" in checked else []
    try:
        problem = MeetingProblem(
            participants=tuple(_participant(number, guest, everywhen) for number, guest in enumerate(guests, 1)),
            wishes=tuple(wishes),
            slots=tuple(Slot(one.number, one.half, one.day, one.tables) for one in rounds),
            tables=tables,
            name=name,
            interpreters=_pools(speakers, len(rounds)),
            price_of_shortfall=price,
        )
    except Invalid as wrong:
        remedy = _("Correct the tables where they contradict each other.")
        params = {fact: str(value) for fact, value in wrong.facts.items()}
        return EventTables(None, (Problem(name or "event", wrong.code, wrong.text, remedy, params=params),))
    return EventTables(problem, (), tuple(keys))


def _participant(number: int, guest: Guest, everywhen: frozenset[int]) -> Participant:
    available = everywhen if guest.available is None else guest.available
    return Participant(number, available, guest.seats, guest.at_most, guest.name or guest.key, guest.at_least)


def _wishes(requests: Checked[Request], keys: Mapping[str, int]) -> tuple[list[MeetingWish], list[Problem]]:
    """One wish for each pair; requests without a number get that of their place in the table."""
    wishes: dict[tuple[int, int], MeetingWish] = {}
    problems = []
    for place, row in enumerate(requests.rows, 1):
        request = row.value
        unknown = [side for side in (request.asking, request.asked) if side not in keys]
        if unknown:
            bad = BadCell("unknown-participant", _UNKNOWN, _LIST_IT, key=unknown[0])
            column = "asking" if unknown[0] == request.asking else "asked"
            problems.append(bad.at(requests.raw.file, row.number, requests.heading(column), unknown[0]))
            continue
        wish = _wish(place if request.number is None else request.number, request, keys)
        pair = min(wish.parties), max(wish.parties)
        before = wishes.get(pair)
        wishes[pair] = wish if before is None else replace(before, priority=max(before.priority, wish.priority))
    return list(wishes.values()), problems


_UNKNOWN = _("“%(key)s” is not one of the participants.")
_LIST_IT = _("List it in the table of participants, or correct the key.")


def _wish(number: int, request: Request, keys: Mapping[str, int]) -> MeetingWish:
    return MeetingWish(
        number,
        keys[request.asking],
        keys[request.asked],
        request.priority,
        request.session,
        request.slot,
        request.after,
        request.must,
        request.interpreter,
    )


def _pools(speakers: list[Speakers], slots: int) -> tuple[Interpreters, ...]:
    """Add up the rows of each language, slot by slot."""
    there: dict[str, list[int]] = {}
    for row in speakers:
        counts = there.setdefault(row.language, [0] * slots)
        for slot in range(1, slots + 1):
            if row.slots is None or slot in row.slots:
                counts[slot - 1] += row.count
    return tuple(Interpreters(language, tuple(counts)) for language, counts in there.items())
