"""Projects, their funnel and money, and what is late, replayed from the log as known on a date."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Case, Prefetch, Q, Value, When
from django.utils.translation import gettext_noop

from fairway.base.rights import seen_by
from fairway.govern.rules import own_organisations
from fairway.land.engine import money
from fairway.land.engine.intake import TERMINAL
from fairway.land.engine.sizes import known_on
from fairway.land.engine.stage_map import AGREEMENT
from fairway.land.models import Evidence, Payment, PlannedCapacity, Project, ProjectParty, StageEntry
from fairway.land.rules import RIGHTS
from fairway.lib.money import Money, MoneyKind, total_by_kind
from fairway.meet.models import Opportunity
from fairway.meet.queries.after import opportunities_seen_by
from fairway.sign.models import Agreement, Party
from fairway.sign.queries import agreements_seen_by, sees_all

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from fairway.base.models import User
    from fairway.know.models import Organisation

    Reader = User | AnonymousUser | None


def projects_seen_by(user: Reader) -> QuerySet[Project]:
    """Every project for the offices (and for ``None``), for an enterprise those it signed for.

    Before a signature those that were opened for it.
    """
    rows = Project.objects.select_related("agreement", "responsible")
    if user is None or sees_all(user):
        return rows
    own = own_organisations(user, RIGHTS["land.see_projects"].own)  # type: ignore[arg-type]  # never anonymous here
    opened_for = ProjectParty.objects.filter(organisation__in=own).values("project")
    signed = Q(agreement__in=agreements_seen_by(user).values("pk"))
    return rows.filter(signed | Q(agreement=None, pk__in=opened_for))


_PARTIES = (
    Prefetch("agreement__parties", Party.objects.select_related("organisation")),
    Prefetch("parties", ProjectParty.objects.select_related("organisation")),
)
LATELY = 500
"""Lines of capacities from which usual units are told."""
_PAYMENTS = Prefetch("payments", Payment.objects.told().select_related("from_report"))


def _is_late(as_of: date) -> Q:
    return Q(next_due__lt=as_of) & ~Q(stage__in=[stage.value for stage in TERMINAL])


def listed(rows: QuerySet[Project], as_of: date) -> QuerySet[Project]:
    """The projects with parties and payments, and ``is_overdue`` on a date; as many queries for one as for many."""
    flag = Case(When(_is_late(as_of), then=Value(value=True)), default=Value(value=False), output_field=BooleanField())
    return rows.annotate(is_overdue=flag).prefetch_related(*_PARTIES, _PAYMENTS)


def project_file(pk: int) -> QuerySet[Project]:
    """One project with its agreement, parties, sizes, log and payments; what was taken back among them says so."""
    log = Prefetch(
        "log", StageEntry.objects.told().select_related("responsible", "from_report").order_by("happened_on", "pk")
    )
    rows = Project.objects.select_related("agreement__event", "event", "opportunity", "responsible")
    documents = Prefetch("documents", Evidence.objects.select_related("organisation", "verdict__organisation"))
    return rows.filter(pk=pk).prefetch_related(log, documents, "areas", "capacities", *_PARTIES, _PAYMENTS)


def seen_project(user: User | AnonymousUser, pk: int, right: str = "land.see_projects") -> Project:
    """The same one, where the user holds the right on it."""
    return seen_by(user, right, project_file(pk), "project-missing", gettext_noop("No project has this address."))


def agreements_without_project(user: Reader) -> QuerySet[Agreement]:
    """What is signed and not followed up yet."""
    return agreements_seen_by(user).filter(project__isnull=True).order_by("signed_on", "pk")


def signable_agreements(user: Reader, project: Project) -> QuerySet[Agreement]:
    """Agreements without a project that bind one of those this one was opened for."""
    bound = Party.objects.filter(organisation__in=project.own_ids()).values("agreement")
    return agreements_without_project(user).filter(pk__in=bound, is_demo=project.is_demo)


def opportunities_without_project(user: User) -> QuerySet[Opportunity]:
    """Open opportunities of meetings that nobody follows up as a project yet, the one due first first."""
    free = opportunities_seen_by(user).filter(state=Opportunity.State.OPEN, project__isnull=True)
    return free.order_by("due_on", "pk")


def filled_fields(project: Project, roles: Collection[str] | None = None) -> frozenset[str]:
    """The fields of a project that are filled in; ``roles`` are those of its parties where they are not kept yet.

    An agreement names its own parties, so it stands for an investor and a host.
    """
    agreement = project.agreement
    if roles is None:
        roles = {party.role for party in project.parties.all()} if project.pk else set()
    amounts = (project.pledged_amount, agreement.amount if agreement else None)
    found = {
        "region": bool(project.region_code),
        "industry": bool(project.industry_code),
        "site": bool(project.site),
        "amount": any(amount is not None for amount in amounts),
        "investor": agreement is not None or ProjectParty.Role.INVESTOR in roles,
        "host": agreement is not None or ProjectParty.Role.HOST in roles,
        AGREEMENT: agreement is not None,
    }
    return frozenset(name for name, is_there in found.items() if is_there)


def parties_of(project: Project) -> list[Organisation]:
    """Those who signed, before that those it was opened for; of a project whose parties are at hand."""
    rows = project.agreement.parties if project.agreement is not None else project.parties
    return [party.organisation for party in rows.all()]


def capacities_of(project: Project, day: date) -> list[PlannedCapacity]:
    """What a project whose capacities are at hand is planned to yield, the newest known on a day of each unit."""
    return list(known_on(((each.unit, each.learned_on, each) for each in project.capacities.all()), day).values())


def usual_units() -> list[str]:
    """Units in which capacities were written down lately, so that the same one is written the same again."""
    lately = PlannedCapacity.objects.order_by("-pk").values_list("unit", flat=True)[:LATELY]
    return sorted(set(lately))


def paid_in(project: Project) -> tuple[Money, ...]:
    """What was paid in on a project whose payments are at hand, one total for each currency."""
    return tuple(total for total in moved_on(project) if total.kind is MoneyKind.PAID_IN)


def moved_on(project: Project) -> tuple[Money, ...]:
    """What moved on a project whose payments are at hand and stands, one total for each kind and currency."""
    return total_by_kind(payment.money for payment in project.payments.all() if payment.reversed_on is None)


def project_in_place(project: Project) -> money.InPlace | None:
    """Contract against paid in of one project at hand; ``None`` where no contract amount is stated.

    Only what was paid in the contract's currency counts.
    """
    contract = project.agreement.money if project.agreement is not None else None
    if contract is None or contract.kind is not MoneyKind.CONTRACT:
        return None
    same = (total.amount for total in paid_in(project) if total.currency == contract.currency)
    return money.InPlace(contract.currency, contract.amount, next(same, Decimal(0)))
