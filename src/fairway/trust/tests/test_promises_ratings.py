"""What a credible rating promises, each as a test: method, reasons, replay, notice, access, organisations only."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import account, credit_model, credit_record, operator, organisation

from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.lib.errors import Refused
from fairway.trust import actions, queries
from fairway.trust.models import CreditModel, CreditRecord, Edition, FileView, Notice, Rating
from fairway.trust.queries import statement

pytestmark = pytest.mark.django_db

FIRST, SECOND = date(2026, 5, 4), date(2026, 6, 1)


def rate(as_of: date, model: CreditModel | None = None) -> None:
    actions.rate_organisations(actor=operator(), reason="monthly", model=model or credit_model(), as_of=as_of)


@pytest.fixture
def mine() -> Organisation:
    found = organisation()
    for number in range(5):
        day = FIRST - timedelta(days=40 * number)
        credit_record(found, kind="award", severity="", happened_on=day, learned_on=day)
    credit_record(found, happened_on=FIRST, learned_on=FIRST)
    rate(FIRST)
    return found


def penalty(of: Organisation) -> CreditRecord:
    return credit_record(of, kind="penalty", severity="serious", happened_on=SECOND, learned_on=SECOND, number="PEN-9")


def test_promise_a_method_is_published_before_it_is_used(mine: Organisation) -> None:
    """A rating before the day a method applies is marked as a trial, and no edition of it can be published."""
    model = credit_model()
    method = queries.method(model)
    assert model.published_on <= method.applies_from
    assert model.author != model.approver
    early = method.applies_from - timedelta(days=1)
    rate(early)
    trial = Rating.objects.get(organisation=mine, as_of=early)
    assert any("A trial" in line["text"] for line in trial.reasons)
    with pytest.raises(Refused, match="applies from"):
        actions.publish_edition(actor=operator(), reason="r", model=model, as_of=early)
    assert not Edition.objects.exists()


def test_promise_every_point_traces_to_a_record(mine: Organisation) -> None:
    """Lines add up to the points; each is the start, a record of this organisation, or a limit of the method."""
    penalty(mine)
    rate(SECOND)
    own = set(mine.credit_records.values_list("pk", flat=True))
    for rating in Rating.objects.exclude(points=None):
        assert sum(line["points"] or 0 for line in rating.reasons) == rating.points
        for line in rating.reasons:
            is_rule = "start" in line["params"] or "dimension" in line["params"] or "minimum" in line["params"]
            assert line["record"] in own or is_rule or line["points"] is None


def test_promise_same_inputs_same_score_and_replay_by_date(mine: Organisation) -> None:
    """What comes later changes no past day: not a new record, not a change of status."""
    kept = Rating.objects.get(organisation=mine, as_of=FIRST)
    edition = actions.publish_edition(actor=operator(), reason="r", model=credit_model(), as_of=FIRST)
    record = penalty(mine)
    actions.change_status(actor=operator(), reason="case", record=record, status="withdrawn", on=SECOND)
    first = mine.credit_records.order_by("pk").first()
    actions.change_status(actor=operator(), reason="case", record=first, status="withdrawn", on=SECOND)
    for _each in range(2):
        again = statement(mine, [kept], FIRST)
        assert again is not None
        assert (again.points, again.grade, list(again.lines)) == (kept.points, kept.grade, kept.reasons)
    assert actions.replay_edition(actor=operator(), reason="r", edition=edition).is_reproduced


def test_promise_notice_with_reasons_comes_before_an_adverse_change(mine: Organisation) -> None:
    """Served with the grade before and after, the exact records, and a way to object; only then in force."""
    record = penalty(mine)
    rate(SECOND)
    before = Rating.objects.get(organisation=mine, as_of=FIRST)
    notice = Notice.objects.get()
    assert queries.latest_grades()[mine.pk] == before.grade == notice.grade_before != notice.grade_after
    assert queries.named_records(notice) == {record.pk}
    assert notice.takes_effect_on > notice.served_on == timezone.localdate()
    page = Client()
    page.force_login(account(Role.ENTERPRISE, mine))
    text = page.get(reverse("trust:notice", args=[notice.pk])).content.decode()
    for words in (record.number, notice.grade_after, "Object to the credit office before", "Objecting costs nothing"):
        assert words in text


def test_promise_an_objection_stops_the_clock_of_an_adverse_change(mine: Organisation) -> None:
    record = penalty(mine)
    rate(SECOND)
    past = timezone.localdate() - timedelta(days=1)
    Notice.objects.update(served_on=past - timedelta(days=20), takes_effect_on=past)
    today = timezone.localdate()
    actions.change_status(actor=operator(), reason="objection", record=record, status="under_objection", on=today)
    actions.let_take_effect(actor=operator(), reason="daily")
    assert Notice.objects.get().state == Notice.State.SERVED


def test_promise_access_to_ones_own_file_is_free_and_shows_who_looked(mine: Organisation) -> None:
    office = organisation(name="信用办", name_en="Credit Office", kind="government")
    visitor, owner = Client(), Client()
    visitor.force_login(account(Role.CREDIT_OFFICE, office))
    owner.force_login(account(Role.ENTERPRISE, mine))
    address = reverse("trust:file", args=[mine.pk])
    assert mine.credit_records.first().number not in visitor.get(address).content.decode()
    visitor.post(reverse("trust:purpose"), {"purpose": "supervision", "next": "/"})
    visitor.get(address)
    text = owner.get(address).content.decode()
    for record in mine.credit_records.all():
        assert record.number in text
    assert "Credit Office" in text
    assert "supervision" in text
    assert FileView.objects.filter(organisation=mine).count() == 1


def test_promise_organisations_only() -> None:
    """No table of this step names a natural person: what is rated is an organisation, who acts is an account."""
    personal = re.compile(r"person|birth|gender|sex|id_card|passport|phone|mobile|email|surname|citizen")
    for model in apps.get_app_config("trust").get_models():
        for field in model._meta.get_fields():
            assert not personal.search(field.name), f"{model.__name__}.{field.name}"
            target = field.related_model if field.concrete else None
            assert target is None or target._meta.label_lower.split(".")[0] in {"know", "trust", "base"}
    assert {
        f.related_model for f in (Rating._meta.get_field("organisation"), CreditRecord._meta.get_field("organisation"))
    } == {Organisation}
    assert "person" not in Organisation.Kind.values
