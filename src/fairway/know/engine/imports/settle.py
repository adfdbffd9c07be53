"""Rows of one file that are one organisation: the same thing said twice is once, anything else is for a person.

What comes out does not depend on the order of the rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.know.engine.imports.plan import FoundBy, Near, Outcome, Plan, refused
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from fairway.know.engine.imports.incoming import Incoming

_SHOWN = 5
_EVEN = 0.5


def repeated(rows: Sequence[Incoming]) -> dict[int, Plan]:
    """Return a plan for each row that shares a key or a code with another row of the file.

    Rows that say the same are read once: the first by number has no plan here. Rows that differ are all refused.
    """
    plans: dict[int, Plan] = {}
    for group in _groups(rows):
        if len({row.said() for row in group}) == 1:
            plans |= {row.number: _repeats(group[0].number) for row in group[1:]}
        else:
            plans |= {row.number: _differs(row, group) for row in group}
    return plans


def _groups(rows: Sequence[Incoming]) -> Iterable[list[Incoming]]:
    """Rows tied together by what they share, directly or through others; single rows left out."""
    leader = list(range(len(rows)))

    def find(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    first: dict[Hashable, int] = {}
    for place, row in enumerate(rows):
        for mark in _marks(row):
            one, other = find(first.setdefault(mark, place)), find(place)
            leader[max(one, other)] = min(one, other)
    groups: dict[int, list[Incoming]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(find(place), []).append(row)
    return [sorted(group, key=lambda row: row.number) for group in groups.values() if len(group) > 1]


def _marks(row: Incoming) -> list[Hashable]:
    keys = [row.own_key()] if row.own_key() else []
    return [*keys, *row.codes, *row.inside()]


def _repeats(first: int) -> Plan:
    note = BadCell("row-repeated", _REPEATS, _DELETE_ROW, first=first)
    return Plan(Outcome.UNCHANGED, found_by=FoundBy.ROW, notes=(("name", note),))


def _differs(row: Incoming, group: Sequence[Incoming]) -> Plan:
    others = [other.number for other in group if other.number != row.number]
    shared = next((mark for mark in _marks(row) for other in group if other != row and mark in _marks(other)), "")
    if isinstance(shared, tuple):
        facts = {"value": shared[1], "rows": _numbers(others)}
        return refused(shared[0], BadCell("code-twice", _CODE_TWICE, _KEEP_RIGHT, **facts))
    column, text = ("key", _KEY_TWICE) if row.key else ("name", _NAME_TWICE)
    return refused(column, BadCell("key-twice", text, _TELL_APART, key=row.key or row.name, rows=_numbers(others)))


def one_row_each(plans: Mapping[int, Plan], names: Mapping[int, str]) -> tuple[dict[int, Plan], dict[int, Near]]:
    """Find the rows of which several were found to be one organisation; gives those refused and those to ask about.

    Rows found by name are asked about; where several were found by code and key, all of these are refused. ``names``
    are the organisations' names by id.
    """
    by_owner: dict[int, list[int]] = {}
    for number, plan in sorted(plans.items()):
        if plan.pk is not None and plan.outcome in {Outcome.CHANGED, Outcome.UNCHANGED}:
            by_owner.setdefault(plan.pk, []).append(number)
    out: dict[int, Plan] = {}
    asked: dict[int, Near] = {}
    for pk, numbers in by_owner.items():
        sure = [number for number in numbers if plans[number].found_by in {FoundBy.CODE, FoundBy.KEY}]
        if len(numbers) > 1:
            asked |= {n: Near(pk, names[pk], "ask", _EVEN) for n in numbers if n not in sure}
        if len(sure) > 1:
            facts = {"name": names[pk], "rows": _numbers(sure)}
            out |= {n: refused("name", BadCell("one-organisation", _ONE, _KEEP_ONE, **facts), pk) for n in sure}
    return out, asked


def _numbers(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:_SHOWN]))
    return f"{shown} …" if len(numbers) > _SHOWN else shown


_REPEATS = _("The row repeats row %(first)s.")
_DELETE_ROW = _("Nothing need be done; one of the two can be deleted.")
_CODE_TWICE = _("The code %(value)s stands in other rows too, and they say something else: %(rows)s.")
_KEEP_RIGHT = _("Keep the row that is right, or correct the code of the others.")
_KEY_TWICE = _("The key %(key)s stands in other rows too, and they say something else: %(rows)s.")
_NAME_TWICE = _("“%(key)s” stands in other rows too, and they say something else: %(rows)s.")
_TELL_APART = _("Keep the row that is right, or give each organisation a code or a key of its own.")
_ONE = _("Several rows are %(name)s: %(rows)s.")
_KEEP_ONE = _("Keep one of them.")
