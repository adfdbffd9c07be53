"""Rights from roles: which role may do what, and what "for one's own organisation" means.

Every step lists its rights in its own ``rules.py`` with :func:`grant`; the tables are tested as tables.
A right held only ``own``-wise needs a subject whose ``own_ids()`` names the organisations it belongs to,
or the organisation itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from rules.permissions import add_perm
from rules.predicates import Predicate, predicate

from fairway.govern.models import Membership, Role
from fairway.know.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from fairway.base.models import Job, User

ALL = frozenset(Role)
OFFICES = frozenset({Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.CREDIT_OFFICE})
"""Everybody but the enterprises."""


@dataclass(frozen=True)
class Right:
    """Roles that hold a right on anything, and roles that hold it only on what is their own organisation's.

    ``never_own``: nobody holds it on what is their own organisation's, whatever their role.
    """

    roles: frozenset[Role] = frozenset()
    own: frozenset[Role] = frozenset()
    never_own: bool = False


def memberships(user: User) -> list[Membership]:
    """The memberships of ``user`` valid today; one query a request, kept on the account object."""
    today = timezone.localdate()
    kept = getattr(user, "_memberships", None)
    if kept is None or kept[0] != today:
        begun = Membership.objects.filter(user=user, valid_from__lte=today).select_related("organisation")
        kept = (today, [m for m in begun if _is_open(m, today)])
        user._memberships = kept  # type: ignore[attr-defined]
    found: list[Membership] = kept[1]
    return found


def _is_open(membership: Membership, today: date) -> bool:
    return membership.valid_until is None or membership.valid_until >= today


def roles_of(user: User) -> frozenset[Role]:
    """The roles ``user`` holds today."""
    return frozenset(Role(m.role) for m in memberships(user))


def own_organisations(user: User, roles: Iterable[Role] = ALL) -> frozenset[int]:
    """Ids of organisations ``user`` acts for today in one of ``roles``, with what they became and was merged into them.

    A merge leaves rows with the merged record where the kept one has the same: those are its own matters too.
    """
    wanted = set(roles)
    held = [m.organisation for m in memberships(user) if m.role in wanted]
    own = frozenset(pk for each in held for pk in (each.pk, each.merged_into_id) if pk is not None)
    return own.union(*(_merged_into(user).get(pk, ()) for pk in own))


def _merged_into(user: User) -> dict[int, list[int]]:
    """Map the organisations ``user`` acts for to the records merged into them; kept as :func:`memberships` are."""
    kept = getattr(user, "_merged_into", None)
    if kept is None or kept[0] is not memberships(user):
        acted_for = {pk for m in memberships(user) for pk in (m.organisation_id, m.organisation.merged_into_id) if pk}
        found: dict[int, list[int]] = {}
        for into, pk in Organisation.objects.filter(merged_into__in=acted_for).values_list("merged_into_id", "pk"):
            found.setdefault(into, []).append(pk)
        kept = (memberships(user), found)
        user._merged_into = kept  # type: ignore[attr-defined]
    merged: dict[int, list[int]] = kept[1]
    return merged


def owners(subject: object) -> frozenset[int]:
    """Ids of the organisations a thing belongs to."""
    own_ids = getattr(subject, "own_ids", None)
    if own_ids is not None:
        return frozenset(own_ids())
    return frozenset({subject.pk}) if subject.__class__.__name__ == "Organisation" else frozenset()  # type: ignore[attr-defined]


def is_own_case(user: User, subject: object) -> bool:
    """Whether ``user`` acts for an organisation the case belongs to: then somebody else must decide."""
    return bool(own_organisations(user) & owners(subject))


def holds(user: User, right: Right, subject: object | None) -> bool:
    """Whether ``user`` holds ``right`` (on ``subject``, if one is given)."""
    if not user.is_active or not user.is_authenticated:
        return False
    if right.never_own and subject is not None and is_own_case(user, subject):
        return False
    if roles_of(user) & right.roles:
        return True
    if subject is None:
        return bool(roles_of(user) & right.own)
    return bool(own_organisations(user, right.own) & owners(subject))


def grant(rights: Mapping[str, Right]) -> None:
    """Register a step's table of rights."""
    for name, right in rights.items():
        add_perm(name, _predicate(name, right))


def _predicate(name: str, right: Right) -> Predicate:
    @predicate(name)
    def holds_right(user: User, subject: object | None = None) -> bool:
        return holds(user, right, subject)

    registered: Predicate = holds_right
    return registered


@predicate
def started_it(user: User, job: Job | None = None) -> bool:
    """Whether ``user`` started the job; true of the right as such."""
    return job is None or job.started_by_id == user.pk


RIGHTS = {
    "base.see_audit": Right(frozenset({Role.PROMOTION_OFFICE, Role.CREDIT_OFFICE})),
    "base.see_jobs": Right(OFFICES),
    "base.see_job": Right(OFFICES),
    "know.see_organisations": Right(ALL),
    "know.edit_organisations": Right(frozenset({Role.PROMOTION_OFFICE})),
    "know.see_contacts": Right(OFFICES),
    "know.log_contacts": Right(frozenset({Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE})),
    "know.see_doubles": Right(OFFICES),
    "know.decide_doubles": Right(frozenset({Role.PROMOTION_OFFICE}), never_own=True),
    "know.confirm_merges": Right(frozenset({Role.PROMOTION_OFFICE, Role.CREDIT_OFFICE}), never_own=True),
    "govern.see_members": Right(frozenset({Role.PROMOTION_OFFICE, Role.CREDIT_OFFICE}), own=ALL),
    "govern.appoint_members": Right(frozenset({Role.PROMOTION_OFFICE})),
}
grant(RIGHTS)
add_perm("base.cancel_job", started_it)
