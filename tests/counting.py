"""Which lines and branches of engines and actions the tests reach: a plugin, ``pytest -p tests.counting``.

Each process marks what it reaches in the code it imports, and is not slowed where all is reached. At the end it is told
what all of them reached, and the run fails where that is less than ``LEAST`` percent.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slipcover import ImportManager, Slipcover, merge_coverage, print_coverage

if TYPE_CHECKING:
    import pytest

LEAST = 95.0
SOURCE = Path(__file__).parents[1] / "src" / "fairway"


class EnginesAndActions:
    """Tells whether a file is counted."""

    def matches(self, name: str | Path) -> bool:
        """Whether ``name`` is in a step's ``engine`` or ``actions`` and no test."""
        path = Path(name)
        if not path.is_relative_to(SOURCE):
            return False
        _step, *within = path.relative_to(SOURCE).with_suffix("").parts
        return bool(within) and within[0] in {"engine", "actions"} and "tests" not in within


class Counting:
    """What this process reached, and what its workers did."""

    def __init__(self) -> None:
        self.own = Slipcover(branch=True)
        self.imports = ImportManager(self.own, EnginesAndActions())
        self.imports.__enter__()
        self.reached: dict[str, Any] = {}

    def add(self, found: dict[str, Any]) -> None:
        """Take what one process reached to what is known."""
        self.reached = merge_coverage(self.reached, found) if self.reached else found

    @property
    def share(self) -> float:
        """Percent of lines and branches reached."""
        return float(self.reached["summary"]["percent_covered"]) if self.reached else 0.0


COUNTING = Counting()


def pytest_testnodedown(node: Any) -> None:
    """Hear what a worker reached."""
    if said := getattr(node, "workeroutput", {}).get("reached"):
        COUNTING.add(json.loads(said))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Say what this process reached to whoever started it; there, fail where it is too little."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["reached"] = json.dumps(COUNTING.own.get_coverage())
        return
    COUNTING.add(COUNTING.own.get_coverage())
    if session.exitstatus == 0 and COUNTING.share < LEAST:
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how much was reached; where that is too little, also what was not, file by file."""
    if COUNTING.share < LEAST:
        print_coverage(COUNTING.reached, skip_covered=True)
    told = f"Lines and branches of engines and actions reached: {COUNTING.share:.1f} % (at least {LEAST:.0f} %)"
    terminalreporter.write_line(told)
