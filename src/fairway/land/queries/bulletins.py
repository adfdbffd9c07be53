"""Bulletins: the KPIs of a definition over a period, as known on its last day, for any day again."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from fairway.land.engine.intake import WAYS_OUT
from fairway.land.engine.kpi.figures import Bulletin, Item, Known, bulletin
from fairway.land.engine.kpi.reading import read_definition
from fairway.land.engine.log import ROAD, known, reached
from fairway.land.engine.money import Movement
from fairway.land.models import Payment, StageEntry
from fairway.sign.queries import agreements_seen_by, promise_board, promises_seen_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from fairway.land.engine.kpi.definition import Definition
    from fairway.land.engine.log import Entry
    from fairway.land.queries.projects import Reader
    from fairway.lib.period import Period
    from fairway.sign.models import Agreement

FOLDER = Path(__file__).parents[1] / "kpi_definitions"
STAGES = tuple(str(stage) for stage in ROAD)


@lru_cache(maxsize=1)
def definitions() -> Mapping[str, Definition]:
    """Every definition that ships, by key; ours first."""
    files = sorted(FOLDER.glob("*.toml"), key=lambda file: (not file.stem.startswith("fairway"), file.stem))
    ways_out = sorted(str(way) for way in WAYS_OUT)
    read = [read_definition(file.read_text(encoding="utf-8"), file.name, STAGES, ways_out) for file in files]
    return {each.key: each for each in read}


def bulletin_of(definition: Definition, period: Period, *, seen_by: Reader = None) -> Bulletin:
    """Work out every KPI of the definition."""
    return bulletin(definition, kpis_known_on(period.end or period.start, seen_by=seen_by), period)


def kpis_known_on(day: date, *, seen_by: Reader = None) -> Known:
    """Read what was signed by ``day``, with or without a project, and what had become of it and of its promises.

    Seven queries.
    """
    signed = list(agreements_seen_by(seen_by).filter(signed_on__lte=day).order_by("pk"))
    ours = agreements_seen_by(seen_by).values("pk")
    logs: dict[int, list[Entry]] = {}
    lines = StageEntry.objects.filter(learned_on__lte=day, project__agreement__in=ours).select_related("project")
    for line in lines.order_by("pk"):
        logs.setdefault(line.project.agreement_id, []).append(line.as_entry())
    moved: dict[int, list[Movement]] = {}
    paid = Payment.objects.filter(learned_on__lte=day, project__agreement__in=ours).select_related("project")
    for each in paid.order_by("pk"):
        moved.setdefault(each.project.agreement_id, []).append(Movement(each.money, each.happened_on, each.learned_on))
    projects = [_project(each, known(logs.get(each.pk, ()), day), moved.get(each.pk, [])) for each in signed]
    return Known(projects, _promises(day, seen_by), STAGES)


def counts_demo(day: date, *, seen_by: Reader = None) -> bool:
    """Whether a bulletin of that day counts anything that is invented. One query."""
    return agreements_seen_by(seen_by).filter(signed_on__lte=day, is_demo=True).exists()


def _promises(day: date, seen_by: Reader) -> list[Item]:
    rows = promises_seen_by(seen_by).filter(agreement__signed_on__lte=day)
    board = promise_board(rows, day)
    return [
        Item(line.promise.pk, paper.signed_on, paper.kind, side=line.promise.side, state=line.standing.state)
        for line in (*board.enterprise, *board.government)
        if (paper := line.promise.agreement) is not None
    ]


def _project(agreement: Agreement, log: Sequence[Entry], moved: Sequence[Movement]) -> Item:
    days = {str(stage): day for stage, day in reached(log).items()}
    money = agreement.money
    own = [] if money is None else [Movement(money, agreement.signed_on, agreement.signed_on)]
    last = log[-1].stage if log else None
    return Item(
        key=agreement.pk,
        signed_on=agreement.signed_on,
        paper=agreement.kind,
        reached={STAGES[0]: agreement.signed_on, **days},
        way_out=str(last) if last in WAYS_OUT else "",
        moved=[*own, *moved],
    )
