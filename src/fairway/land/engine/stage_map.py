"""The stages of a kind of project in order, the ways out with their reasons, and what each stage asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.land.engine.intake import Stage

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from fairway.lib.money import MoneyKind

EVIDENCE = "evidence"
VERIFIED = "verified_evidence"
AGREEMENT = "agreement"
FIELDS = ("region", "industry", "investor", "host", "amount", "site", EVIDENCE, VERIFIED)
"""What a map may ask for from a stage on. The agreement is asked for where a project is signed, in every map."""


@dataclass(frozen=True)
class MapStage:
    """A stage with its names; figures count it as ``counts_as``. ``opens``: a project may begin here."""

    key: str
    name: str
    name_zh: str
    counts_as: Stage
    opens: bool = False


@dataclass(frozen=True)
class WayReason:
    """Why projects leave this way."""

    key: str
    name: str
    name_zh: str


@dataclass(frozen=True)
class Way:
    """A way out with its names and the reasons it may be taken for; figures count it as ``counts_as``."""

    key: str
    name: str
    name_zh: str
    counts_as: Stage
    reasons: tuple[WayReason, ...]


@dataclass(frozen=True)
class StageMap:
    """One version of a map. ``required`` maps a field to the key of the stage from which it must be filled in.

    Money of the kinds ``verified_money`` is kept only with evidence that a second signer verified.
    """

    key: str
    version: int
    name: str
    name_zh: str
    authority: str
    source: str
    in_force_from: date
    stages: tuple[MapStage, ...]
    ways_out: tuple[Way, ...]
    required: Mapping[str, str]
    verified_money: frozenset[MoneyKind] = frozenset()
    authority_zh: str = ""
    source_zh: str = ""

    def place(self, key: str) -> int | None:
        """Count from 0 where the stage stands on the road; ``None`` for a way out and what is not on this map."""
        return next((place for place, stage in enumerate(self.stages) if stage.key == key), None)

    def find(self, key: str) -> MapStage | Way | None:
        """The stage or the way out of that key."""
        places: tuple[MapStage | Way, ...] = (*self.stages, *self.ways_out)
        return next((each for each in places if each.key == key), None)

    def step_of(self, stage: Stage) -> str:
        """The first stage or way out that counts as ``stage``; the stage's own word where none does."""
        places: tuple[MapStage | Way, ...] = (*self.stages, *self.ways_out)
        return next((each.key for each in places if each.counts_as is stage), stage.value)

    def following(self, key: str | None) -> tuple[MapStage | Way, ...]:
        """What may follow: where nothing does yet, the stages a project may begin at; after an end, nothing."""
        if key is None:
            return tuple(stage for stage in self.stages if stage.opens)
        place = self.place(key)
        if place is None or place == len(self.stages) - 1:
            return ()
        return (self.stages[place + 1], *self.ways_out)

    def asks(self, key: str) -> tuple[str, ...]:
        """The fields that must be filled in at this stage; none at a way out."""
        place = self.place(key)
        if place is None:
            return ()
        since = {name: self.place(first) or 0 for name, first in self.required.items()}
        signed = next(at for at, stage in enumerate(self.stages) if stage.counts_as is Stage.SIGNED)
        return tuple(name for name, at in ((AGREEMENT, signed), *since.items()) if place >= at)

    def lacks(self, key: str, filled: Collection[str]) -> tuple[str, ...]:
        """What this stage asks for and is not filled in."""
        return tuple(name for name in self.asks(key) if name not in filled)
