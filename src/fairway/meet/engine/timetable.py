"""Solve a matchmaking event: the most valuable meetings, or all of them, without breaking a rule.

``most_value`` finds the meetings and proves how far they are from the best; only where an event is small and a gap
remains does CP-SAT work on the whole timetable. Effort is counted, not timed, so what comes out is the same everywhere
unless somebody stops it or sets a limit in seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.meet.engine.most_value.limits import Limits
from fairway.meet.engine.result import PlacedMeeting, Progress, Status, Timetable, Unmet

if TYPE_CHECKING:
    from collections.abc import Callable

    from fairway.meet.engine.problem import MeetingProblem

__all__ = ["PlacedMeeting", "Progress", "Status", "Timetable", "Unmet", "solve"]


def solve(
    problem: MeetingProblem,
    *,
    seed: int,
    effort: float,
    seconds: float | None = None,
    gap: float = 0.0,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Timetable:
    """Find the best timetable within ``effort``, counted in units near one second each.

    The same problem, seed and effort give the same timetable, in whatever order participants and wishes are
    listed, unless ``should_stop`` says yes or ``seconds`` pass; then the best one so far comes back.
    ``should_stop`` is asked between the steps of the work. It ends by itself when nothing better is possible, or
    when the value is within ``gap`` (a share) of the bound.
    """
    from fairway.meet.engine.most_value.solve import Solve

    limits = Limits(effort, seconds, should_stop or (lambda: False), gap)
    work = Solve(problem.ordered(), seed, limits, on_progress or (lambda _: None))
    work.run()
    return work.timetable()
