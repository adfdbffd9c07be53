"""Every address of TRUST, on what is one's own: a credit officer decides nothing about an organisation they act for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from ninja import Router
from tests.cast import account, credit_model, credit_record, operator, organisation

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.know.models import Identifier
from fairway.trust import actions, urls
from fairway.trust.api import cases, editions, files, ratings, statements
from fairway.trust.engine.process import PROCESSES, Side
from fairway.trust.models import CreditRecord, Notice, Rating, RecordImport
from fairway.trust.tests.cases import objection, officer, penalty, problem
from fairway.trust.tests.test_actions_assessments import delivered, order
from fairway.trust.tests.test_actions_record_imports import USCC, rows, uploaded

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model
    from django.http import HttpResponse

    from fairway.know.models import Organisation

pytestmark = pytest.mark.django_db

C = Role.CREDIT_OFFICE
READS = [
    "ratings",
    "rating",
    "records",
    "record",
    "models",
    "model",
    "report",
    "verify",
    "verify_number",
    "keys",
    "assessments",
    "assessment",
    "file",
    "notices",
    "notice",
    "editions",
    "edition",
    "looks",
    "purpose",
    "cases",
    "case",
    "problems",
    "compare_models",
    "simulation",
    "catalogue",
    "record_imports",
    "record_import",
    "empty_records",
    "records_to_mend",
    "validation",
]
OF_NOBODY = [
    "draft_new",
    "draft_edit",
    "discard_draft",
    "simulate",
    "publish_model",
    "withdraw_model",
    "publish_edition",
    "replay_edition",
    "put_in_force",
    "run_due",
    "new_record_import",
]
"""About a method, a whole day or all organisations alike: nobody's matter in particular."""
RIGHTS_OF_ITS_OWN = ["declare", "deliver", "appeal_assessment", "open_appeal", "open_objection", "open_repair"]
"""What an organisation does itself, through whoever acts for it."""
DECIDES_NOTHING = ["check_records"]
"""Rows of one's own organisation are refused one by one (``test_actions_record_imports``)."""
TODAY = timezone.localdate()
WORDS = {"reason": "looked into"}


@dataclass(frozen=True)
class Deed:
    """What is decided about an organisation: what it needs, the address, and what is sent."""

    make: Callable[[Organisation], Model]
    address: tuple[object, ...] = ()
    body: Callable[[Organisation], dict[str, Any]] = lambda _it: WORDS

    def of(self, name: str, it: Organisation) -> tuple[str, dict[str, Any]]:
        """The address about ``it``, and the body."""
        made = self.make(it)
        return reverse(f"trust:{name.partition(' ')[0]}", args=(made.pk, *self.address)), self.body(it)


def rated(it: Organisation) -> Organisation:
    credit_model()
    credit_record(it, happened_on=TODAY - timedelta(days=30), learned_on=TODAY - timedelta(days=30))
    return it


def announced(it: Organisation) -> Notice:
    rating = Rating.objects.create(organisation=it, model=credit_model(), as_of=TODAY, points=400, grade="C")
    later = TODAY + timedelta(days=14)
    return Notice.objects.create(
        organisation=it, rating=rating, grade_after="C", served_on=TODAY, takes_effect_on=later
    )


def asked(it: Organisation) -> Model:
    return actions.ask_authority(actor=officer(), reason="theirs?", case=objection(penalty(it)), on=TODAY)


def notified(it: Organisation) -> Model:
    return actions.notify_problem(actor=officer(), reason="told", case=problem(it), on=TODAY)


def rectified(it: Organisation) -> Model:
    planned = actions.agree_plan(actor=officer(), reason="p", case=notified(it), on=TODAY, due=TODAY)  # type: ignore[arg-type]
    return actions.report_rectified(actor=officer(), reason="done", case=planned, on=TODAY, evidence="x")


def sent_in(it: Organisation) -> RecordImport:
    """A colleague's file about ``it``, checked."""
    Identifier.objects.create(organisation=it, scheme="uscc", value=USCC)
    return uploaded(rows({"Organisation": USCC}))


def brought_in(it: Organisation) -> RecordImport:
    kept = RecordImport.objects.create(state="applied", uploaded_by=operator(), file_name="a.csv", file_bytes=1)
    CreditRecord.objects.filter(pk=credit_record(it).pk).update(brought_in=kept)
    return kept


