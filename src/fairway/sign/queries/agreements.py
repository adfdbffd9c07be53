"""Questions about agreements and signing boards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q
from django.utils.translation import gettext_noop

from fairway.base.rights import seen_by
from fairway.govern.rules import own_organisations, roles_of
from fairway.lib.money import Money, total_by_kind
from fairway.meet.models import Event
from fairway.sign.engine.board import Announced, Board, Line, read_board
from fairway.sign.models import Agreement, Party
from fairway.sign.rules import RIGHTS

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from fairway.base.models import User

SEE = RIGHTS["sign.see_agreements"]


def sees_all(user: User | AnonymousUser) -> bool:
    """Whether the reader sees every agreement, not only those of their own organisations."""
    return user.is_superuser or bool(roles_of(user) & SEE.roles)  # type: ignore[arg-type]  # never anonymous here


def agreements_seen_by(user: User | AnonymousUser | None) -> QuerySet[Agreement]:
    """Every agreement for the offices (and for ``None``), those one is a party of for others."""
    rows = Agreement.objects.select_related("event")
    if user is None or sees_all(user):
        return rows
    own = own_organisations(user, SEE.own)  # type: ignore[arg-type]
    return rows.filter(pk__in=Party.objects.filter(organisation__in=own).values("agreement"))


def seen_agreement(user: User | AnonymousUser, pk: int, right: str) -> Agreement:
    """One of them, where the user holds the right on it too."""
    rows = agreements_seen_by(user).filter(pk=pk)
    return seen_by(user, right, rows, "agreement-missing", gettext_noop("No agreement has this address."))


def with_parties(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """The agreements with their parties and the parties' organisations, in two more queries however many."""
    return rows.prefetch_related(Prefetch("parties", Party.objects.select_related("organisation")))


def boards_seen_by(user: User | AnonymousUser) -> QuerySet[Event]:
    """Events with something announced or signed; for an enterprise those where it signed itself."""
    rows = Event.objects.select_related("ceremony").prefetch_related("agreements__further_amounts")
    mine = agreements_seen_by(user).values("event")
    found = Q(pk__in=mine) | Q(ceremony__isnull=False) if sees_all(user) else Q(pk__in=mine)
    return rows.filter(found)


def board_of(event: Event) -> Board:
    """What is signed at an event against what was announced there; without a ceremony nothing was announced."""
    lines = [
        Line(agreement.number, agreement.money, tuple(each.money for each in agreement.further_amounts.all()))
        for agreement in event.agreements.all()
    ]
    ceremony = getattr(event, "ceremony", None)
    return read_board(lines, ceremony.announced if ceremony else Announced())


def signed_totals(as_of: date, *, seen_by: User | AnonymousUser | None = None) -> tuple[Money, ...]:
    """One total for each kind and currency signed for by ``as_of``. Two queries."""
    rows = agreements_seen_by(seen_by).filter(signed_on__lte=as_of).prefetch_related("further_amounts")
    return total_by_kind(money for agreement in rows for money in agreement.amounts)
