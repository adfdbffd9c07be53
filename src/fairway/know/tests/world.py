"""A small world in which something of every step hangs on organisations, and a picture of the whole database."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.apps import apps
from django.db.models import Model
from django.utils import timezone
from tests.cast import (
    agreement,
    credit_model,
    event,
    hindrance,
    intention,
    milestone,
    need,
    offer,
    organisation,
    project,
    promise,
    source,
    suggestion,
)

from fairway.base.models import User
from fairway.govern.models import Membership, Role
from fairway.know.actions.search import reindex
from fairway.know.models import (
    Address,
    Contact,
    Fact,
    FieldOrigin,
    Identifier,
    Name,
    Organisation,
    Post,
    Relation,
    SearchDocument,
)
from fairway.land.models import Evidence, Hindrance, HindranceStep, Met, ReportDuty, Verdict, Visit
from fairway.match.models import Interest
from fairway.meet.models import (
    ActionItem,
    AgendaItem,
    Event,
    MeetingRequest,
    Opportunity,
    OpportunityEntry,
    Participation,
    Presentation,
    PresentationLead,
    Stand,
)
from fairway.sign.models import Agreement, Approval, Mandate
from fairway.trust.models import AssessmentOrder, Case, CreditRecord, FileView, IssuedStatement, Notice, Rating

DAY = date(2021, 10, 19)
LOGS = {
    "base.auditline", "base.audithead", "know.pair", "know.ruling", "know.merge", "know.move", "know.searchdocument"
}  # fmt: skip
"""Tables that tell what was done and grow when something is undone, and one that is made from the others."""


class World:
    """Records and what hangs on them, drawn from ``dice``; texts and dates come from small sets, so that rows meet."""

    def __init__(self, dice: random.Random, records: int = 4) -> None:
        self.dice = dice
        self.records = [organisation() for _ in range(records)]
        self.user = User.objects.create(username=f"clerk{dice.random()}")
        self.source = source()
        self.event = event()

    def one(self) -> Organisation:
        """Any record."""
        return self.dice.choice(self.records)

    def two(self) -> list[Organisation]:
        """Two different records."""
        return self.dice.sample(self.records, 2)

    def text(self) -> str:
        """One of very few texts."""
        return self.dice.choice("甲乙丙")

    def day(self) -> date:
        """One of very few days."""
        return DAY.replace(day=self.dice.randint(1, 3))

    def hang(self, rows: int) -> None:
        """Hang ``rows`` rows of any kind on the records, and one of every kind if there are enough."""
        makers = list(MAKERS.values())
        self.dice.shuffle(makers)
        for number in range(rows):
            makers[number % len(makers)](self)
        reindex([each.pk for each in self.records])


def _name(world: World) -> None:
    given = {"organisation": world.one(), "kind": world.dice.choice(["legal", "short"]), "text": world.text()}
    Name.objects.get_or_create(**given, defaults={"language": "zh-Hans"})


def _identifier(world: World) -> None:
    number = Identifier.objects.count()
    Identifier.objects.create(organisation=world.one(), scheme="local", namespace="test", value=str(number))


def _address(world: World) -> None:
    Address.objects.create(organisation=world.one(), region_code="220100", region_edition="2023", text=world.text())


def _post(world: World) -> None:
    Post.objects.create(organisation=world.one(), title="Mayor", holder="A. Holder", source=world.source)


def _fact(world: World) -> None:
    given = {"predicate": "guests", "value": "400", "happened_on": DAY, "learned_on": DAY, "source": world.source}
    Fact.objects.create(organisation=world.one(), **given)


def _relation(world: World) -> None:
    subject, other = world.two()
    Relation.objects.create(subject=subject, other=other, kind=world.dice.choice(["branch", "owned"]))


def _contact(world: World) -> None:
    given = {"kind": "call", "happened_on": world.day(), "note": world.text(), "written_by": world.user}
    Contact.objects.create(organisation=world.one(), **given)


def _origin(world: World) -> None:
    given = {"field": "name", "value": world.text(), "learned_on": DAY, "written_by": world.user}
    FieldOrigin.objects.create(organisation=world.one(), **given)


def _membership(world: World) -> None:
    given = {"user": world.user, "organisation": world.one(), "role": world.dice.choice(Role.values)}
    until = world.dice.choice([None, DAY])
    if until or not Membership.objects.filter(**given, valid_until=None).exists():
        Membership.objects.create(**given, valid_from=DAY, valid_until=until)


def _record(world: World) -> None:
    given = {"kind": "tax_grade", "severity": "A", "happened_on": DAY, "learned_on": DAY, "authority": "Tax"}
    CreditRecord.objects.get_or_create(organisation=world.one(), number=world.text(), defaults=given)


def _case(world: World) -> None:
    Case.objects.create(
        number=f"P-2021-{Case.objects.count() + 1:04d}",
        kind=Case.Kind.PROBLEM,
        organisation=world.one(),
        opened_by=world.user,
        opened_on=DAY,
        due_on=DAY,
        text=world.text(),
    )


def _rating(world: World) -> None:
    given = {"organisation": world.one(), "model": credit_model(), "as_of": world.day()}
    given["effective_on"] = given["as_of"]
    Rating.objects.get_or_create(**given, defaults={"points": 700, "grade": "A"})


def _order(world: World) -> None:
    subject, assessor = world.two()
    days = {"ordered_on": DAY, "due_on": DAY, "ordered_by": world.user}
    AssessmentOrder.objects.create(subject=subject, assessor=assessor, purpose="x", **days)


def _statement(world: World) -> None:
    given = {"organisation": world.one(), "model": credit_model(), "as_of": world.day()}
    given["effective_on"] = given["as_of"]
    rating, _is_new = Rating.objects.get_or_create(**given, defaults={"points": 700, "grade": "A"})
    said = {"document": "{}", "purpose": "report", "issued_at": timezone.now(), "issued_by": world.user}
    IssuedStatement.objects.create(organisation=rating.organisation, rating=rating, **said)


def _notice(world: World) -> None:
    mine, day = world.one(), world.day()
    if Notice.objects.filter(organisation=mine, state=Notice.State.SERVED).exists():
        return
    rating = Rating.objects.create(organisation=mine, model=credit_model(), as_of=day, points=400, grade="C")
    later = day + timedelta(days=14)
    Notice.objects.create(organisation=mine, rating=rating, grade_after="C", served_on=day, takes_effect_on=later)


def _look(world: World) -> None:
    mine, office = world.two()
    FileView.objects.create(organisation=mine, office=office, account=world.user, subject="file", way="page")


def _offer(world: World) -> None:
    offer(world.one())


def _need(world: World) -> None:
    need(world.one())


def _interest(world: World) -> None:
    first, second = world.two()
    made = suggestion(offer(first), need(second))
    for side in (first, second):
        Interest.objects.create(suggestion=made, organisation=side, answer="accepted")


def _participation(world: World) -> Participation:
    made, _is_new = Participation.objects.get_or_create(event=_event(world), organisation=world.one())
    return made


def _event(world: World) -> Event:
    return world.dice.choice([world.event, event()])


def _request(world: World) -> None:
    sides = [Participation.objects.get_or_create(event=world.event, organisation=each)[0] for each in world.two()]
    MeetingRequest.objects.get_or_create(event=world.event, requester=sides[0], requested=sides[1])


def _presentation(world: World) -> None:
    order = Presentation.objects.count() + 1
    Presentation.objects.create(event=world.event, organisation=world.one(), order=order, topic="Castings")


def _lead(world: World) -> None:
    shown = Presentation.objects.first() or Presentation.objects.create(
        event=world.event, organisation=world.one(), order=1, topic="Castings"
    )
    given = {"interest": "meeting", "noted_on": DAY, "noted_by": world.user}
    PresentationLead.objects.get_or_create(presentation=shown, organisation=world.one(), defaults=given)


def _stand(world: World) -> None:
    Stand.objects.create(event=world.event, organisation=world.one(), number=str(Stand.objects.count()))


def _agenda_item(world: World) -> None:
    order = AgendaItem.objects.count() + 1
    AgendaItem.objects.create(event=world.event, organisation=world.one(), order=order, text=world.text())


def _action_item(world: World) -> None:
    ActionItem.objects.create(event=world.event, responsible=world.one(), text=world.text())


def _opportunity(world: World) -> None:
    first, second = world.two()
    sides = [Participation.objects.get_or_create(event=world.event, organisation=each)[0] for each in (first, second)]
    asked, _is_new = MeetingRequest.objects.get_or_create(event=world.event, requester=sides[0], requested=sides[1])
    if Opportunity.objects.filter(request=asked).exists():
        return
    said = {"kind": "docked", "next_step": "visit", "due_on": DAY, "responsible": first}
    made = Opportunity.objects.create(event=world.event, request=asked, first=first, second=second, **said)
    OpportunityEntry.objects.create(opportunity=made, made_by="clerk", state="open", reason="agreed", **said)


def _promise(world: World) -> None:
    promise(_agreement(world))


def _agreement(world: World) -> Agreement:
    first, second = world.two()
    return agreement(world.event, (first, second))


def _approval(world: World) -> None:
    by = world.one()
    act = Mandate.objects.create(body=by, act=world.text(), kind="contract", valid_from=DAY)
    given = {"body": by, "mandate": act, "decided_on": DAY, "decided_by": world.user}
    Approval.objects.create(agreement=_agreement(world), version=1, **given)


def _project(world: World) -> None:
    project(_agreement(world), stages=2)


def _evidence(world: World) -> None:
    first, second = world.two()
    common = {"project": intention(first, second), "title": "permit", "source": "office", "brought_on": DAY}
    brought = Evidence.objects.create(link="https://example.org", organisation=first, brought_by=world.user, **common)
    Verdict.objects.create(
        evidence=brought, organisation=second, signed_by=world.user, is_accepted=True, signed_on=DAY, note="seen"
    )


def _project_party(world: World) -> None:
    first, second = world.two()
    intention(first, second)


def _hindrance(world: World) -> None:
    hindrance(project(_agreement(world)), owner=world.one(), desk=world.one(), raised_by=world.one())
    step = {"desk": world.one(), "side": world.one()}
    HindranceStep.objects.create(hindrance=Hindrance.objects.latest("pk"), kind="raised", on=DAY, **step)


def _report_duty(world: World) -> None:
    ReportDuty.objects.create(
        project=project(_agreement(world)), organisation=world.one(), every=3, first_on=DAY, next_due=DAY
    )


def _visit(world: World) -> None:
    days = {"happened_on": DAY, "learned_on": DAY}
    made = Visit.objects.create(project=project(_agreement(world)), office=world.one(), seen=world.text(), **days)
    Met.objects.create(visit=made, organisation=world.one())


def _milestone(world: World) -> None:
    milestone(project(_agreement(world)), owner=world.one())


MAKERS: dict[str, Callable[[World], object]] = {
    "know.name.organisation": _name,
    "know.identifier.organisation": _identifier,
    "know.address.organisation": _address,
    "know.post.organisation": _post,
    "know.fact.organisation": _fact,
    "know.relation.subject": _relation,
    "know.relation.other": _relation,
    "know.contact.organisation": _contact,
    "know.fieldorigin.organisation": _origin,
    "govern.membership.organisation": _membership,
    "trust.creditrecord.organisation": _record,
    "trust.case.organisation": _case,
    "trust.rating.organisation": _rating,
    "trust.assessmentorder.subject": _order,
    "trust.assessmentorder.assessor": _order,
    "trust.issuedstatement.organisation": _statement,
    "trust.notice.organisation": _notice,
    "trust.fileview.organisation": _look,
    "trust.fileview.office": _look,
    "match.offer.organisation": _offer,
    "match.need.organisation": _need,
    "match.interest.organisation": _interest,
    "meet.participation.organisation": _participation,
    "meet.presentation.organisation": _presentation,
    "meet.presentationlead.organisation": _lead,
    "meet.stand.organisation": _stand,
    "meet.agendaitem.organisation": _agenda_item,
    "meet.actionitem.responsible": _action_item,
    "meet.opportunity.first": _opportunity,
    "meet.opportunity.second": _opportunity,
    "meet.opportunity.responsible": _opportunity,
    "meet.opportunityentry.responsible": _opportunity,
    "sign.party.organisation": _agreement,
    "sign.promise.debtor": _promise,
    "sign.promise.creditor": _promise,
    "sign.mandate.body": _approval,
    "sign.approval.body": _approval,
    "land.project.responsible": _project,
    "land.stageentry.responsible": _project,
    "land.evidence.organisation": _evidence,
    "land.verdict.organisation": _evidence,
    "land.projectparty.organisation": _project_party,
    "land.hindrance.owner": _hindrance,
    "land.hindrance.desk": _hindrance,
    "land.hindrance.raised_by": _hindrance,
    "land.hindrancestep.desk": _hindrance,
    "land.hindrancestep.side": _hindrance,
    "land.milestone.owner": _milestone,
    "land.visit.office": _visit,
    "land.met.organisation": _visit,
    "land.reportduty.organisation": _report_duty,
    "meet.meetingrequest": _request,
}
"""How a row of each column that points to organisations is made."""


def picture(leave_out: Iterable[str] = LOGS) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table as it stands, but of the tables left out, and what the search box finds."""
    models: list[type[Model]] = apps.get_models(include_auto_created=True)
    tables = {
        model._meta.label_lower: list(model._base_manager.order_by("pk").values_list())
        for model in models
        if model._meta.label_lower not in leave_out
    }
    return tables | {
        "search": list(SearchDocument.objects.order_by("organisation").values_list("organisation", "text"))
    }
