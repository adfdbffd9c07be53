"""Two records become one and two again: nothing is lost, left behind or mixed up."""

from __future__ import annotations

import random

import pytest
from django.db import connection, transaction
from django.db.models import BigAutoField
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import DAY, account, credit_record, operator, organisation

from fairway.base.models import AuditLine, User
from fairway.govern.models import Role
from fairway.know.actions.merging import merge_organisations, undo_merge
from fairway.know.models import Contact, FieldOrigin, Identifier, Merge, Name, Organisation, Relation
from fairway.know.queries.hanging import movable, pointers
from fairway.know.queries.merges import merge_banner, moved_by_table, stayed_by_table
from fairway.know.tests.world import MAKERS, World, picture
from fairway.lib.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db
WHY = "a test"


def merge(actor: User, kept: Organisation, merged: Organisation) -> Merge:
    """Merge as the desk does once two people have agreed, whatever hangs on the records."""
    from fairway.know.actions.merging import _merge

    return _merge(actor=actor, reason=WHY, kept=kept, merged=merged, ruling=None)


def undo(actor: User, made: Merge) -> Merge:
    return undo_merge(actor=actor, reason=WHY, merge=made)


def orphans() -> list[str]:
    """Rows that point to a merged record although they could point to the one it has become."""
    found = []
    for record in Organisation.objects.exclude(merged_into=None):
        assert record.merged_into.merged_into is None
        for pointer in pointers():
            free = movable(pointer, record.pk, record.merged_into_id).values_list("pk", flat=True)
            found += [f"{pointer.table}.{pointer.column} {pk}" for pk in free]
    return found


def test_every_table_that_points_to_organisations_is_in_the_world() -> None:
    every = {f"{p.table}.{p.column}" for p in pointers()}
    assert every - set(MAKERS) == {"know.organisation.merged_into"}


def test_every_pointer_can_be_kept_as_a_move() -> None:
    assert [p for p in pointers() if not isinstance(p.model._meta.pk, BigAutoField)] == []


@given(seed=st.integers(0, 2**32), rows=st.integers(0, 60))
@settings(max_examples=8, deadline=None)
def test_merging_and_undoing_changes_nothing_in_the_whole_database(seed: int, rows: int) -> None:
    with transaction.atomic():
        world, actor = World(random.Random(seed)), operator()
        world.hang(rows)
        before = picture()
        kept, merged = world.two()
        made = merge(actor, kept, merged)
        assert orphans() == []
        merged.refresh_from_db()
        assert merged.merged_into == kept
        undo(actor, made)
        connection.check_constraints()
        assert picture() == before
        transaction.set_rollback(True)


@given(seed=st.integers(0, 2**32), steps=st.integers(2, 8))
@settings(max_examples=5, deadline=None)
def test_any_order_of_merging_and_undoing_leaves_what_the_standing_merges_alone_would(seed: int, steps: int) -> None:
    """The yardstick never undoes: it makes the merges that still stand, in their order, in the world as it was."""
    dice = random.Random(seed)
    with transaction.atomic():
        world, actor = World(dice, records=5), operator()
        world.hang(40)
        before = picture()
        play(dice, actor, world.records, steps)
        assert orphans() == []
        connection.check_constraints()
        standing = list(Merge.objects.filter(undone_at=None).order_by("pk"))
        found = picture()
        for made in dice.sample(standing, len(standing)):
            undo(actor, made)
        assert picture() == before
        for made in standing:
            made.kept.refresh_from_db()
            made.merged.refresh_from_db()
            merge(actor, made.kept, made.merged)
        assert picture() == found
        transaction.set_rollback(True)


def test_twenty_sequences_in_one_world_leave_no_orphan_and_nothing_changed() -> None:
    """Each begins where the last one ended; ``bench/merge_undo.py`` plays ten thousand."""
    dice = random.Random(7)
    world, actor = World(dice, records=4), operator()
    world.hang(21)
    before = picture()
    for _ in range(20):
        play(dice, actor, world.records, dice.randint(1, 2))
        assert orphans() == []
        for made in Merge.objects.filter(undone_at=None).order_by("?"):
            undo(actor, made)
    connection.check_constraints()
    assert picture() == before


