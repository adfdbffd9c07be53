"""How many of the signed projects came how far, computed from stages and evidence.

Xuchang counted 247 signed, 244 fulfilled and 222 started (98.8 % and 89.9 %) while 370 of 1,077 hundred million
yuan (34.4 %) were in place: shares of projects and shares of money answer different questions and stand apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from fairway.land.engine.columns import STAGES
from fairway.land.engine.intake import WAYS_OUT, Stage
from fairway.land.engine.log import BEFORE, ROAD
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from datetime import date

    from fairway.land.engine.standings import Standings


@dataclass(frozen=True)
class Step:
    """One stage of the funnel.

    ``reached``: projects that came at least this far (before a signature: of those that began no later); ``left``:
    those of them that were withdrawn or terminated since; ``here``: those that stand here now; ``share``: reached of
    signed, ``None`` before a signature and while nothing is signed.
    """

    stage: Stage
    reached: int
    left: int
    here: int
    share: Fraction | None


@dataclass(frozen=True)
class WayOut:
    """How many signed projects left the road this way."""

    stage: Stage
    count: int


@dataclass(frozen=True)
class Funnel:
    """The funnel as known on a date: ``before`` anything was signed, and ``steps`` from the signature on.

    What is not signed is in no denominator.
    """

    as_of: date
    before: tuple[Step, ...]
    steps: tuple[Step, ...]
    ways_out: tuple[WayOut, ...]

    @property
    def signed(self) -> int:
        """Projects signed: the denominator of every share."""
        return self.steps[0].reached


@dataclass(frozen=True)
class Rate:
    """A share of projects with its definition: ``numerator`` projects reached ``stage`` of all signed."""

    name: str
    definition: str
    stage: Stage
    numerator: int
    denominator: int

    @property
    def share(self) -> Fraction | None:
        """Numerator of denominator; ``None`` while nothing is signed."""
        return share(self.numerator, self.denominator)


# Name of the rate, its definition, the stage that counts. Authorities define these differently: this is ours.
RATES = (
    (_("Fulfilment"), _("projects registered, of all signed"), Stage.REGISTERED),
    (_("Start of building"), _("projects started with evidence, of all signed"), Stage.STARTED),
    (_("Commissioning"), _("projects in production with evidence, of all signed"), Stage.IN_PRODUCTION),
    (_("Capacity"), _("projects at capacity with evidence, of all signed"), Stage.AT_CAPACITY),
    (_("Effectiveness"), _("projects effective with evidence, of all signed"), Stage.EFFECTIVE),
)


def share(part: int, whole: int) -> Fraction | None:
    """Return the part of the whole exactly, ``None`` where there is no whole."""
    return Fraction(part, whole) if whole else None


def read_funnel(found: Standings, as_of: date) -> Funnel:
    """Count the projects by the stage they reached, as they stood on ``as_of``; ways out are counted apart."""
    signed = found.have_reached(ROAD[0])
    ways_out = (stage for stage in Stage if stage in WAYS_OUT)
    return Funnel(
        as_of=as_of,
        before=tuple(_step(stage, found, 0) for stage in BEFORE),
        steps=tuple(_step(stage, found, int(signed.sum())) for stage in ROAD),
        ways_out=tuple(WayOut(way, int((signed & (found.stage == STAGES.index(way))).sum())) for way in ways_out),
    )


def _step(stage: Stage, found: Standings, signed: int) -> Step:
    reached = found.have_reached(stage)
    count = int(reached.sum())
    return Step(
        stage=stage,
        reached=count,
        left=int((reached & found.is_out).sum()),
        here=int(((found.furthest == STAGES.index(stage)) & ~found.is_out).sum()),
        share=share(count, signed),
    )


def rates(funnel: Funnel) -> tuple[Rate, ...]:
    """Return the named rates: each says what was counted and of what."""
    reached = {step.stage: step.reached for step in funnel.steps}
    return tuple(Rate(name, definition, stage, reached[stage], funnel.signed) for name, definition, stage in RATES)
