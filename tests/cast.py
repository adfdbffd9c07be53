"""The shared cast: factories for what tests need, with the least said."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from fairway.base.models import User
from fairway.govern.models import Membership, Role
from fairway.know.models import Organisation, SourceDocument
from fairway.land.models import Hindrance, Milestone, Payment, Project, ProjectParty, ReportDuty, Stage, StageEntry
from fairway.match.models import Need, Offer, Suggestion
from fairway.meet.models import Event
from fairway.sign.models import Agreement, Party, Promise
from fairway.trust.models import CreditModel, CreditRecord, StatusChange
from fairway.trust.queries import shipped_models

_number = count(1)
DAY = date(2021, 10, 19)


def organisation(**given: object) -> Organisation:
    """An invented enterprise in Changchun unless told otherwise."""
    n = next(_number)
    values: dict[str, object] = {
        "name": f"示例{n:04d}汽车零部件有限公司",
        "name_en": f"Example {n:04d} Auto Parts Co., Ltd.",
        "kind": Organisation.Kind.ENTERPRISE,
        "region_code": "220100",
        "region_edition": "2023",
        "industry_code": "3670",
        "industry_edition": "2017",
        "is_demo": True,
    }
    return Organisation.objects.create(**{**values, **given})


def account(role: Role | None = None, organisation_: Organisation | None = None, username: str = "") -> User:
    """An account; with a role it acts for ``organisation_`` (or a new one) from 2020 on."""
    user = User.objects.create_user(username=username or f"user{next(_number)}", password="correct horse battery")
    if role is not None:
        Membership.objects.create(
            user=user, organisation=organisation_ or organisation(), role=role, valid_from=date(2020, 1, 1)
        )
    return user


def operator() -> User:
    """The account commands run as: every right."""
    return User.objects.create(username=f"operator{next(_number)}", is_superuser=True)


def source(**given: object) -> SourceDocument:
    """A source document."""
    n = next(_number)
    values: dict[str, object] = {
        "key": f"s{n}",
        "title": f"Report {n}",
        "publisher": "Example Daily",
        "published_on": DAY,
    }
    return SourceDocument.objects.create(**{**values, **given})


def event(**given: object) -> Event:
    """An event of one day."""
    n = next(_number)
    values: dict[str, object] = {
        "code": f"event-{n}",
        "name": f"Matchmaking {n}",
        "held_on": DAY,
        "as_of": date(2022, 1, 17),
        "region_code": "220100",
        "tables": 4,
        "is_demo": True,
    }
    return Event.objects.create(**{**values, **given})


def credit_record(organisation_: Organisation, **given: object) -> CreditRecord:
    """A tax grade A of May 2021."""
    n = next(_number)
    values: dict[str, object] = {
        "number": f"R-{n}",
        "kind": "tax_grade",
        "severity": "A",
        "happened_on": date(2021, 5, 3),
        "learned_on": date(2021, 5, 3),
        "authority": "Example Tax Bureau",
        "is_demo": organisation_.is_demo,
    }
    record = CreditRecord.objects.create(organisation=organisation_, **{**values, **given})
    if record.status != CreditRecord.Status.ACTIVE:
        StatusChange.objects.create(record=record, status=record.status, on=record.learned_on)
    return record


def credit_model() -> CreditModel:
    """The first shipped model for enterprises, approved."""
    values = {"author": "Fairway method desk", "approver": "board", "published_on": date(2026, 4, 1)}
    model, _is_new = CreditModel.objects.get_or_create(
        name="Fairway enterprise credit 1", version="1.0.0", defaults={"toml": shipped_models()[-1], **values}
    )
    return model


def offer(organisation_: Organisation | None = None, **given: object) -> Offer:
    """An offer of castings."""
    n = next(_number)
    by = organisation_ or organisation()
    values: dict[str, object] = {
        "namespace": "event",
        "key": f"o-{n}",
        "text": "铝合金压铸件产能，年产五十万件",
        "industry_code": "3670",
        "region_code": "220100",
        "segment": "parts",
        "is_demo": by.is_demo,
    }
    return Offer.objects.create(organisation=by, **{**values, **given})


def need(organisation_: Organisation | None = None, **given: object) -> Need:
    """A need for castings, which :func:`offer` answers."""
    n = next(_number)
    by = organisation_ or organisation()
    values: dict[str, object] = {
        "namespace": "event",
        "key": f"n-{n}",
        "text": "采购铝合金压铸件，年产五十万件",
        "industry_code": "3670",
        "region_code": "220100",
        "segment": "parts",
        "is_demo": by.is_demo,
    }
    return Need.objects.create(organisation=by, **{**values, **given})


def suggestion(offer_: Offer | None = None, need_: Need | None = None, **given: object) -> Suggestion:
    """A suggestion of 70 points."""
    reason = {"text": "Same industry class %(code)s.", "params": {"code": "C3670"}, "points": 70}
    values: dict[str, object] = {"score": 70, "reasons": [reason], "made_on": DAY, "rank_for_need": 1}
    return Suggestion.objects.create(offer=offer_ or offer(), need=need_ or need(), **{**values, **given})


def agreement(event_: Event | None = None, parties: tuple[Organisation, ...] = (), **given: object) -> Agreement:
    """A contract of 1,000 yuan between two new organisations unless told otherwise."""
    n = next(_number)
    values: dict[str, object] = {
        "number": f"a-{n:04d}",
        "title": f"Plant {n}",
        "kind": Agreement.Kind.CONTRACT,
        "money_kind": Agreement.MoneyKind.CONTRACT,
        "amount": Decimal(1000),
        "currency": "CNY",
        "signed_on": DAY,
        "region_code": "220100",
        "is_demo": True,
    }
    signed = Agreement.objects.create(event=event_ or event(), **{**values, **given})
    for order, party in enumerate(parties or (organisation(), organisation()), start=1):
        Party.objects.create(agreement=signed, organisation=party, order=order)
    return signed


def promise(agreement_: Agreement | None = None, **given: object) -> Promise:
    """A promise of an agreement's first party to its second, due 30 days after the signature."""
    n = next(_number)
    signed = agreement_ or agreement()
    first, second = (party.organisation for party in signed.parties.order_by("order")[:2])
    values: dict[str, object] = {
        "number": f"{n}",
        "debtor": first,
        "creditor": second,
        "side": Promise.Side.ENTERPRISE,
        "what": f"invest {n} million",
        "due_on": signed.signed_on + timedelta(days=30),
        "is_demo": signed.is_demo,
    }
    return Promise.objects.create(agreement=signed, **{**values, **given})


