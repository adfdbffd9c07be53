"""The index keeps up with organisations, in their own transaction, and can be made anew."""

from __future__ import annotations

import random
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from tests.cast import account, operator, organisation

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.know import queries
from fairway.know.actions import load_organisations, rebuild_search, search_stores
from fairway.know.actions import search as keeping
from fairway.know.engine.bigrams import METHOD
from fairway.know.engine.documents import document
from fairway.know.engine.intake import OrganisationKind, OrganisationRow
from fairway.know.models import Identifier, Name, Organisation, SearchDocument, SearchState
from fairway.know.models.search import TERMS_TABLE, drop_index, drop_parts, make_index, make_parts
from fairway.know.queries.documents import all_sources
from fairway.lib.errors import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


def found(words: str) -> list[int]:
    return queries.look_up(words).organisations


def leftovers() -> int:
    """Terms that stand in the index for no document."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            return 0
        cursor.execute(f"CREATE VIRTUAL TABLE temp.kept USING fts5vocab(main, {TERMS_TABLE}, 'row')")
        cursor.execute("SELECT COUNT(*) FROM temp.kept")
        count = int(cursor.fetchone()[0])
        cursor.execute("DROP TABLE temp.kept")
        return count


def parts() -> list[int]:
    """How many documents stand in each part of the table; none where it has no parts."""
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM know_searchdocument GROUP BY tableoid ORDER BY MIN(id)")
        return [count for (count,) in cursor.fetchall()]


def changed(change: Callable[[Any], None]) -> None:
    """Change tables as a migration does."""
    with connection.cursor() as cursor:
        change(type("Editor", (), {"connection": connection, "execute": lambda self, sql: cursor.execute(sql)})())


def test_a_new_name_is_found_and_an_old_one_no_longer() -> None:
    body = organisation(name="长春甲公司", name_en="Alpha Works")
    keeping.reindex([body.pk])
    assert found("甲公") == found("alpha") == [body.pk]
    Organisation.objects.filter(pk=body.pk).update(name="长春乙公司", kind="bank")
    keeping.reindex([body.pk])
    assert (found("甲公"), found("乙公")) == ([], [body.pk])
    assert SearchDocument.objects.get(organisation=body.pk).kind == "bank"


def test_an_index_without_organisations_is_empty() -> None:
    made = [organisation(name=f"长春{n}号公司") for n in range(5)]
    ids = [each.pk for each in made]
    keeping.reindex(ids)
    keeping.reindex(ids)
    Organisation.objects.filter(pk__in=ids).delete()
    keeping.reindex(ids)
    assert SearchDocument.objects.count() == leftovers() == 0


@pytest.mark.django_db(transaction=True)
def test_emptied_tables_leave_an_empty_index() -> None:
    with transaction.atomic():
        keeping.reindex([organisation(name="长春甲公司").pk])
    call_command("flush", interactive=False, verbosity=0)
    assert (found("甲公"), leftovers()) == ([], 0)


def test_a_merged_record_is_found_under_the_kept_one_only() -> None:
    kept, merged, deeper = organisation(name="红旗甲"), organisation(name="红旗乙"), organisation(name="红旗丙")
    Name.objects.create(organisation=deeper, text="旧名", kind="former", language="zh-Hans")
    Identifier.objects.create(organisation=merged, scheme="local", namespace="x", value="k-0042")
    keeping.reindex([kept.pk, merged.pk, deeper.pk])
    Organisation.objects.filter(pk=deeper.pk).update(merged_into=merged)
    Organisation.objects.filter(pk=merged.pk).update(merged_into=kept)
    keeping.reindex([deeper.pk, merged.pk])
    for words in ("红旗", "红旗乙", "红旗丙", "旧名", "k-0042"):
        assert found(words) == [kept.pk]
    Organisation.objects.filter(pk=merged.pk).update(merged_into=None)
    keeping.reindex([merged.pk, kept.pk])
    assert (found("旧名"), found("红旗甲")) == ([merged.pk], [kept.pk])


def test_what_is_rolled_back_is_not_found() -> None:
    body = organisation(name="长春甲公司")
    with transaction.atomic():
        keeping.reindex([body.pk])
        transaction.set_rollback(True)
    assert found("甲公") == []
    assert leftovers() == 0


def test_a_loaded_folder_is_found() -> None:
    row = OrganisationRow(key="s-017", legal_name="长春轴承公司", kind=OrganisationKind.ENTERPRISE, region="220100")
    ids = load_organisations(actor=operator(), reason="a test", rows=[row], namespace="a-test")
    assert found("轴承") == found("s-017") == [ids["s-017"]]


def test_made_anew_the_index_is_what_it_was() -> None:
    made = [organisation(name=f"长春{n}公司", name_en=f"Works {n}") for n in range(7)]
    Organisation.objects.filter(pk=made[0].pk).update(merged_into=made[1])
    keeping.reindex([each.pk for each in made])
    before, terms = list(SearchDocument.objects.values()), leftovers()
    reported: list[tuple[int, int]] = []
    count = rebuild_search(actor=operator(), reason="a test", report=lambda done, total: reported.append((done, total)))
    assert list(SearchDocument.objects.values()) == before
    assert (count, reported[-1], leftovers()) == (6, (6, 6), terms)
    assert found("公司") == [hit["organisation"] for hit in before]
    state = SearchState.objects.get()
    assert (state.method, state.documents) == (METHOD, 6)
    line = AuditLine.objects.get(verb="rebuild_search")
    assert (line.subject, line.facts["documents"]) == ("know.search", 6)


def test_documents_of_many_are_the_same_made_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(30):
        organisation(name=f"长春{n}公司")
    rebuild_search(actor=operator(), reason="a test")
    alone = list(SearchDocument.objects.values())
    monkeypatch.setattr(keeping, "MANY", 10)
    monkeypatch.setattr(keeping, "BATCH", 7)
    monkeypatch.setattr(search_stores, "LEAST", 7)
    rebuild_search(actor=operator(), reason="a test")
    assert list(SearchDocument.objects.values()) == alone
    assert len(found("公司")) == 30
    assert bool(SearchState.objects.get().bands) == (connection.vendor == "postgresql")
    more = organisation(name="长春新公司")
    keeping.reindex([more.pk])
    assert more.pk in found("公司")
    assert parts() == ([7, 7 + 1, 7, 7, 2] if connection.vendor == "postgresql" else [])


def test_names_of_any_length_stand_in_the_order_of_results(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond some length names count as equally long, and parts of the table may begin among them."""
    given = [(126, "bank"), (127, "enterprise"), (127, "bank"), (130, "bank"), (131, "enterprise"), (200, "enterprise")]
    made = [organisation(name="长" * length, kind=kind) for length, kind in given]
    monkeypatch.setattr(keeping, "BATCH", 1)
    monkeypatch.setattr(search_stores, "LEAST", 1)
    rebuild_search(actor=operator(), reason="a test")
    places = [document(source).columns[0] for source in all_sources()]
    assert places == sorted(places) == list(SearchDocument.objects.values_list("pk", flat=True))
    assert found("长长长") == [made[at].pk for at in (0, 1, 4, 5, 2, 3)]


