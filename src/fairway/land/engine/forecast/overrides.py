"""An officer's own estimate beside the forecast. Neither hides the other, and both are scored later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.land.engine.forecast.scores import Score, score
from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date


@dataclass(frozen=True)
class Override:
    """What an officer expects of a project: the chance of landing by ``until``, said on ``said_on``, and why."""

    project: str
    chance: float
    until: date
    said_on: date
    said_by: str
    why: str

    def __post_init__(self) -> None:
        """Raise ``Invalid`` where the chance is none, nobody says it, or it comes without a reason."""
        if not 0 <= self.chance <= 1:
            raise Invalid("no-probability", _("Write a chance between 0 and 1."))
        if not self.why.strip() or not self.said_by.strip():
            raise Invalid("why-missing", _("Say who expects this, and why."))
        if self.until <= self.said_on:
            raise Invalid("until-past", _("The day a forecast is for must come after the day it is made."))


@dataclass(frozen=True)
class SideBySide:
    """Scores of the forecasts and of the officers' estimates, for the same projects."""

    forecast: Score
    officers: Score


def side_by_side(
    chances: Mapping[str, float], overrides: Sequence[Override], landed: Mapping[str, bool]
) -> SideBySide | None:
    """Score both where both exist and the outcome is known; ``None`` where there is no such project."""
    both = sorted(
        (each for each in overrides if each.project in chances and each.project in landed),
        key=lambda each: (each.project, each.said_on),
    )
    if not both:
        return None
    came = [landed[each.project] for each in both]
    return SideBySide(
        score([chances[each.project] for each in both], came), score([each.chance for each in both], came)
    )
