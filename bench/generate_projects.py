"""An invented region's projects at size, written straight into a store: agreements, stage logs, money, promises.

A project passes each stage with a chance and after a time of its own; some lines are learned late, some are taken back
and told again, some projects leave. For 100,000 projects about two million lines: stages, payments, promises' steps.
Everything follows from the seed. The accounts, the audit log and the rest of the store stay as they are.
"""

from __future__ import annotations

import itertools
import random
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import Model

FIRST, LAST = date(2012, 1, 1), date(2026, 6, 30)
ROAD = ("signed", "registered", "started", "completed", "in_production", "at_capacity", "effective")
PASSES = (1.0, 0.9, 0.75, 0.8, 0.9, 0.7, 0.8)
MEDIAN_DAYS = (0, 120, 200, 400, 90, 300, 365)
ORGANISATIONS, EVENTS, AT_ONCE = 5_000, 200, 5_000
PAYMENTS, LATE, TAKEN_BACK, LEAVES = 18, 0.2, 0.04, 0.05
REGIONS = ("220100", "220200", "220300", "220400", "220500", "220600", "220700", "220800", "222400", "110000")
PAPERS = (("contract", "contract"), ("framework", "framework"), ("letter_of_intent", "intention"))


def fill(projects: int, seed: int = 1) -> int:
    """Write so many projects and say how many lines of log they have. Django is set up and the store empty."""
    from fairway.base.models import User

    dice = random.Random(seed)
    writer = User.objects.create(username="generator")
    organisations, events = _organisations(), _events()
    lines = 0
    for first in range(0, projects, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, projects))
        lines += _batch(dice, numbers, organisations, events, writer.pk)
    return lines


def _organisations() -> list[int]:
    from fairway.know.models import Organisation

    kinds = itertools.cycle(["enterprise"] * 19 + ["government"])
    rows = [
        Organisation(
            name=f"示例{n:05d}有限公司", kind=kind, region_code="220100", region_edition="2023",
            industry_code="3670", industry_edition="2017", is_demo=True,
        )
        for n, kind in zip(range(ORGANISATIONS), kinds, strict=False)
    ]  # fmt: skip
    return [row.pk for row in _kept(rows)]


def _events() -> list[int]:
    from fairway.meet.models import Event

    step = (LAST - FIRST) / EVENTS
    rows = [
        Event(code=f"e{n}", name=f"示例会{n}", held_on=FIRST + n * step, as_of=LAST, tables=4, is_demo=True)
        for n in range(EVENTS)
    ]
    return [row.pk for row in _kept(rows)]


def _kept(rows: Iterable[Model]) -> list[Model]:
    made = list(rows)
    return type(made[0])._default_manager.bulk_create(made, batch_size=AT_ONCE) if made else []


def _batch(dice: random.Random, numbers: range, organisations: list[int], events: list[int], writer: int) -> int:
    from fairway.land.models import Payment, StageEntry

    agreements = _agreements(dice, numbers, events)
    parties = _parties(dice, agreements, organisations)
    logs = [list(_log(dice, *pair)) for pair in zip(agreements, parties, strict=True)]
    projects = _projects(agreements, logs)
    told = _kept(
        StageEntry(project=project, **line) for project, log in zip(projects, logs, strict=True) for line in log
    )
    back = _kept(StageEntry(**_again(line), reverses=line) for line in told if dice.random() < TAKEN_BACK)
    retold = _kept(StageEntry(**_again(line.reverses)) for line in back if line.reverses)
    paid = _kept(each for pair in zip(projects, agreements, strict=True) for each in _payments(dice, *pair))
    gone = _kept(Payment(**_same_payment(each), reverses=each) for each in paid if dice.random() < TAKEN_BACK)
    steps = _promises(dice, agreements, parties, writer)
    return len(told) + len(back) + len(retold) + len(paid) + len(gone) + steps


def _agreements(dice: random.Random, numbers: range, events: list[int]) -> list[Model]:
    from fairway.sign.models import Agreement

    days = (LAST - FIRST).days
    rows = []
    for n in numbers:
        kind, money = dice.choices(PAPERS, (8, 1, 1))[0]
        amount = Decimal(dice.randrange(1, 9_999)) * 100_000 if dice.random() < 0.95 else None
        rows.append(
            Agreement(
                event_id=events[n % EVENTS], number=f"{n:06d}", title=f"示例项目{n}", kind=kind, money_kind=money,
                amount=amount, currency="" if amount is None else dice.choices(("CNY", "USD"), (9, 1))[0],
                signed_on=FIRST + timedelta(days=dice.randrange(days)), region_code=dice.choice(REGIONS),
                industry_code="3670", is_demo=True,
            )
        )  # fmt: skip
    return _kept(rows)


