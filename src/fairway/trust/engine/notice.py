"""When a new rating must be announced before it takes effect, and with which reasons.

The template is Regulation B § 1002.9 of the United States: the principal reasons, specific, and only those. Here they
are exact: every line that is new or moves points down against the rating in force, with by how much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.trust.engine.working_days import add_working_days

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

NOTICE_WORKING_DAYS = 10
"""Working days from the day a notice is served to the day the rating takes effect."""

RED = "basis"
"""Only the line of a red line names the ground on which it holds the grade down."""

Line = dict[str, object]


@dataclass(frozen=True, slots=True)
class Judged:
    """A rating as it is compared: ``grade`` "" without a file; ``order`` has the grades from the best to the worst.

    ``lines`` are kept reasons: ``text``, ``params``, ``points`` (``None``: moves none), ``record`` (a key or ``None``).
    """

    grade: str
    order: Sequence[str]
    lines: Sequence[Mapping[str, object]]


NOTHING = Judged("", (), ())
"""What an organisation has before its first rating."""


def takes_effect_on(served_on: date) -> date:
    """Return the first day on which an announced rating may take effect."""
    return add_working_days(served_on, NOTICE_WORKING_DAYS)


def is_lower(after: Judged, before: Judged) -> bool:
    """Whether the grade fell. No file is neither good nor bad; grades of other models compare by their place."""
    if not after.grade or not before.grade:
        return False
    old, new = before.order.index(before.grade), after.order.index(after.grade)
    if tuple(after.order) == tuple(before.order):
        return new > old
    return new * (len(before.order) - 1) > old * (len(after.order) - 1)


def needs_notice(after: Judged, before: Judged) -> bool:
    """Whether the rating must be announced first: the grade fell, or a red line is crossed that was not before."""
    return is_lower(after, before) or bool(new_red_lines(after, before))


def new_red_lines(after: Judged, before: Judged) -> list[Line]:
    """Return the red lines crossed now and not before."""
    known = {_key(line) for line in before.lines}
    return [dict(line) for line in after.lines if is_red(line) and _key(line) not in known]


def is_red(line: Mapping[str, object]) -> bool:
    """Whether a line tells of a red line."""
    params = line["params"]
    return line["points"] is None and isinstance(params, dict) and RED in params


def changes(after: Judged, before: Judged) -> list[Line]:
    """Return every line that moved, as it reads now, with ``change``: together they are the whole difference.

    A line that fell away reads as it did before. Where there was no file the start is no change for the worse.
    """
    old, new = _moving(before), _moving(after)
    found = []
    for key in (*new, *(k for k in old if k not in new)):
        change = _points(new.get(key)) - _points(old.get(key))
        if change:
            found.append({**(new.get(key) or old[key]), "change": change})
    return found


def principal_reasons(after: Judged, before: Judged) -> list[Line]:
    """Return what a notice must say: new red lines first, then what moved points down, the heaviest first."""
    red = [{**line, "change": None} for line in new_red_lines(after, before)]
    down = [line for line in changes(after, before) if _number(line["change"]) < 0]
    return red + sorted(down, key=lambda line: _number(line["change"]))


def says_no_more(reasons: Sequence[Mapping[str, object]], served: Sequence[Mapping[str, object]]) -> bool:
    """Whether every reason was announced already, and at least as heavy: then the clock of that notice runs on."""
    told = {_key(line): _number(line["change"]) for line in served}
    return all(_key(line) in told and told[_key(line)] <= _number(line["change"]) for line in reasons)


def _moving(judged: Judged) -> dict[tuple[object, ...], Mapping[str, object]]:
    return {_key(line): line for line in judged.lines if line["points"] is not None}


def _key(line: Mapping[str, object]) -> tuple[object, ...]:
    """Name what a line speaks of: a record (or a red line over it), otherwise a rule of the model."""
    params = line["params"] if isinstance(line["params"], dict) else {}
    red = (params.get(RED), params.get("grade")) if is_red(line) else None
    what = params.get("record")
    return (red, what) if what else (red, line["text"], params.get("dimension"))


def _points(line: Mapping[str, object] | None) -> int:
    return 0 if line is None else _number(line["points"])


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