def play(dice: random.Random, actor: User, records: list[Organisation], steps: int) -> None:
    """Merge and undo at random; a record already merged is nobody's to merge again."""
    for _ in range(steps):
        standing = list(Merge.objects.filter(undone_at=None))
        roots = list(Organisation.objects.filter(pk__in=[r.pk for r in records], merged_into=None))
        if standing and (len(roots) < 2 or dice.random() < 0.4):
            undo(actor, dice.choice(standing))
        else:
            merge(actor, *dice.sample(roots, 2))


def test_three_spellings_become_one_and_the_first_can_be_taken_back_alone() -> None:
    actor = operator()
    zone, first, second = (organisation() for _ in range(3))
    for record, text in ((zone, "开发区"), (first, "长春开发区"), (second, "长春国家开发区")):
        Name.objects.create(organisation=record, text=text, kind="legal", language="zh-Hans")
    wrong = merge(actor, zone, first)
    merge(actor, zone, second)
    assert zone.names.count() == 3
    undo(actor, wrong)
    assert [n.text for n in first.names.all()] == ["长春开发区"]
    assert {n.text for n in zone.names.all()} == {"开发区", "长春国家开发区"}


def test_a_merge_passes_on_what_was_merged_before_and_taking_back_the_first_gives_it_back() -> None:
    actor = operator()
    a, b, c = (organisation() for _ in range(3))
    code = Identifier.objects.create(organisation=a, scheme="local", namespace="x", value="1")
    first = merge(actor, b, a)
    merge(actor, c, b)
    a.refresh_from_db()
    code.refresh_from_db()
    assert (a.merged_into, code.organisation) == (c, c)
    undo(actor, first)
    for row in (a, b, code):
        row.refresh_from_db()
    assert (a.merged_into, b.merged_into, code.organisation) == (None, c, a)


def test_rows_that_both_have_and_relations_between_both_stay_with_the_merged_record() -> None:
    actor = operator()
    kept, merged, other = (organisation() for _ in range(3))
    for record in (kept, merged):
        Name.objects.create(organisation=record, text="一汽", kind="short", language="zh-Hans")
    Name.objects.create(organisation=merged, text="中国一汽", kind="short", language="zh-Hans")
    Relation.objects.create(subject=merged, other=kept, kind="branch")
    Relation.objects.create(subject=merged, other=other, kind="branch")
    made = merge(actor, kept, merged)
    assert moved_by_table(made) == {"know.name": 1, "know.relation": 1}
    assert stayed_by_table(made) == {"know.name": 1, "know.relation": 1}
    assert [r.other for r in kept.relations.all()] == [other]


def test_what_came_to_the_kept_record_since_stays_there() -> None:
    actor = operator()
    kept, merged = organisation(), organisation()
    written = {"kind": "call", "happened_on": "2024-01-01", "note": "x", "written_by": actor}
    moved = Contact.objects.create(organisation=merged, **written)
    made = merge(actor, kept, merged)
    since = Contact.objects.create(organisation=kept, **written)
    gone = Contact.objects.create(organisation=merged, **written)
    undo(actor, made)
    for row in (moved, since, gone):
        row.refresh_from_db()
    assert (moved.organisation, since.organisation, gone.organisation) == (merged, kept, merged)


def test_a_row_the_merged_record_was_given_again_since_does_not_stop_the_undoing() -> None:
    actor = operator()
    kept, merged = organisation(), organisation()
    name = {"text": "一汽", "kind": "short", "language": "zh-Hans"}
    moved = Name.objects.create(organisation=merged, **name)
    made = merge(actor, kept, merged)
    Name.objects.create(organisation=merged, **name)
    undo(actor, made)
    moved.refresh_from_db()
    assert moved.organisation == kept
    assert AuditLine.objects.latest("number").facts["left"] == 1


def test_the_kept_record_s_own_fields_do_not_change() -> None:
    actor = operator()
    kept, merged = organisation(name="甲", legal_form=""), organisation(name="乙", legal_form="ECAK")
    before = Organisation.objects.filter(pk=kept.pk).values().get()
    merge(actor, kept, merged)
    assert Organisation.objects.filter(pk=kept.pk).values().get() == before
    merged.refresh_from_db()
    assert (merged.name, merged.legal_form) == ("乙", "ECAK")


