"""One proof in a process of its own, which whoever started it may end at any moment: solvers at work do not listen.

It reads a task and when and where to begin, each one line of JSON, and writes one line for each word of the proof.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from typing import TYPE_CHECKING, Any, TextIO

from fairway.meet.engine.least_breaks.form import Form
from fairway.meet.engine.least_breaks.formula import Formula
from fairway.meet.engine.least_breaks.proof import Word, at_all, by_cores, by_decisions

if TYPE_CHECKING:
    from collections.abc import Iterator

DECISIONS, BY_SEATS, BY_MEETINGS = "decisions", "cores by seats", "cores by meetings"
"""The ways to prove; in the last, tables are counted by meetings."""
SIGNAL_AT_PARENTS_DEATH = 1
"""PR_SET_PDEATHSIG of Linux; elsewhere the limit on processor time ends who was left behind."""


def main() -> None:
    """Prove what standard input asks for."""
    task = json.loads(sys.stdin.readline())
    _end_with(task["parent"], task["seconds"])
    for word in words(task, sys.stdin):
        print(json.dumps(word), flush=True)  # noqa: T201  # read by who asked


def words(task: dict[str, Any], more: TextIO) -> Iterator[Word]:
    """Prove in the way of the task; a line of ``more`` says from which bound, and whether a timetable is known."""
    formula = Formula(Form(*task["form"]), task["fairness"], by_seats=task["way"] != BY_MEETINGS)
    begin = more.readline()
    if not begin:
        return
    bound, known = json.loads(begin)
    if not known:
        found = at_all(formula)
        yield found
        if found.bound is None:
            return
    yield from by_decisions(formula, bound) if task["way"] == DECISIONS else by_cores(formula)


def _end_with(parent: int, seconds: float) -> None:
    """Live no longer than the process that asked, and work no longer than it wants to wait."""
    most = int(seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SIGNAL_AT_PARENTS_DEATH, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


if __name__ == "__main__":
    main()
