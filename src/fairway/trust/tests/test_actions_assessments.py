"""Ordering, declaring, delivering, publishing, refusing: each refusal, each audit line, nothing left behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.cast import account, organisation, source

from fairway.base.models import AuditLine, User
from fairway.base.words import sentence
from fairway.govern.models import Role
from fairway.know.models import Relation
from fairway.lib.errors import FairwayError, Invalid, NotAllowed, Refused
from fairway.trust import actions, queries
from fairway.trust.engine.independence import Interest
from fairway.trust.models import Assessment, AssessmentOrder, Case, DeclarationOfInterests

pytestmark = pytest.mark.django_db

P, Z, E, C = Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE
ADVICE = Interest("advises", "We help it build its credit system", "the end of 2015")


def wish(**given: object) -> actions.Request:
    values: dict[str, object] = {
        "subject": organisation(),
        "assessor": organisation(),
        "purpose": "credit enhancement",
        "due_on": timezone.localdate() + timedelta(days=30),
    }
    return actions.Request(**{**values, **given})  # type: ignore[arg-type]


def order(**given: object) -> AssessmentOrder:
    return actions.order_assessment(actor=account(P), reason="r", request=wish(**given))


FINDING = actions.Finding("Sound", "Own method 3", date(2016, 5, 31), "AA")


def delivered(*interests: Interest, author: User | None = None, **given: object) -> AssessmentOrder:
    made = order(**given)
    who = author or account(E, made.assessor)
    actions.declare_interests(actor=who, reason="r", order=made, interests=interests)
    actions.deliver_assessment(actor=who, reason="r", order=made, finding=FINDING)
    made.refresh_from_db()
    return made


def lines(verb: str) -> int:
    return AuditLine.objects.filter(verb=verb).count()


def test_an_order_is_kept_with_one_audit_line() -> None:
    made = order()
    assert (made.state, made.is_demo) == ("ordered", True)
    assert AuditLine.objects.get(verb="order_assessment").facts["by"] == made.assessor_id


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        ({"assessor": "subject"}, Invalid, "assesses-itself"),
        ({"assessor": "real"}, Refused, "demo-for-real"),
        ({"assessor": "merged"}, Refused, "record-merged"),
        ({"purpose": "  "}, Invalid, "purpose-missing"),
        ({"due_on": date(2016, 6, 27)}, Invalid, "due-past"),
    ],
)
def test_a_bad_order_leaves_nothing_behind(change: dict[str, object], error: type[FairwayError], code: str) -> None:
    subject = organisation()
    others = {
        "subject": subject,
        "real": organisation(is_demo=False),
        "merged": organisation(merged_into=organisation()),
    }
    given = {name: others.get(str(value), value) for name, value in change.items()}
    with pytest.raises(error) as refused:
        order(subject=subject, **given)
    assert refused.value.code == code
    assert not AssessmentOrder.objects.exists()
    assert not AuditLine.objects.exists()


@pytest.mark.parametrize("role", [Z, E])
def test_others_order_nothing(role: Role) -> None:
    with pytest.raises(NotAllowed):
        actions.order_assessment(actor=account(role), reason="r", request=wish())


@pytest.mark.parametrize("side", ["subject", "assessor"])
def test_nobody_orders_for_a_side_of_their_own(side: str) -> None:
    given = wish()
    with pytest.raises(NotAllowed):
        actions.order_assessment(actor=account(C, getattr(given, side)), reason="r", request=given)


def test_a_declaration_is_made_once_and_in_words() -> None:
    made = order()
    who = account(E, made.assessor)
    for wrong in ([ADVICE, ADVICE], [Interest("likes", "x")], [Interest("advises", " ")]):
        with pytest.raises(Invalid):
            actions.declare_interests(actor=who, reason="r", order=made, interests=wrong)
    assert not DeclarationOfInterests.objects.exists()
    actions.declare_interests(actor=who, reason="r", order=made, interests=[ADVICE])
    [kept] = made.declaration.interests.all()
    assert (kept.kind, kept.since) == ("advises", "the end of 2015")
    assert lines("declare_interests") == 1
    with pytest.raises(Refused, match="not declared away"):
        actions.declare_interests(actor=who, reason="r", order=made, interests=[])
    with pytest.raises(NotAllowed):
        actions.declare_interests(actor=account(E, made.subject), reason="r", order=made, interests=[])


def test_an_assessment_is_handed_in_once() -> None:
    made = order()
    who = account(E, made.assessor)
    for wrong in (
        actions.Finding("x", "y", timezone.localdate() + timedelta(days=1)),
        actions.Finding(" ", "y", date(2016, 5, 31)),
    ):
        with pytest.raises(Invalid):
            actions.deliver_assessment(actor=who, reason="r", order=made, finding=wrong)
    with pytest.raises(NotAllowed):
        actions.deliver_assessment(actor=account(E), reason="r", order=made, finding=FINDING)
    assert not Assessment.objects.exists()
    actions.deliver_assessment(actor=who, reason="r", order=made, finding=FINDING)
    with pytest.raises(Refused, match="order is delivered"):
        actions.deliver_assessment(actor=who, reason="r", order=made, finding=FINDING)
    assert lines("deliver_assessment") == 1


def test_what_an_independent_assessor_found_is_published() -> None:
    made = delivered()
    actions.publish_assessment(actor=account(C), reason="independent", order=made)
    made.refresh_from_db()
    assert (made.state, made.assessment.published_on) == ("published", timezone.localdate())
    assert lines("publish_assessment") == 1
    with pytest.raises(Refused, match="order is published"):
        actions.refuse_assessment(actor=account(C), reason="late", order=made)


def tie(made: AssessmentOrder, kind: str, **given: object) -> None:
    subject, other = (made.assessor, made.subject) if kind != "owns" else (made.subject, made.assessor)
    kept = "owned" if kind == "owns" else kind
    values: dict[str, object] = {"source": source(title="The register"), "since_words": "the end of 2015"}
    Relation.objects.create(subject=subject, other=other, kind=kept, **{**values, **given})


@pytest.mark.parametrize("kind", ["advises", "finances", "owned", "subsidiary", "part", "dispatched", "owns"])
def test_a_tie_of_the_registry_keeps_it_from_being_published(kind: str) -> None:
    made = delivered()
    tie(made, kind)
    with pytest.raises(Refused) as refused:
        actions.publish_assessment(actor=account(C), reason="r", order=made)
    assert refused.value.code == "not-independent"
    for words in (made.assessor.name_en, made.subject.name_en, "the end of 2015", "The register"):
        assert words in str(refused.value)
    made.refresh_from_db()
    assert (made.state, made.assessment.published_on) == ("delivered", None)
    assert not lines("publish_assessment")


def test_a_tie_that_ended_before_or_begins_later_is_none() -> None:
    made = delivered()
    tie(made, "advises", valid_until=date(2016, 5, 30))
    tie(made, "finances", valid_from=timezone.localdate() + timedelta(days=1))
    assert queries.refusals(made, timezone.localdate()) == []
    tie(made, "owned", valid_until=date(2016, 5, 31))
    assert len(queries.refusals(made, timezone.localdate())) == 1


def test_a_chain_of_owners_counts_whatever_the_share() -> None:
    made = delivered()
    between = [organisation() for _each in range(3)]
    chain = [made.assessor, *between, made.subject]
    for one, other in pairwise(chain):
        Relation.objects.create(subject=one, other=other, kind="owned", share=1)
    [reason] = queries.refusals(made, timezone.localdate())
    assert sentence(reason).count("→") == 4


def test_what_the_assessor_declared_keeps_it_from_being_published() -> None:
    made = delivered(ADVICE)
    with pytest.raises(Refused, match=r"declared on .* the end of 2015"):
        actions.publish_assessment(actor=account(C), reason="r", order=made)


def test_without_a_declaration_nothing_is_published() -> None:
    made = order()
    actions.deliver_assessment(actor=account(E, made.assessor), reason="r", order=made, finding=FINDING)
    with pytest.raises(Refused, match="has not declared its interests"):
        actions.publish_assessment(actor=account(C), reason="r", order=made)


def test_a_refusal_is_kept_with_its_reasons() -> None:
    made = delivered(ADVICE)
    with pytest.raises(Invalid, match="both sides read it"):
        actions.refuse_assessment(actor=account(C), reason=" ", order=made)
    actions.refuse_assessment(actor=account(C), reason="100% tied", order=made)
    made.refresh_from_db()
    kept = made.assessment.refusals
    assert made.state == "refused"
    assert (kept[0]["params"]["since"], kept[-1]["text"]) == ("the end of 2015", "100% tied")
    assert AuditLine.objects.get(verb="refuse_assessment").facts == {"ties": 1}


def test_only_an_open_order_is_withdrawn() -> None:
    made = order()
    with pytest.raises(NotAllowed):
        actions.withdraw_order(actor=account(E, made.assessor), reason="r", order=made)
    actions.withdraw_order(actor=account(P), reason="r", order=made)
    with pytest.raises(Refused, match="order is withdrawn"):
        actions.withdraw_order(actor=account(P), reason="r", order=made)
    assert lines("withdraw_order") == 1


def test_the_database_too_keeps_author_and_decider_apart() -> None:
    made = delivered().assessment
    made.published_on, made.decided_by = timezone.localdate(), made.author
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()


def decides(user: User, made: AssessmentOrder, code: str) -> None:
    for act in (actions.publish_assessment, actions.refuse_assessment):
        with pytest.raises(Refused) as refused:
            act(actor=user, reason="r", order=made)
        assert refused.value.code == code
    assert not AuditLine.objects.filter(verb__in=["publish_assessment", "refuse_assessment"]).exists()


@pytest.mark.parametrize("side", ["subject", "assessor"])
def test_nobody_acting_for_a_side_decides(side: str) -> None:
    made = delivered()
    decides(account(C, getattr(made, side)), made, "own-case")


def test_the_author_does_not_decide_even_from_the_credit_office() -> None:
    office = account(C)
    decides(office, delivered(author=office), "own-assessment")


TODAY = timezone.localdate


def refused() -> AssessmentOrder:
    made = delivered()
    actions.refuse_assessment(actor=account(C), reason="not thorough", order=made)
    made.refresh_from_db()
    return made


def published() -> AssessmentOrder:
    made = delivered()
    actions.publish_assessment(actor=account(C), reason="r", order=made)
    made.refresh_from_db()
    return made


def appeal(made: AssessmentOrder, side: str = "assessor", user: User | None = None) -> Case:
    organisation = getattr(made, side)
    who = user or account(E, organisation)
    return actions.appeal_assessment(actor=who, reason="look again", order=made, organisation=organisation, on=TODAY())


def decided(case: Case, outcome: str, user: User | None = None) -> AssessmentOrder:
    actions.decide_case(actor=user or account(C), reason="as heard", case=case, outcome=outcome, on=TODAY())
    assert case.assessment is not None
    return AssessmentOrder.objects.get(pk=case.assessment.pk)


@pytest.mark.parametrize(
    ("first", "side", "outcome", "after"),
    [
        (refused, "assessor", "overturned", "published"),
        (refused, "subject", "confirmed", "refused"),
        (published, "subject", "overturned", "refused"),
        (published, "assessor", "confirmed", "published"),
    ],
)
def test_either_side_appeals_and_another_decides(
    first: Callable[[], AssessmentOrder], side: str, outcome: str, after: str
) -> None:
    made = first()
    case = appeal(made, side)
    assert (case.kind, case.record, case.number[0]) == ("appeal", None, "A")
    assert decided(case, outcome).state == after
    found = Assessment.objects.get(order=made)
    assert (found.published_on is None, found.refused_on is None) == (after == "refused", after == "published")
    if (after, outcome) == ("refused", "overturned"):
        assert found.refusals[-1]["text"] == "as heard"
    assert lines("appeal_assessment") == lines("decide_case") == 1


def test_an_appeal_does_not_lift_a_tie() -> None:
    made = delivered(ADVICE)
    actions.refuse_assessment(actor=account(C), reason="tied", order=made)
    case = appeal(made)
    with pytest.raises(Refused, match="not published"):
        decided(case, "overturned")
    assert decided(case, "confirmed").state == "refused"


def test_whoever_took_part_does_not_decide_the_appeal() -> None:
    author, first, opener = account(C), account(C), account(C)
    made = delivered(author=author)
    actions.refuse_assessment(actor=first, reason="r", order=made)
    case = appeal(made, user=opener)
    others = {
        "own-case": account(C, made.subject),
        "own-assessment": author,
        "decided-before": first,
        "own-opening": opener,
    }
    for code, user in others.items():
        with pytest.raises(Refused) as refusal:
            decided(case, "confirmed", user)
        assert refusal.value.code == code


def test_whoever_declared_for_the_assessor_does_not_decide() -> None:
    office = account(C)
    made = order()
    actions.declare_interests(actor=office, reason="r", order=made, interests=[])
    actions.deliver_assessment(actor=account(E, made.assessor), reason="r", order=made, finding=FINDING)
    made.refresh_from_db()
    decides(office, made, "own-assessment")


def test_each_side_appeals_once_one_after_the_other() -> None:
    made = published()
    first = account(C)
    taken_back = appeal(made, "assessor")
    with pytest.raises(Refused, match="one after the other"):
        appeal(made, "subject")
    actions.take_back_case(actor=account(E, made.assessor), reason="r", case=taken_back, on=TODAY())
    assert decided(appeal(made, "subject"), "overturned", first).state == "refused"
    again = appeal(made, "assessor")
    with pytest.raises(Refused) as partial:
        decided(again, "overturned", first)
    assert partial.value.code == "decided-before"
    assert decided(again, "overturned").state == "published"
    for side in ("subject", "assessor"):
        with pytest.raises(Refused, match="once by either side"):
            appeal(made, side)


def test_only_a_side_appeals_once_and_against_what_is_decided() -> None:
    with pytest.raises(NotAllowed):
        appeal(refused(), user=account(E))
    with pytest.raises(Refused, match="Only a published or refused"):
        appeal(delivered())
    made = refused()
    with pytest.raises(Refused, match="Only a published or refused"):
        appeal(made, "assessor", account(E, made.subject))
    case = appeal(made, "subject", account(C))
    with pytest.raises(Refused, match="Only a published or refused"):
        appeal(made)
    for stranger in (account(E, made.assessor), account(C)):
        with pytest.raises(Refused, match="takes a case back"):
            actions.take_back_case(actor=stranger, reason="r", case=case, on=TODAY())
    actions.take_back_case(actor=account(E, made.subject), reason="r", case=case, on=TODAY())
    made.refresh_from_db()
    assert made.state == "refused"
