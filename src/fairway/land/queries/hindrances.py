"""What hinders projects, whose desk it lies on, and the chain it goes up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import BooleanField, Case, Prefetch, Q, Value, When
from django.utils.translation import gettext_noop

from fairway.base.rights import seen_by
from fairway.govern.rules import own_organisations
from fairway.know.models import Organisation, Relation
from fairway.land.engine.hindrances import HIGHEST, mandate_chain
from fairway.land.models import Hindrance, HindranceStep
from fairway.land.queries.projects import projects_seen_by
from fairway.sign.models import Party
from fairway.sign.queries import sees_all

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from fairway.base.models import User
    from fairway.land.queries.projects import Reader

SUPERIOR = (Relation.Kind.ENTRUSTED, Relation.Kind.PART, Relation.Kind.DISPATCHED, Relation.Kind.BRANCH)
"""What makes the other organisation a superior; of several, the first: who manages comes before who dispatched."""


def hindrances_seen_by(user: Reader, as_of: date) -> QuerySet[Hindrance]:
    """Every hindrance for the offices; for others those of their projects, theirs to clear, or raised by them."""
    late = Case(
        When(Q(closed_on=None, next_on__lt=as_of), then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )
    rows = Hindrance.objects.select_related("project__agreement", "owner", "desk", "raised_by").annotate(is_late=late)
    if user is None or sees_all(user):
        return rows
    own = own_organisations(user)  # type: ignore[arg-type]  # never anonymous here
    seen = projects_seen_by(user).values("pk")
    return rows.filter(Q(project__in=seen) | Q(owner__in=own) | Q(raised_by__in=own))


def seen_hindrance(user: User | AnonymousUser, pk: int, right: str = "land.see_projects") -> Hindrance:
    """One hindrance with its log, where the user holds the right on it."""
    log = Prefetch("log", HindranceStep.objects.select_related("desk", "side"))
    rows = Hindrance.objects.select_related("project__agreement", "project__responsible", "owner", "desk", "raised_by")
    found = rows.filter(pk=pk).prefetch_related(log)
    return seen_by(user, right, found, "hindrance-missing", gettext_noop("No hindrance has this address."))


def superiors_of(organisations: Collection[int], on: date) -> dict[int, list[int]]:
    """The superiors of organisations and of their superiors on a day. One query for each desk up, at most six."""
    found: dict[int, list[int]] = {}
    asked = set(organisations)
    for _level in range(HIGHEST):
        begun = Q(valid_from=None) | Q(valid_from__lte=on)
        rows = Relation.objects.filter(begun, subject__in=asked, kind__in=SUPERIOR)
        rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=on))
        ties = sorted(rows.values_list("subject_id", "kind", "other_id"), key=_precedence)
        found |= {subject: [] for subject in asked}
        for subject, _kind, other in ties:
            found[subject].append(other)
        asked = {other for _subject, _kind, other in ties} - found.keys()
        if not asked:
            break
    return found


def _precedence(tie: tuple[int, str, int]) -> tuple[int, int, int]:
    subject, kind, other = tie
    return subject, SUPERIOR.index(Relation.Kind(kind)), other


def chains_of(hindrances: Iterable[Hindrance], on: date) -> dict[int, tuple[int, ...]]:
    """The desks above the owner of each hindrance.

    An owner without a superior is under who is responsible for the project, or the public body that signed for it.
    """
    rows = list(hindrances)
    above = _answering(rows)
    superiors = superiors_of({pk for row in rows for pk in (row.owner_id, *above[row.pk])}, on)
    return {row.pk: chain_above(row.owner_id, above[row.pk], superiors) for row in rows}


def _answering(rows: Iterable[Hindrance]) -> dict[int, list[int]]:
    """Who may stand above each owner that has no superior. One query."""
    rows = list(rows)
    signed = public_signers(Party.objects.filter(agreement__in={row.project.agreement_id for row in rows} - {None}))
    return {row.pk: [row.project.responsible_id, *signed.get(row.project.agreement_id or 0, [])] for row in rows}


def public_signers(parties: QuerySet[Party]) -> dict[int, list[int]]:
    """The public bodies among parties, by agreement. One query."""
    public = parties.exclude(organisation__kind=Organisation.Kind.ENTERPRISE).order_by("order", "pk")
    signed: dict[int, list[int]] = {}
    for agreement, organisation in public.values_list("agreement_id", "organisation_id"):
        signed.setdefault(agreement, []).append(organisation)
    return signed


def chain_above(owner: int, others: Sequence[int], superiors: Mapping[int, Sequence[int]]) -> tuple[int, ...]:
    """The desks above ``owner``; one without a superior is under the first of ``others``."""
    chain = mandate_chain(owner, superiors)
    first = next((pk for pk in others if pk != owner), None)
    if chain or first is None:
        return chain
    return (first, *(pk for pk in mandate_chain(first, superiors) if pk != owner))
