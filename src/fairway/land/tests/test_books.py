"""The books stay what the store says, whoever writes: kept, brought up to date, or read anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from tests.cast import DAY, agreement, event, operator, organisation, payment, project, promise

from fairway.base import audit
from fairway.land.models import Project, StageEntry
from fairway.land.queries import books as module
from fairway.land.queries.books import Books, books
from fairway.lib.columns import Rows
from fairway.sign.models import PromiseStep

pytestmark = pytest.mark.django_db
PARTS = ("log", "paid", "areas", "papers", "signed_for", "places", "promises", "steps")


@pytest.fixture(autouse=True)
def _keep_however_few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(module, "KEPT_FROM", 0)
    module.forget()
    yield
    module.forget()


def read(found: Books) -> dict[str, Rows]:
    return {name: getattr(found, name) for name in PARTS}


def same(one: Rows, other: Rows) -> bool:
    return all(
        np.array_equal(a, b, equal_nan=a.dtype.kind == "M")
        for a, b in zip(vars(one).values(), vars(other).values(), strict=True)
    )


def check() -> None:
    """What is kept equals what a new reading gives, row by row and in its order."""
    kept = read(books())
    fresh = read(module._unread())
    assert [name for name in PARTS if not same(kept[name], fresh[name])] == []


def written(subject: Model, verb: str = "record_stage") -> None:
    audit.record(actor=operator(), verb=verb, subject=subject, reason="test")


def test_they_are_read_once_while_nothing_changes() -> None:
    written(project(stages=3))
    read(books())
    with CaptureQueriesContext(connection) as asked:
        read(books())
    assert len(asked) == 1
    check()


def test_what_concerns_no_book_costs_nothing() -> None:
    written(project(stages=2))
    before = read(books())
    written(organisation(), "correct_organisation")
    after = read(books())
    assert all(after[name] is before[name] for name in PARTS)


def test_a_stage_and_a_payment_are_seen_at_once() -> None:
    first, second = project(stages=2), project(stages=1)
    payment(first, 100)
    written(second)
    read(books())
    day = DAY + timedelta(days=400)
    line = StageEntry.objects.create(
        project=first, stage="started", map_stage="started", happened_on=day, learned_on=day,
        responsible=first.responsible, evidence="permit",
    )  # fmt: skip
    payment(first, 7, currency="EUR")
    written(first)
    check()
    StageEntry.objects.create(
        project=first, stage="started", map_stage="started", happened_on=day, learned_on=day + timedelta(days=1),
        responsible=first.responsible, reverses=line,
    )  # fmt: skip
    written(first, "take_back_stage")
    check()
    assert len(read(books())["log"].pick(books().log.known(day + timedelta(days=2)))) == 3


def test_a_new_agreement_a_new_project_and_a_promise_are_seen_at_once() -> None:
    written(project(stages=2))
    read(books())
    signed = agreement(amount=2_500)
    written(signed, "sign_agreement")
    check()
    given = promise(signed)
    written(given, "write_promise")
    check()
    PromiseStep.objects.create(promise=given, step="kept", happened_on=DAY, learned_on=DAY, recorded_by=operator())
    written(given, "record_promise_step")
    check()
    written(project(signed, stages=1), "open_project")
    check()
    assert books().papers.project[-1] == Project.objects.get(agreement=signed).pk


def test_everything_is_read_anew_where_a_whole_event_is_loaded_or_records_are_merged() -> None:
    written(project(stages=2))
    read(books())
    day = event()
    project(agreement(day), stages=4)
    written(day, "load_stages")
    check()
    audit.record(actor=operator(), verb="merge", subject="know.merge:1", reason="test")
    check()


def test_a_log_that_is_not_the_one_that_was_read_is_read_anew() -> None:
    written(project(stages=2))
    read(books())
    module._kept["default"] = module._Kept(1, "another", books())
    written(project(stages=5))
    check()


def test_many_changes_are_read_anew_at_once() -> None:
    first = project(stages=1)
    written(first)
    read(books())
    for _ in range(module.MOST_CHANGES + 1):
        written(first)
    project(stages=3)
    check()


def test_few_lines_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT_FROM", 10**9)
    written(project(stages=2))
    read(books())
    assert module._kept == {}
    assert len(books().log.known(date(2030, 1, 1))) == 2