def test_bands_begin_where_a_share_of_all_documents_begins() -> None:
    dice = random.Random(5)
    for n in range(40):
        organisation(name="长春" * dice.randint(1, 3) + f"{n}公司", kind=dice.choice(["bank", "enterprise"]))
    for size in (1, 7, 40, 100):
        walked = keeping.Parts(all_sources(), cuts := [0, 1, 6, 7, 7, 20, 39], size)
        seen = [(document(source).columns[0], bands) for part, bands in walked for source in part]
        places = [place for place, _ in seen]
        assert places == sorted(places)
        assert walked.bands == [places[at] for at in cuts]
        for place, bands in seen:
            assert bisect_right(bands, place) == bisect_right(walked.bands, place)


def test_the_table_can_be_put_in_parts_and_in_one() -> None:
    """As an installation is upgraded: what it has stays, is found, and can be added to."""
    body = organisation(name="长春甲公司")
    keeping.reindex([body.pk])
    before = list(SearchDocument.objects.values())
    for change in (drop_parts, make_parts):
        changed(change)
        assert list(SearchDocument.objects.values()) == before
        assert found("甲公") == [body.pk]
        keeping.reindex([body.pk, organisation(name=f"长春{change.__name__}").pk])
        before = list(SearchDocument.objects.values())
    rebuild_search(actor=operator(), reason="a test")
    assert list(SearchDocument.objects.values()) == before


def test_only_those_who_may_edit_make_it_anew() -> None:
    with pytest.raises(NotAllowed):
        rebuild_search(actor=account(Role.ENTERPRISE), reason="a test")
    assert not AuditLine.objects.filter(verb="rebuild_search").exists()


def test_the_index_can_be_dropped_and_made() -> None:
    if connection.vendor == "sqlite":
        connection.disable_constraint_checking()
    changed(drop_index)
    changed(make_index)
    body = organisation(name="长春甲公司")
    keeping.reindex([body.pk])
    assert found("甲公") == [body.pk]