ROAD = Stage.values[Stage.values.index(Stage.SIGNED) :]


def project(agreement_: Agreement | None = None, stages: int = 1, **given: object) -> Project:
    """A project that reached the first ``stages`` stages, one every 30 days, the next one due 30 days later."""
    signed = agreement_ or agreement()
    answers = signed.parties.get(order=1).organisation
    values: dict[str, object] = {
        "responsible": answers,
        "is_demo": signed.is_demo,
        "title": signed.title,
        "event": signed.event,
        "region_code": signed.region_code,
        "industry_code": signed.industry_code,
    }
    return _along(ROAD[:stages], signed.signed_on, {"agreement": signed, **values, **given})


def intention(investor: Organisation | None = None, host: Organisation | None = None, **given: object) -> Project:
    """A project before its signature that stands at an intention since DAY, due 30 days later."""
    parties = {"investor": investor or organisation(), "host": host or organisation(kind="government")}
    values: dict[str, object] = {"responsible": parties["host"], "is_demo": True, "title": f"Plan {next(_number)}"}
    opened = _along([Stage.INTENTION], DAY, {"region_code": "220100", **values, **given})
    for role, each in parties.items():
        ProjectParty.objects.create(project=opened, organisation=each, role=role)
    return opened


def _along(road: list[str], first: date, values: dict[str, object]) -> Project:
    days = [first + timedelta(days=30 * n) for n in range(len(road))]
    last = {"stage": road[-1], "map_stage": road[-1], "stage_since": days[-1]}
    due = {"next_due": days[-1] + timedelta(days=30), "map_key": "investment", "map_version": 1}
    opened = Project.objects.create(**{**last, **due, **values})
    for stage, day in zip(road, days, strict=True):
        StageEntry.objects.create(
            project=opened,
            stage=stage,
            map_stage=stage,
            happened_on=day,
            learned_on=day,
            evidence="permit 7",
            responsible=opened.responsible,
            next_due=day + timedelta(days=30),
        )
    return opened


def payment(project_: Project, amount: int = 100, **given: object) -> Payment:
    """Yuan paid in on the day of the signature."""
    values: dict[str, object] = {
        "kind": Payment.Kind.PAID_IN,
        "currency": "CNY",
        "happened_on": DAY,
        "learned_on": DAY,
        "evidence": "bank receipt",
    }
    return Payment.objects.create(project=project_, amount=amount, **{**values, **given})


def milestone(project_: Project | None = None, **given: object) -> Milestone:
    """A milestone of the project, planned for the tenth day after DAY; its responsible organisation answers for it."""
    of = project_ or project()
    values: dict[str, object] = {
        "name": f"Milestone {next(_number)}",
        "owner": of.responsible,
        "planned": DAY + timedelta(days=10),
    }
    return Milestone.objects.create(project=of, **{**values, **given})


def hindrance(project_: Project | None = None, **given: object) -> Hindrance:
    """A missing power line; the project's responsible organisation clears it by the tenth day after DAY."""
    of = project_ or project()
    values: dict[str, object] = {
        "cause": Hindrance.Cause.UTILITIES,
        "what": f"no power line {next(_number)}",
        "owner": of.responsible,
        "desk": of.responsible,
        "next_on": DAY + timedelta(days=10),
    }
    return Hindrance.objects.create(project=of, **{**values, **given})


def report_duty(project_: Project | None = None, **given: object) -> ReportDuty:
    """The project's responsible organisation reports every quarter from the tenth day after DAY on."""
    of = project_ or project()
    first = given.get("first_on", DAY + timedelta(days=10))
    values: dict[str, object] = {"organisation": of.responsible, "every": 3, "first_on": first, "next_due": first}
    return ReportDuty.objects.create(project=of, **{**values, **given})
