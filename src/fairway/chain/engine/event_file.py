"""Read ``event.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from fairway.chain.engine.event import (
    EventSpec,
    MeetingSpec,
    PostSpec,
    RelationSpec,
    SigningSpec,
    SlotTime,
)
from fairway.chain.engine.event_fields import REPEATED, SESSION, SINGLE
from fairway.chain.engine.event_parts import future, part_problems, source_problem, twice
from fairway.chain.engine.toml_fields import Field, Places, key_lines, read_table, unknown_key
from fairway.know.engine.intake import MOST_SLOTS
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FILE = "event.toml"
MOST_DIGITS = 100


@dataclass(frozen=True)
class EventRead:
    """The event, ``None`` while anything in the file is wrong, and where its keys stand."""

    event: EventSpec | None
    problems: tuple[Problem, ...]
    places: Places


def read_event(data: bytes, file: str = FILE) -> EventRead:
    """Read the file; all problems found at once, except that a TOML error hides the rest."""
    try:
        text = data.decode("utf-8-sig")
        values = tomllib.loads(text, parse_float=_figure)
        _refuse_long_numbers(values)
    except UnicodeDecodeError:
        bad = BadCell("encoding", _("The file is not UTF-8."), _("Save it as UTF-8 without other changes."))
        return EventRead(None, (bad.at(file, None, None),), Places(file, {}))
    except (ValueError, ArithmeticError, RecursionError) as error:
        return EventRead(None, (_toml_error(file, str(error)),), Places(file, {}))
    places = Places(file, key_lines(text))
    event, problems = _event(values, places)
    return EventRead(None if problems else event, tuple(problems), places)


def _figure(text: str) -> Decimal:
    """Read a number with decimals or an exponent; one that would fill the memory once written out is refused."""
    value = Decimal(text)
    if value.is_finite() and abs(value.adjusted()) > MOST_DIGITS:
        raise ValueError(f"{text[:60]} has too many digits")
    return value


def _refuse_long_numbers(value: object) -> None:
    """Refuse whole numbers, written in hexadecimal too, that no field holds and Python will not print."""
    if isinstance(value, int) and value.bit_length() > MOST_DIGITS:
        raise ValueError("a whole number has too many digits")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refuse_long_numbers(inner)


def _toml_error(file: str, message: str) -> Problem:
    found = re.search(r"at line (\d+)", message)
    bad = BadCell(
        "toml",
        _("The file is not TOML: %(message)s."),
        _("Correct the line; text needs quotes, and each key stands once."),
        message=message,
    )
    return bad.at(file, int(found[1]) if found else None, None)


def _event(values: Mapping[str, object], places: Places) -> tuple[EventSpec | None, list[Problem]]:
    known = {*SINGLE, *REPEATED}
    problems = [places.problem(key, unknown_key(key, known)) for key in values if key not in known]
    single: dict[str, Any] = {}
    for name, fields in SINGLE.items():
        if name in values or name == "event":
            single[name], wrong = read_table(values.get(name, {}), name, fields, places)
            problems += wrong
    repeated: dict[str, list[dict[str, Any]]] = {}
    for name, (fields, _made) in REPEATED.items():
        repeated[name], wrong = _repeated(values.get(name, []), name, fields, places)
        problems += wrong
    meeting, wrong = _meeting(single.get("meeting"), places)
    problems += wrong
    if problems:
        return None, problems
    event = _assembled(single, repeated, meeting)
    return event, [places.problem(path, bad) for path, bad in inner_problems(event)]


def _repeated(
    values: object, name: str, fields: Sequence[Field], places: Places
) -> tuple[list[dict[str, Any]], list[Problem]]:
    if not isinstance(values, list):
        remedy = _("Write [[%(name)s]] with two brackets.")
        bad = BadCell("wrong-type", _("There can be several %(name)s."), remedy, name=name)
        return [], [places.problem(name, bad)]
    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for number, value in enumerate(values, start=1):
        row, wrong = read_table(value, f"{name}[{number}]", fields, places)
        problems += wrong
        rows += [row] if row is not None else []
    return rows, problems


def _meeting(values: dict[str, Any] | None, places: Places) -> tuple[MeetingSpec | None, list[Problem]]:
    if values is None:
        return None, []
    sessions, problems = _repeated(values["sessions"], "meeting.sessions", SESSION, places)
    try:
        zone = ZoneInfo(values["time_zone"])
    except (KeyError, ValueError, OSError):
        remedy = _("Use a name such as Asia/Shanghai.")
        bad = BadCell("time-zone", _("There is no time zone “%(value)s”."), remedy, value=values["time_zone"])
        return None, [*problems, places.problem("meeting.time_zone", bad)]
    slots: list[SlotTime] = []
    for number, session in enumerate(sessions, start=1):
        added = list(_slots(session, values, zone, first=len(slots) + 1))
        if slots and added[0].start < slots[-1].end:
            bad = BadCell("session-overlap", _("This session starts before the one above it ends."), _LATER)
            problems.append(places.problem(f"meeting.sessions[{number}].start", bad, session["start"]))
        slots += added
    if not 1 <= len(slots) <= MOST_SLOTS and not problems:
        bad = BadCell("slot-count", _("The event has %(slots)s slots."), _FEWER, slots=len(slots), most=MOST_SLOTS)
        problems.append(places.problem("meeting.sessions", bad))
    return MeetingSpec(values["tables"], tuple(slots), values["time_zone"]), problems


def _slots(session: Mapping[str, Any], values: Mapping[str, Any], zone: ZoneInfo, first: int) -> Iterator[SlotTime]:
    start: datetime = session["start"].replace(tzinfo=zone)
    length = timedelta(minutes=values["minutes"])
    for position in range(session["slots"]):
        begin = start + position * (length + timedelta(minutes=values["pause"]))
        yield SlotTime(first + position, begin, begin + length)


def _assembled(
    single: Mapping[str, dict[str, Any]],
    repeated: Mapping[str, list[dict[str, Any]]],
    meeting: MeetingSpec | None,
) -> EventSpec:
    values = dict(single["event"])
    signing = single.get("signing")
    entries: dict[str, Any] = {
        name: tuple(made(**{RENAMED.get(key, key): value for key, value in row.items()}) for row in repeated[name])
        for name, (_fields, made) in REPEATED.items()
    }
    return EventSpec(
        held_on=values.pop("date"),
        **values,
        meeting=meeting,
        signing=SigningSpec(**signing) if signing is not None else None,
        **entries,
    )


RENAMED = {"from": "from_"}
"""A key of the file that Python keeps for itself."""


def inner_problems(event: EventSpec) -> Iterator[tuple[str, BadCell]]:
    """Find what does not fit together inside the file: path and complaint."""
    yield from twice("sources", "key", [source.key for source in event.sources])
    yield from twice("presentations", "order", [str(each.order) for each in event.presentations])
    keys = {source.key for source in event.sources}
    for number, fact in enumerate(event.facts, start=1):
        path = f"facts[{number}]"
        yield from source_problem(path, fact.source, keys)
        yield from future(f"{path}.on", fact.on, event.as_of)
        if fact.value is None and fact.comparator != "=":
            remedy = _("Write the value, or delete the comparator.")
            yield f"{path}.value", BadCell("value-missing", _("There is a comparator but no value."), remedy)
    for number, post in enumerate(event.posts, start=1):
        yield from source_problem(f"posts[{number}]", post.source, keys)
        yield from _post_days(f"posts[{number}]", post)
    for number, relation in enumerate(event.relations, start=1):
        yield from source_problem(f"relations[{number}]", relation.source, keys)
        yield from _relation(f"relations[{number}]", relation)
    yield from part_problems(event)


def _post_days(path: str, post: PostSpec) -> Iterator[tuple[str, BadCell]]:
    if post.on is None and post.from_ is None:
        remedy = _("Write on (the day a source says so), or from.")
        yield path, BadCell("post-without-day", _("A post is held on a date: none is given."), remedy)
    if post.until is not None and post.from_ is not None and post.until < post.from_:
        remedy = _("Correct from or until.")
        yield f"{path}.until", BadCell("ends-before-start", _("The post ends before it starts."), remedy)


def _relation(path: str, relation: RelationSpec) -> Iterator[tuple[str, BadCell]]:
    if relation.subject == relation.other:
        text = _("An organisation is not related to itself.")
        yield f"{path}.other", BadCell("related-to-itself", text, _("Write the key of another organisation."))
    if relation.share is not None and not (relation.kind in {"owned", "subsidiary"} and 0 < relation.share <= 100):
        text = _("%(share)s cannot be a share in per cent of this relation.")
        remedy = _("Write a share above 0 and at most 100, of an owned or subsidiary organisation only.")
        yield f"{path}.share", BadCell("share", text, remedy, share=str(relation.share))
    if relation.until is not None and relation.from_ is not None and relation.until < relation.from_:
        bad = BadCell("ends-before-start", _("The relation ends before it starts."), _("Correct from or until."))
        yield f"{path}.until", bad


_LATER = _("Correct the start, or put the sessions in order.")
_FEWER = _("Have between 1 and %(most)s slots in all sessions.")
