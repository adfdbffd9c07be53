"""Notices: when they are served, what takes effect when, what holds it up, and every refusal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.cast import account, credit_model, credit_record, operator, organisation

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.know.actions.merging import _merge, undo_merge
from fairway.know.models import Merge, Organisation
from fairway.lib.errors import NotAllowed, Refused
from fairway.trust import actions
from fairway.trust.engine.working_days import add_working_days
from fairway.trust.models import CreditRecord, Notice, Rating
from fairway.trust.queries import latest_grades, newest_results
from fairway.trust.queries.notices import open_notices
from fairway.trust.tests.cases import decide

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = date(2022, 1, 17), date(2022, 2, 17), date(2022, 3, 17)


def rate(as_of: date, mine: Organisation) -> Rating:
    [kept] = actions.rate_organisations(
        actor=operator(), reason="monthly", model=credit_model(), as_of=as_of, organisations=[mine.pk]
    )
    return kept


def penalty(mine: Organisation, severity: str = "serious", day: date = SECOND) -> CreditRecord:
    return credit_record(mine, kind="penalty", severity=severity, happened_on=day, learned_on=day)


@pytest.fixture
def mine() -> Organisation:
    """Tax grade A: 670 points, BBB."""
    found = organisation()
    credit_record(found)
    rate(FIRST, found)
    return found


def due(notice: Notice) -> None:
    """Let the notice period pass."""
    yesterday = timezone.localdate() - timedelta(days=1)
    Notice.objects.filter(pk=notice.pk).update(served_on=yesterday - timedelta(days=20), takes_effect_on=yesterday)


def test_a_first_rating_and_a_better_one_take_effect_at_once(mine: Organisation) -> None:
    credit_record(mine, kind="award", severity="", happened_on=SECOND, learned_on=SECOND)
    better = rate(SECOND, mine)
    assert (better.effective_on, better.previous_grade) == (SECOND, "BBB")
    assert not Notice.objects.exists()


def test_a_worse_rating_waits_and_says_why(mine: Organisation) -> None:
    record = penalty(mine)
    worse = rate(SECOND, mine)
    today = timezone.localdate()
    notice = Notice.objects.get()
    assert (worse.effective_on, notice.rating, notice.organisation) == (None, worse, mine)
    assert (notice.grade_before, notice.grade_after, notice.served_on) == ("BBB", worse.grade, today)
    assert notice.takes_effect_on == add_working_days(today, 10)
    [reason] = notice.reasons
    assert (reason["record"], reason["change"]) == (record.pk, worse.points - 670)
    assert latest_grades()[mine.pk] == "BBB"
    assert newest_results(SECOND).get(organisation=mine) == worse
    assert AuditLine.objects.filter(verb="rate_organisations").last().facts["announced"] == 1


def test_a_first_red_line_waits(mine: Organisation) -> None:
    other = organisation()
    credit_record(other, kind="court_default", severity="", happened_on=FIRST, learned_on=FIRST)
    assert rate(FIRST, other).effective_on is None
    assert other.pk not in latest_grades()


def test_after_the_period_it_is_in_force_from_that_day_on(mine: Organisation) -> None:
    penalty(mine)
    worse = rate(SECOND, mine)
    notice = Notice.objects.get()
    assert actions.let_take_effect(actor=operator(), reason="daily") == []
    assert not AuditLine.objects.filter(verb="let_take_effect").exists()
    due(notice)
    actions.let_take_effect(actor=operator(), reason="daily")
    worse.refresh_from_db()
    notice.refresh_from_db()
    today = timezone.localdate()
    assert (worse.effective_on, notice.state, notice.closed_on) == (today, Notice.State.IN_EFFECT, today)
    assert latest_grades()[mine.pk] == worse.grade
    assert latest_grades(today - timedelta(days=1))[mine.pk] == "BBB"
    assert AuditLine.objects.get(verb="let_take_effect").facts["notices"] == [notice.pk]


def test_rating_lets_what_is_due_take_effect_first(mine: Organisation) -> None:
    penalty(mine)
    worse = rate(SECOND, mine)
    due(Notice.objects.get())
    again = rate(THIRD, mine)
    assert (again.effective_on, again.previous_grade) == (THIRD, worse.grade)
    assert Notice.objects.get().state == Notice.State.IN_EFFECT


def test_a_pending_objection_holds_it_up(mine: Organisation) -> None:
    record = penalty(mine)
    rate(SECOND, mine)
    due(Notice.objects.get())
    today = timezone.localdate()
    actions.change_status(actor=operator(), reason="objection", record=record, status="under_objection", on=today)
    assert actions.let_take_effect(actor=operator(), reason="daily") == []
    actions.change_status(actor=operator(), reason="refused", record=record, status="active", on=today)
    assert len(actions.let_take_effect(actor=operator(), reason="daily")) == 1


def test_a_better_rating_takes_an_open_notice_back(mine: Organisation) -> None:
    record = penalty(mine)
    rate(SECOND, mine)
    actions.change_status(actor=operator(), reason="wrong", record=record, status="withdrawn", on=THIRD)
    assert rate(THIRD, mine).effective_on == THIRD
    assert Notice.objects.get().state == Notice.State.WITHDRAWN
    assert latest_grades()[mine.pk] == "BBB"


def test_the_same_again_keeps_the_clock_and_more_starts_a_new_one(mine: Organisation) -> None:
    penalty(mine)
    first = rate(SECOND, mine)
    assert rate(SECOND, mine) == first
    due(Notice.objects.get())
    Notice.objects.update(takes_effect_on=timezone.localdate() + timedelta(days=2))
    later = rate(THIRD, mine)
    [notice] = Notice.objects.all()
    assert (notice.rating, later.effective_on) == (later, None)
    assert notice.served_on < timezone.localdate()
    penalty(mine, "general", THIRD)
    rate(THIRD, mine)
    states = [(n.state, n.served_on == timezone.localdate()) for n in Notice.objects.order_by("pk")]
    assert states == [("withdrawn", False), ("served", True)]


def test_an_earlier_day_disturbs_no_notice(mine: Organisation) -> None:
    penalty(mine)
    rate(SECOND, mine)
    rate(FIRST, mine)
    assert Notice.objects.get().state == Notice.State.SERVED


def test_a_notice_is_withdrawn_once_and_not_by_its_own(mine: Organisation) -> None:
    penalty(mine)
    rate(SECOND, mine)
    notice = Notice.objects.get()
    for refused, error in ((account(Role.CREDIT_OFFICE, mine), Refused), (account(Role.PROMOTION_OFFICE), NotAllowed)):
        with pytest.raises(error):
            actions.withdraw_notice(actor=refused, reason="x", notice=notice)
    assert Notice.objects.get().state == Notice.State.SERVED
    actions.withdraw_notice(actor=account(Role.CREDIT_OFFICE), reason="served by mistake", notice=notice)
    assert Notice.objects.get().state == Notice.State.WITHDRAWN
    assert AuditLine.objects.get(verb="withdraw_notice").reason == "served by mistake"
    with pytest.raises(Refused, match="closed"):
        actions.withdraw_notice(actor=account(Role.CREDIT_OFFICE), reason="x", notice=notice)


def test_the_first_opening_by_the_organisation_is_noted(mine: Organisation) -> None:
    penalty(mine)
    rate(SECOND, mine)
    notice, owner = Notice.objects.get(), account(Role.ENTERPRISE, mine)
    assert actions.see_notice(actor=account(Role.CREDIT_OFFICE), reason="r", notice=notice).seen_at is None
    seen = actions.see_notice(actor=owner, reason="r", notice=notice)
    assert seen.seen_by == owner
    assert actions.see_notice(actor=account(Role.ENTERPRISE, mine), reason="r", notice=notice).seen_by == owner
    assert AuditLine.objects.filter(verb="see_notice").count() == 1
    with pytest.raises(NotAllowed):
        actions.see_notice(actor=account(Role.ENTERPRISE), reason="r", notice=notice)


def test_only_who_rates_puts_ratings_in_force() -> None:
    with pytest.raises(NotAllowed):
        actions.let_take_effect(actor=account(Role.PROMOTION_OFFICE), reason="r")


def test_what_lost_its_ground_falls_away(mine: Organisation) -> None:
    """The objection was upheld meanwhile: the announced grade never takes effect."""
    record = penalty(mine)
    rate(SECOND, mine)
    notice = Notice.objects.get()
    today = timezone.localdate()
    case = actions.open_objection(actor=account(Role.ENTERPRISE, mine), reason="not ours", record=record, on=today)
    decide(case, "withdrawn", on=today)
    due(notice)
    assert actions.let_take_effect(actor=operator(), reason="daily") == []
    notice.refresh_from_db()
    assert (notice.state, notice.rating.effective_on) == ("withdrawn", None)
    assert AuditLine.objects.get(verb="let_take_effect").facts["fallen"] == [notice.pk]
    assert latest_grades()[mine.pk] == "BBB"


@pytest.mark.parametrize("gone", ["record", "method"])
def test_a_deleted_record_and_a_withdrawn_method_are_no_ground(mine: Organisation, gone: str) -> None:
    record = penalty(mine)
    rate(SECOND, mine)
    if gone == "record":
        record.delete()
    else:
        actions.withdraw_model(actor=operator(), reason="wrong", model=credit_model())
    due(Notice.objects.get())
    assert actions.let_take_effect(actor=operator(), reason="daily") == []
    assert latest_grades()[mine.pk] == "BBB"


def test_a_time_without_a_file_makes_no_fall_unannounced(mine: Organisation) -> None:
    record = mine.credit_records.get()
    actions.change_status(actor=operator(), reason="wrong", record=record, status="withdrawn", on=FIRST)
    assert rate(SECOND, mine).grade == ""
    penalty(mine, day=THIRD)
    assert rate(THIRD, mine).effective_on is None
    assert Notice.objects.get().grade_before == "BBB"


def one(kept: Organisation, merged: Organisation) -> Merge:
    return _merge(actor=operator(), reason="one firm", kept=kept, merged=merged, ruling=None)


def test_a_merge_changes_no_rating_in_force_and_serves_no_notice(mine: Organisation) -> None:
    other = organisation()
    credit_record(other, kind="award", severity="", happened_on=FIRST, learned_on=FIRST)
    rate(SECOND, other)
    penalty(other, day=THIRD)
    waiting = rate(THIRD, other)
    made = one(mine, other)
    assert latest_grades() == {mine.pk: "BBB"}
    assert not open_notices([mine.pk, other.pk]).exists()
    assert rate(THIRD, mine).effective_on is None
    [told] = open_notices([mine.pk])
    assert (told.grade_before, told.served_on) == ("BBB", timezone.localdate())
    undo_merge(actor=operator(), reason="two firms", merge=made)
    assert {notice.rating for notice in open_notices([other.pk])} == {waiting}


def test_a_record_without_a_grade_takes_over_that_of_the_merged_one(mine: Organisation) -> None:
    other = organisation()
    penalty(other)
    made = one(other, mine)
    assert latest_grades() == {other.pk: "BBB"}
    assert rate(SECOND, other).effective_on is None
    undo_merge(actor=operator(), reason="two firms", merge=made)
    assert latest_grades() == {mine.pk: "BBB"}


def test_undoing_a_merge_brings_every_rating_and_notice_home(mine: Organisation) -> None:
    """One rating of the merged record stays for the kept one has a twin of the day, a later one and a notice move."""
    kept = organisation()
    rate(FIRST, kept)
    credit_record(mine, kind="award", severity="", happened_on=SECOND, learned_on=SECOND)
    rate(SECOND, mine)
    penalty(mine, day=THIRD)
    rate(THIRD, mine)
    before = latest_grades(), list(Rating.objects.order_by("pk").values_list("pk", "organisation"))
    made = one(kept, mine)
    assert latest_grades()[kept.pk] == before[0][mine.pk]
    undo_merge(actor=operator(), reason="two firms", merge=made)
    assert (latest_grades(), list(Rating.objects.order_by("pk").values_list("pk", "organisation"))) == before
    assert Notice.objects.get().organisation == mine


def test_a_fall_below_the_merged_record_is_announced_where_the_kept_one_has_no_file(mine: Organisation) -> None:
    kept = organisation()
    rate(FIRST, kept)
    one(kept, mine)
    penalty(kept)
    assert rate(SECOND, kept).effective_on is None
    assert Notice.objects.get().grade_before == "BBB"
