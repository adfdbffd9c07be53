"""What a forecast is told: the road projects travel, and each project with its days, features and amounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date


@dataclass(frozen=True)
class Road:
    """The stages in order, the last of which is "landed", and the ways a project leaves the road for good."""

    stages: tuple[str, ...]
    outs: tuple[str, ...] = ()

    @property
    def landed(self) -> str:
        """The stage a forecast is about."""
        return self.stages[-1]

    @cached_property
    def ends(self) -> tuple[str, ...]:
        """Where nothing follows: landed, then the ways out."""
        return (self.landed, *self.outs)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Every stage in order, then the ways out."""
        return (*self.stages, *self.outs)


@dataclass(frozen=True)
class Project:
    """One project: the day it reached each stage or way out, its features, and its amounts by unit.

    A stage that is left out was skipped or not written down. ``features`` hold words or numbers; a feature that is
    missing or empty is not stated and tells nothing. ``amounts`` are floats by unit ("MW", "contract CNY"), so that
    kinds of money and currencies never add up together.
    """

    key: str
    reached: Mapping[str, date]
    features: Mapping[str, str | float] = field(default_factory=dict)
    amounts: Mapping[str, float] = field(default_factory=dict)


def known_by(projects: Sequence[Project], road: Road, day: date) -> list[Project]:
    """Return each project that had begun by ``day``, with what happened later erased; features stay as they are."""
    cut = ((each, {stage: at for stage, at in each.reached.items() if at <= day}) for each in projects)
    return [
        Project(each.key, reached, each.features, each.amounts)
        for each, reached in cut
        if any(stage in reached for stage in road.stages)
    ]


def pending(projects: Sequence[Project], road: Road) -> list[Project]:
    """Return the projects that began and neither landed nor left."""
    ends = set(road.ends)
    return [each for each in projects if each.reached and not ends & each.reached.keys()]


def refuse_strange(projects: Sequence[Project], road: Road) -> None:
    """Raise ``Invalid`` where a key comes twice, or a place is not on the road."""
    seen: set[str] = set()
    places = set(road.places)
    for each in projects:
        if each.key in seen:
            raise Invalid("project-twice", _("The project %(key)s comes twice."), key=each.key)
        seen.add(each.key)
        if strange := sorted(each.reached.keys() - places):
            text = _("The project %(key)s has a stage the road does not know: %(stage)s.")
            raise Invalid("stage-unknown", text, key=each.key, stage=strange[0])
