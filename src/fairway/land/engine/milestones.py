"""Milestones of a project: what waits for what, and the least that has to move when one of them slips.

Three days stand side by side and never replace each other: the one *planned* when the plan was agreed, the one
*forecast* now, and the *actual* one. A milestone may wait for others, each with a lag in days. Replanning moves a
forecast only where what it waits for leaves no choice, never earlier, and no further than it must: no plan that keeps
the lags moves fewer milestones or moves any of them less.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid, Refused
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date


@dataclass(frozen=True)
class Milestone:
    """A step with its three days, ``None`` where not known; ``after`` maps what it waits for to the lag in days.

    ``owner`` identifies the organisation that answers for it. ``latest`` is a day it must not pass, such as that of a
    promise or a permit.
    """

    key: str
    owner: int
    planned: date
    forecast: date | None = None
    actual: date | None = None
    latest: date | None = None
    after: Mapping[str, int] = field(default_factory=dict)

    @property
    def expected(self) -> date:
        """The actual day, or else the one forecast, or else the one planned."""
        return self.actual or self.forecast or self.planned

    @property
    def slip_days(self) -> int:
        """Days by which it is, or is expected, later than planned; negative: earlier."""
        return (self.expected - self.planned).days


@dataclass(frozen=True)
class Move:
    """One milestone that has to move, from which day to which, because of the one it waits for."""

    key: str
    owner: int
    was: date
    becomes: date
    because_of: str

    @property
    def days(self) -> int:
        """How far it moves."""
        return (self.becomes - self.was).days


@dataclass(frozen=True)
class Replan:
    """The new plan, what moved in the order of the days, which latest days are missed, and who has to be told."""

    milestones: tuple[Milestone, ...]
    moves: tuple[Move, ...]
    missed: tuple[str, ...]

    @property
    def affected(self) -> tuple[int, ...]:
        """The organisations whose milestones moved, each once."""
        return tuple(sorted({move.owner for move in self.moves}))


def replan(milestones: Sequence[Milestone], slipped: str, new_day: date, *, happened: bool = False) -> Replan:
    """Give ``slipped`` the forecast ``new_day`` (the actual day if it ``happened``) and move what has to move with it.

    Raises ``Invalid`` for an unknown milestone or a circle, ``Refused`` where the milestone has happened already or is
    forecast before what it waits for; what happened may have come earlier than anybody thought possible.
    """
    plan = {each.key: each for each in milestones}
    order = in_order(milestones)
    first = plan.get(slipped)
    if first is None:
        raise Invalid("milestone-unknown", _("No milestone is called %(key)s."), key=slipped)
    if first.actual is not None:
        text = _("%(key)s happened on %(day)s: what has happened cannot be forecast.")
        raise Refused("milestone-happened", text, key=slipped, day=first.actual.isoformat())
    if happened:
        plan[slipped] = replace(first, actual=new_day)
    else:
        refuse_too_early(first, plan, new_day)
        plan[slipped] = replace(first, forecast=new_day)
    moves = [move for key in order if (move := _pushed(key, plan))]
    found = tuple(plan[each.key] for each in milestones)
    missed = tuple(key for key in order if (last := plan[key].latest) and plan[key].expected > last)
    return Replan(found, tuple(moves), missed)


def refuse_too_early(first: Milestone, plan: Mapping[str, Milestone], new_day: date) -> None:
    """Raise ``Refused`` where ``first`` on ``new_day`` would come before what it waits for in ``plan``."""
    for other, lag in sorted(first.after.items()):
        soonest = plan[other].expected + timedelta(days=lag)
        if new_day < soonest:
            text = _("%(key)s waits for %(other)s and cannot come before %(day)s.")
            raise Refused("milestone-early", text, key=first.key, other=other, day=soonest.isoformat())


def _pushed(key: str, plan: dict[str, Milestone]) -> Move | None:
    """Move a milestone to the first day that what it waits for allows, if it stands before that day."""
    own = plan[key]
    if own.actual is not None or not own.after:
        return None
    soonest, cause = max((plan[other].expected + timedelta(days=lag), other) for other, lag in own.after.items())
    if own.expected >= soonest:
        return None
    plan[key] = replace(own, forecast=soonest)
    return Move(key, own.owner, own.expected, soonest, cause)


def in_order(milestones: Sequence[Milestone]) -> tuple[str, ...]:
    """Order the keys so that each comes after what it waits for; of two that do not wait, as they are listed.

    Raises ``Invalid`` where milestones wait in a circle or for one that is not there.
    """
    keys = {each.key for each in milestones}
    for each in milestones:
        for other in sorted(each.after):
            if other not in keys:
                text = _("%(key)s waits for %(other)s, which is not a milestone of this project.")
                raise Invalid("milestone-unknown", text, key=each.key, other=other)
    try:
        return tuple(TopologicalSorter({each.key: sorted(each.after) for each in milestones}).static_order())
    except CycleError as circle:
        text = _("These milestones wait for each other in a circle: %(keys)s.")
        raise Invalid("milestone-circle", text, keys=" → ".join(circle.args[1])) from circle
