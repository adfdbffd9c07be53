"""While the index is made anew others save organisations: everybody waits for their turn, nobody fails."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from tests.cast import DAY, operator, organisation

from fairway.base import audit
from fairway.know import actions, queries
from fairway.know.actions import rebuild_search
from fairway.know.actions import search as keeping
from fairway.know.models import Organisation, SearchState

if TYPE_CHECKING:
    from collections.abc import Callable

    from fairway.base.models import User

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="On SQLite only one connection writes at a time."),
]
GIVEN = actions.Provenance(origin="register extract", learned_on=DAY)
DRAFT = actions.Draft("长春乙有限公司", "enterprise", "220100", is_demo=True)
_WAITS = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"


def at_work() -> User:
    """Somebody in an office whose log has been begun."""
    clerk = operator()
    audit.record(actor=clerk, verb="try", subject="a:thing", reason="a test")
    return clerk


def beside(pool: ThreadPoolExecutor, act: Callable[[], object]) -> Future[Any]:
    """Act on a connection of its own, and come back once that waits for what this connection holds."""

    def closing() -> object:
        try:
            return act()
        finally:
            connection.close()

    other, until = pool.submit(closing), monotonic() + 20
    with connection.cursor() as cursor:
        while not cursor.execute(_WAITS).fetchone()[0]:
            assert not other.done(), other.result()
            assert monotonic() < until
            sleep(0.01)
    return other


def documents() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, organisation, terms FROM know_searchdocument ORDER BY id")
        return list(cursor.fetchall())


def assert_all_is_there() -> None:
    """Both organisations are found, and their documents are as they would be made now."""
    both, kept = list(Organisation.objects.order_by("pk").values_list("pk", flat=True)), documents()
    assert len(both) == 2
    assert queries.look_up("长春").organisations == sorted(both)
    with transaction.atomic():
        keeping.reindex(both)
    assert documents() == kept
    assert audit.verify().broken == ()


def test_a_save_begun_before_goes_first() -> None:
    clerk, kept = at_work(), organisation(name="长春甲有限公司")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            body = organisation(name=DRAFT.name)
            keeping.reindex([body.pk, kept.pk])
            rebuilt = beside(pool, lambda: rebuild_search(actor=clerk, reason="a test"))
            audit.record(actor=clerk, verb="add_organisation", subject=body, reason="a test")
        assert rebuilt.result(20) == 2
    assert_all_is_there()


def test_a_save_begun_meanwhile_goes_into_the_new_index() -> None:
    clerk, _kept = at_work(), organisation(name="长春甲有限公司")
    SearchState.objects.create(method="an earlier one", bands=[1])
    saved: list[Future[Organisation]] = []

    def save() -> object:
        return actions.add_organisation(actor=clerk, reason="a test", draft=DRAFT, given=GIVEN)

    with ThreadPoolExecutor(1) as pool:
        rebuild_search(actor=clerk, reason="a test", report=lambda done, total: saved.append(beside(pool, save)))
        assert [each.result(20).name for each in saved] == [DRAFT.name]
    assert_all_is_there()