RECORD = {
    "kind": "penalty:minor", "number": "N-1", "happened_on": str(TODAY), "authority": "Bureau", "reason": "letter",
}  # fmt: skip
DEEDS = {
    "rate": Deed(rated, body=lambda _it: {"as_of": str(TODAY)}),
    "new_record": Deed(rated, body=lambda _it: RECORD),
    "withdraw_notice": Deed(announced),
    "open_problem": Deed(lambda it: it),
    "move ask_authority": Deed(lambda it: objection(penalty(it)), ("ask_authority",)),
    "move answer": Deed(asked, ("answer",)),
    "move decide": Deed(lambda it: objection(penalty(it)), ("decide",), lambda _it: {**WORDS, "outcome": "withdrawn"}),
    "move notify": Deed(problem, ("notify",)),
    "move take_back": Deed(problem, ("take_back",)),
    "move close": Deed(rectified, ("close",)),
    "move reopen": Deed(rectified, ("reopen",)),
    "publish_assessment": Deed(lambda it: delivered(subject=it)),
    "refuse_assessment": Deed(lambda it: delivered(assessor=it)),
    "withdraw_order": Deed(lambda it: order(subject=it)),
    "keep_records": Deed(sent_in),
    "discard_records": Deed(sent_in),
    "take_records_back": Deed(brought_in),
}


def posted(actor: Any, address: str, body: dict[str, Any]) -> HttpResponse:
    visitor = Client()
    visitor.force_login(actor)
    return visitor.post(address, body)  # type: ignore[return-value]


def test_every_address_has_its_place() -> None:
    """A new one must be put where it belongs."""
    sorted_in = [*READS, *OF_NOBODY, *RIGHTS_OF_ITS_OWN, *DECIDES_NOTHING, *{name.split()[0] for name in DEEDS}]
    assert sorted([*sorted_in, "new_assessment"]) == sorted(str(each.name) for each in urls.urlpatterns)


def test_every_step_of_the_office_is_among_them() -> None:
    taken = (item for process in PROCESSES.values() for item in process.items())
    office = {event.value for (_state, event), step in taken if step.side is Side.OFFICE}
    assert office == {name.split()[1] for name in DEEDS if name.startswith("move ")}


@pytest.mark.parametrize("name", DEEDS)
def test_nobody_decides_about_their_own_organisation(name: str) -> None:
    mine = organisation()
    address, body = DEEDS[name].of(name, mine)
    before = AuditLine.objects.count()
    answer = posted(account(C, mine), address, body)
    assert answer.status_code in {403, 409, 422}
    assert AuditLine.objects.count() == before


@pytest.mark.parametrize("name", DEEDS)
def test_a_colleague_does(name: str) -> None:
    address, body = DEEDS[name].of(name, organisation())
    before = AuditLine.objects.count()
    assert posted(account(C), address, body).status_code == 302
    assert AuditLine.objects.count() > before


@pytest.mark.parametrize("side", ["subject", "assessor"])
def test_nobody_orders_an_assessment_of_or_by_their_own(side: str) -> None:
    mine, sides = organisation(), {"subject": organisation(), "assessor": organisation()}
    sides[side] = mine
    body = {name: f"#{it.pk}" for name, it in sides.items()} | {"purpose": "loan", "due_on": str(TODAY)}
    assert posted(account(C, mine), reverse("trust:new_assessment"), body).status_code in {403, 422}
    assert posted(account(C), reverse("trust:new_assessment"), body).status_code == 302


WRITES = {"/ratings/{organisation_id}/rate", "/ratings/{organisation_id}/statement", "/statements/check"}
"""The second is an organisation's own right, the third writes nothing."""


def test_the_api_writes_nothing_else() -> None:
    parts: list[Router] = [each.router for each in (cases, editions, files, ratings, statements)]
    found = {
        path
        for part in parts
        for path, view in part.path_operations.items()
        if any(set(operation.methods) - {"GET"} for operation in view.operations)
    }
    assert found == WRITES


def test_nobody_rates_their_own_organisation_through_the_api() -> None:
    mine = rated(organisation())
    for actor, status in ((account(C, mine), 409), (account(C), 200)):
        visitor = Client()
        visitor.force_login(actor)
        body = json.dumps({"as_of": str(TODAY), "reason": "x"})
        answer = visitor.post(f"/api/ratings/{mine.pk}/rate?purpose=case", body, content_type="application/json")
        assert answer.status_code == status