def _parties(dice: random.Random, agreements: list[Model], organisations: list[int]) -> list[tuple[int, int]]:
    """An enterprise and a government each; every twentieth organisation is a government."""
    from fairway.sign.models import Party

    governments = organisations[19::20]
    pairs = [(dice.choice(organisations[:19]), dice.choice(governments)) for _ in agreements]
    _kept(
        Party(agreement=agreement, organisation_id=pk, order=order)
        for agreement, pair in zip(agreements, pairs, strict=True)
        for order, pk in enumerate(pair, 1)
    )
    return pairs


def _projects(agreements: list[Model], logs: list[list[dict[str, object]]]) -> list[Model]:
    """Each stands where its log ends, as the actions keep it."""
    from fairway.land.models import Project

    return _kept(
        Project(
            agreement=a, event_id=a.event_id, title=a.title, region_code=a.region_code, industry_code=a.industry_code,
            map_key="investment", map_version=1, map_stage=log[-1]["stage"], stage=log[-1]["stage"],
            stage_since=log[-1]["happened_on"], next_due=log[-1]["next_due"],
            responsible_id=log[-1]["responsible_id"], is_demo=True,
        )
        for a, log in zip(agreements, logs, strict=True)
    )  # fmt: skip


def _log(dice: random.Random, agreement: Model, parties: tuple[int, int]) -> Iterator[dict[str, object]]:
    day = agreement.signed_on
    for stage, passes, median in zip(ROAD, PASSES, MEDIAN_DAYS, strict=True):
        day += timedelta(days=int(median * dice.lognormvariate(0, 0.6)))
        if day > LAST or dice.random() > passes:
            return
        leaves = stage != "signed" and dice.random() < LEAVES
        shown = "withdrawn" if leaves else stage
        learned = min(LAST, day + timedelta(days=dice.randrange(1, 90) if dice.random() < LATE else 0))
        yield {
            "map_stage": shown, "stage": shown, "happened_on": day, "learned_on": learned, "evidence": "许可证",
            "responsible_id": parties[0], "next_due": None if leaves else day + timedelta(days=median or 180),
        }  # fmt: skip
        if leaves:
            return


def _again(line: Model) -> dict[str, object]:
    day = min(LAST, line.learned_on + timedelta(days=10))
    names = ("project_id", "map_stage", "stage", "happened_on", "responsible_id", "next_due", "evidence")
    return {**{name: getattr(line, name) for name in names}, "learned_on": day}


def _same_payment(paid: Model) -> dict[str, object]:
    names = ("project_id", "kind", "amount", "currency", "happened_on", "evidence")
    return {**{name: getattr(paid, name) for name in names}, "learned_on": min(LAST, paid.learned_on)}


def _payments(dice: random.Random, project: Model, agreement: Model) -> Iterator[Model]:
    from fairway.land.models import Payment

    if agreement.amount is None:
        return
    for kind in ("committed", "paid_in", "realised"):
        for _ in range(dice.randrange(2 * PAYMENTS // 3 + 1)):
            day = agreement.signed_on + timedelta(days=dice.randrange(1_500))
            if day <= LAST:
                yield Payment(
                    project=project, kind=kind, amount=agreement.amount / PAYMENTS, currency=agreement.currency,
                    happened_on=day, learned_on=min(LAST, day + timedelta(days=dice.randrange(40))), evidence="回单",
                )  # fmt: skip


def _promises(dice: random.Random, agreements: list[Model], parties: list[tuple[int, int]], writer: int) -> int:
    """One promise of each side; two steps for most of them."""
    from fairway.sign.models import Promise, PromiseStep

    made = _kept(
        Promise(
            agreement=agreement, number=side, debtor_id=pair[place], creditor_id=pair[1 - place], side=side,
            what="示例承诺", due_on=agreement.signed_on + timedelta(days=dice.randrange(90, 1_200)), is_demo=True,
        )
        for agreement, pair in zip(agreements, parties, strict=True)
        for place, side in enumerate(("enterprise", "government"))
    )  # fmt: skip
    steps = []
    for promise in made:
        day = promise.due_on + timedelta(days=dice.randrange(-60, 120))
        for step in dice.choices((("kept",), ("disputed", "settled"), ("broken",), ()), (6, 1, 1, 2))[0]:
            if day <= LAST:
                steps.append(
                    PromiseStep(
                        promise=promise, step=step, happened_on=day, learned_on=day, recorded_by_id=writer, note="示例"
                    )
                )
                day += timedelta(days=30)
    return len(_kept(steps))
