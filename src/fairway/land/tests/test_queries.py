"""Questions about projects: replayed as of a day, narrowed to the reader, few queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import DAY, account, agreement, event, organisation, payment, project

from fairway.govern.models import Role
from fairway.land import queries
from fairway.land.models import StageEntry
from fairway.lib.money import MoneyKind
from fairway.sign.models import FurtherAmount

pytestmark = pytest.mark.django_db

AS_OF = date(2022, 1, 17)


def test_demo_data_is_told_for_its_last_day_and_real_data_for_today() -> None:
    assert queries.reporting_date() == timezone.localdate()
    event(as_of=date(2021, 11, 1))
    event(as_of=AS_OF)
    assert queries.reporting_date() == AS_OF
    event(parent=event(is_demo=False))
    assert queries.reporting_date() == AS_OF
    event(is_demo=False)
    assert queries.reporting_date() == timezone.localdate()


def test_the_funnel_of_everything_of_an_event_and_of_a_reader() -> None:
    mine, day = organisation(), event()
    project(agreement(day, parties=(mine, organisation())), stages=3)
    project(agreement(day))
    project(stages=2)
    reader = account(Role.ENTERPRISE, mine)

    def reached(found: queries.Funnel) -> list[int]:
        return [step.reached for step in found.steps][:4]

    assert reached(queries.funnel(AS_OF)) == [3, 2, 1, 0]
    assert reached(queries.funnel(AS_OF, day)) == [2, 1, 1, 0]
    assert reached(queries.funnel(AS_OF, seen_by=reader)) == [1, 1, 1, 0]
    assert reached(queries.funnel(DAY)) == [3, 0, 0, 0]
    assert reached(queries.funnel(DAY - timedelta(days=1))) == [0, 0, 0, 0]


def test_money_by_month_keeps_kinds_apart_and_waits_until_it_is_known() -> None:
    opened = project()
    payment(opened, 100, happened_on=date(2021, 11, 3), learned_on=date(2021, 12, 24))
    payment(opened, 900, kind="committed")
    agreement(amount=None, currency="")
    (before,) = queries.money_by_month(date(2021, 12, 23))
    (after,) = queries.money_by_month(date(2021, 12, 24))
    assert before.of(MoneyKind.PAID_IN) is None
    assert [int(each.total) for each in after.series] == [1000, 900, 100]
    assert queries.money_in_place(AS_OF)[0].share == queries.project_in_place(opened).share  # type: ignore[union-attr]
    reader = account(Role.ENTERPRISE, organisation())
    assert queries.money_by_month(AS_OF, seen_by=reader) == ()
    assert queries.money_by_month(AS_OF, event()) == ()


def test_amounts_of_further_kinds_stand_beside_the_main_one() -> None:
    signed = agreement(amount=1000)
    FurtherAmount.objects.create(agreement=signed, money_kind="intention", amount=5, currency="EUR")
    yuan, euro = queries.money_by_month(AS_OF)
    assert [(each.kind, int(each.total)) for each in (*yuan.series, *euro.series)] == [
        (MoneyKind.CONTRACT, 1000),
        (MoneyKind.INTENTION, 5),
    ]


def test_what_is_late_as_known_then() -> None:
    slow, quick = project(stages=1), project(stages=2)
    late = queries.overdue(AS_OF)
    assert [(each.project, each.days) for each in late.projects] == [(slow.pk, 60), (quick.pk, 30)]
    assert late.projects[0].responsible_name == slow.responsible.name
    assert [line.most_days for line in late.organisations] == [60, 30]
    assert queries.overdue(DAY + timedelta(days=30)).count == 0
    cut = queries.overdue(AS_OF, 1)
    assert (len(cut.projects), cut.count) == (1, 2)


def test_what_is_over_is_never_late() -> None:
    opened = project()
    StageEntry.objects.create(
        project=opened, stage="withdrawn", happened_on=DAY, learned_on=DAY, responsible=opened.responsible, note="x"
    )
    assert queries.overdue(AS_OF).count == 0


def test_tiles_count_projects_where_they_lie() -> None:
    project(agreement(region_code="220184"))
    project(agreement(region_code="110105"))
    agreement(region_code="220100")
    found = queries.tiles(AS_OF)
    assert {tile.code: tile.projects for tile in found.tiles if tile.projects} == {"220100": 1}
    assert found.elsewhere == 1


@pytest.mark.parametrize("region", ["", "ABC", "吉林", "２２０１００", "2201"])
def test_a_project_whose_region_is_no_code_lies_elsewhere(region: str) -> None:
    """Files from elsewhere may name it so; the map still opens."""
    project(region_code=region)
    found = queries.tiles(AS_OF)
    assert (found.elsewhere, sum(tile.projects for tile in found.tiles)) == (1, 0)


def test_contract_and_paid_in_of_one_project() -> None:
    opened = project()
    payment(opened, 250)
    payment(opened, 9, currency="EUR")
    payment(opened, 700, kind="realised")
    assert [(int(total.amount), total.currency) for total in queries.paid_in(opened)] == [(250, "CNY"), (9, "EUR")]
    found = queries.project_in_place(opened)
    assert found is not None
    assert found.share == Decimal("0.25")
    unstated = project(agreement(amount=None, currency=""))
    assert queries.project_in_place(unstated) is None
    framework = project(agreement(kind="framework", money_kind="framework"))
    assert queries.project_in_place(framework) is None


def test_agreements_that_nobody_follows_up() -> None:
    project()
    free = agreement()
    assert list(queries.agreements_without_project(None)) == [free]


@pytest.mark.parametrize(
    ("ask", "most"),
    [
        (lambda: queries.funnel(AS_OF), 2),
        (lambda: queries.time_in_stage(AS_OF), 2),
        (lambda: queries.money_by_month(AS_OF), 4),
        (lambda: queries.money_in_place(AS_OF), 4),
        (lambda: queries.tiles(AS_OF), 6),
        (lambda: queries.overdue(AS_OF, 5), 4),
        (queries.reporting_date, 1),
    ],
)
def test_a_fixed_number_of_queries(ask: Callable[[], object], most: int) -> None:
    for _ in range(3):
        payment(project(stages=2))
    with CaptureQueriesContext(connection) as asked:
        ask()
    assert len(asked) == most
