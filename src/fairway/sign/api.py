"""The API of SIGN."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop
from ninja import Router, Schema
from ninja.pagination import paginate

from fairway.base.paging import Pages
from fairway.base.rights import require
from fairway.base.words import sentence
from fairway.lib.errors import Missing
from fairway.sign import queries
from fairway.sign.engine.amounts import trimmed

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from fairway.lib.money import Money
    from fairway.sign.engine.board import Board
    from fairway.sign.models import Agreement

router = Router(tags=["Sign"])


class MoneyOut(Schema):
    """An exact amount (a decimal string) of one currency and one kind."""

    amount: Decimal
    currency: str
    kind: str


class PartyOut(Schema):
    """An organisation bound by an agreement; ``role`` "" is "not stated"."""

    organisation_id: int
    role: str


class AgreementOut(Schema):
    """An agreement; ``amount`` null is "not stated"."""

    id: int
    event_id: int
    number: str
    title: str
    kind: str
    money_kind: str
    amount: Decimal | None
    currency: str
    signed_on: date
    region_code: str
    industry_code: str
    is_demo: bool
    parties: list[PartyOut]

    @staticmethod
    def resolve_amount(agreement: Agreement) -> Decimal | None:
        """Without the zeros the column adds."""
        return None if agreement.amount is None else trimmed(agreement.amount)


class BoardOut(Schema):
    """A signing board; ``state`` is green, red or not_announced. Totals of different kinds stand apart."""

    event_id: int
    state: str
    count: int
    announced_count: int | None
    announced_total: MoneyOut | None
    totals: list[MoneyOut]
    mismatches: list[str]


def money_out(money: Money) -> MoneyOut:
    """One amount as the API gives it."""
    return MoneyOut(amount=trimmed(money.amount), currency=money.currency, kind=money.kind.value)


def _board_out(event_id: int, board: Board) -> BoardOut:
    announced = board.announced.money
    return BoardOut(
        event_id=event_id,
        state=board.state.value,
        count=board.count,
        announced_count=board.announced.count,
        announced_total=money_out(announced) if announced else None,
        totals=[money_out(total) for total in board.totals],
        mismatches=[sentence(reason.as_data()) for reason in board.mismatches],
    )


@router.get("/agreements", response=list[AgreementOut], summary="Agreements")
@paginate(Pages)
def list_agreements(request: HttpRequest) -> QuerySet[Agreement]:
    """Every agreement the caller may see, newest first; an enterprise gets its own."""
    require(request.user, "sign.see_agreements")
    rows = queries.with_parties(queries.agreements_seen_by(request.user))
    return rows.order_by("-signed_on", "number", "pk")


@router.get("/signing/{int:event_id}", response=BoardOut, summary="Signing board of an event")
def signing_board(request: HttpRequest, event_id: int) -> BoardOut:
    """What was signed against what was announced, with a sentence for every difference."""
    require(request.user, "sign.see_agreements")
    event = queries.boards_seen_by(request.user).filter(pk=event_id).first()
    if event is None:
        raise Missing("board-missing", gettext_noop("No signing board has this address, or it is not yours to see."))
    return _board_out(event.pk, queries.board_of(event))
