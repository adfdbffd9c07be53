"""Projects before anything is signed, as ``event.toml`` tells them: what each needs, and its first line in the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.land.engine.intake import Stage
from fairway.land.engine.log import Entry
from fairway.land.engine.stage_map_reading import DEFAULT, shipped_map
from fairway.land.engine.stages import objections
from fairway.lib.explain import gettext_noop as _
from fairway.lib.money import Money, MoneyKind
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from fairway.land.engine.stage_map import StageMap


@dataclass(frozen=True)
class IntentionSpec:
    """A project at an intention or a docking; investors, hosts and ``responsible`` are keys of organisations.

    Without ``on`` it came up on the day of the event. ``amount`` is of the kind of its stage, ``None`` where none was
    named. In an invented event it is real where a ``source`` tells of it.
    """

    title: str
    responsible: str
    next_due: date
    investors: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    stage: Stage = Stage.INTENTION
    stage_map: str = DEFAULT
    on: date | None = None
    region: str = ""
    industry: str = ""
    site: str = ""
    amount: Decimal | None = None
    currency: str = "CNY"
    note: str = ""
    source: str = ""

    @property
    def road(self) -> StageMap:
        """The stage map it follows."""
        return shipped_map(self.stage_map)

    @property
    def pledged(self) -> Money | None:
        """The amount that was named."""
        return None if self.amount is None else Money(self.amount, self.currency, MoneyKind(self.stage))

    def entry(self, held_on: date, responsible: int, told_on: date | None = None, evidence: str = "") -> Entry:
        """Its first line in the log: known since it was told of, and not before it happened."""
        happened = self.on or held_on
        return Entry(
            stage=self.stage,
            happened_on=happened,
            learned_on=max(happened, told_on or happened),
            responsible=responsible,
            evidence=evidence,
            next_due=self.next_due,
            note=self.note,
        )


def intention_problems(
    path: str, intention: IntentionSpec, held_on: date, as_of: date
) -> Iterator[tuple[str, BadCell]]:
    """Complain about what keeps a project from being begun: path and complaint."""
    if not (intention.investors or intention.hosts):
        text, remedy = _("A project needs an investor or a host."), _("Name at least one in investors or hosts.")
        yield path, BadCell("no-party", text, remedy)
    for key in sorted({*intention.investors} & {*intention.hosts}):
        text = _("“%(key)s” is both investor and host.")
        yield f"{path}.hosts", BadCell("party-twice", text, _("Name it on one side only."), key=key)
    filled = [name for name in FIELDS if getattr(intention, PLACES.get(name, name))]
    for each in objections(intention.road, (), intention.entry(held_on, 0), as_of, filled):
        bad = BadCell(each.code, each.reason.text, _("Complete or correct the entry."), **each.reason.params)
        yield f"{path}.{PLACES.get(each.field, each.field)}", bad


FIELDS = ("investor", "host", "region", "industry", "site", "amount")
"""What a stage map may ask for before a signature."""
PLACES = {"investor": "investors", "host": "hosts", "happened_on": "on"}
"""Where the entry has what the stage map and the log call otherwise."""