def test_size_and_ownership_stay_with_their_records_and_their_histories_come_back() -> None:
    actor = operator()
    kept, merged = organisation(name="甲", size="", ownership_type="state"), organisation(name="乙", size="small")
    for body, field, value in ((kept, "ownership_type", "state"), (merged, "size", "small")):
        rows = FieldOrigin.of(body.pk, {field: value}, learned_on=DAY, written_by=actor.pk, origin="register")
        FieldOrigin.objects.bulk_create(rows)

    def everything() -> list[object]:
        tables = (Organisation.objects.order_by("pk").values(), FieldOrigin.objects.order_by("pk").values())
        return [list(rows) for rows in tables]

    before = everything()
    made = merge(actor, kept, merged)
    kept.refresh_from_db()
    assert (kept.size, kept.ownership_type) == ("", "state")
    assert set(kept.origins.values_list("field", "value")) == {("ownership_type", "state"), ("size", "small")}
    undo(actor, made)
    assert everything() == before


def test_who_merges_says_why_in_one_line_and_so_does_who_takes_back() -> None:
    actor, kept, merged = account(Role.PROMOTION_OFFICE), organisation(), organisation()
    made = merge_organisations(actor=actor, reason="one and the same", kept=kept, merged=merged)
    undo_merge(actor=actor, reason="they are not", merge=made)
    lines = AuditLine.objects.order_by("number")
    assert [(line.verb, line.reason) for line in lines] == [
        ("merge_organisations", "one and the same"),
        ("undo_merge", "they are not"),
    ]
    assert lines[0].facts == {"kept": kept.pk, "merged": merged.pk, "moved": 0}
    assert merge_banner(kept).taken == []


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.ZONE_COMMITTEE, Role.CREDIT_OFFICE, None])
def test_only_the_promotion_office_merges(role: Role | None) -> None:
    made = merge(operator(), organisation(), organisation())
    actor = account(role)
    with pytest.raises(NotAllowed):
        merge_organisations(actor=actor, reason=WHY, kept=organisation(), merged=organisation())
    with pytest.raises(NotAllowed):
        undo_merge(actor=actor, reason=WHY, merge=made)
    assert not AuditLine.objects.exists()


def test_nobody_merges_or_parts_a_record_they_act_for() -> None:
    mine, other = organisation(), organisation()
    actor = account(Role.PROMOTION_OFFICE, mine)
    for kept, merged in ((mine, other), (other, mine)):
        with pytest.raises(Refused, match="You act for one of these organisations"):
            merge_organisations(actor=actor, reason=WHY, kept=kept, merged=merged)
    made = merge(operator(), other, organisation())
    merge(operator(), other, mine)  # the account now acts for the other
    fresh = User.objects.get(pk=actor.pk)
    with pytest.raises(Refused, match="You act for one of these organisations"):
        undo_merge(actor=fresh, reason=WHY, merge=made)


def test_what_weighs_is_not_merged_by_one_person() -> None:
    actor, kept, merged = account(Role.PROMOTION_OFFICE), organisation(), organisation()
    credit_record(merged)
    before = picture()
    for pair in ({"kept": kept, "merged": merged}, {"kept": merged, "merged": kept}):
        with pytest.raises(Refused, match="Ratings or credit records hang on these records"):
            merge_organisations(actor=actor, reason=WHY, **pair)
    assert picture() == before


def test_what_cannot_become_one() -> None:
    actor = operator()
    a, b, c = organisation(), organisation(), organisation()
    real = organisation(is_demo=False)
    with pytest.raises(Invalid, match="not two records but one"):
        merge(actor, a, a)
    with pytest.raises(Refused, match="One record is invented"):
        merge(actor, real, a)
    made = merge(actor, a, b)
    for kept, merged in ((c, b), (b, c), (b, a)):
        with pytest.raises(Refused, match="has been merged into another record already"):
            merge(actor, kept, merged)
    undo(actor, made)
    with pytest.raises(Refused, match="undone already"):
        undo(actor, made)


def test_a_merge_takes_the_same_queries_however_many_rows_move() -> None:
    actor, counts = operator(), []
    undo(actor, merge(actor, organisation(), organisation()))  # the first line of the log makes its head
    for rows in (1, 40):
        kept, merged = organisation(), organisation()
        for n in range(rows):
            Name.objects.create(organisation=merged, text=f"{n}", kind="short", language="zh-Hans")
        with CaptureQueriesContext(connection) as queries:
            made = merge(actor, kept, merged)
            undo(actor, made)
        counts.append(len(queries))
    assert counts[0] == counts[1]
