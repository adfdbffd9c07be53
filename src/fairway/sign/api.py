"""The API of SIGN."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Router, Schema
from ninja.pagination import paginate
from ninja.responses import NinjaJSONEncoder

from fairway.base.exports import in_pieces
from fairway.base.paging import Pages
from fairway.base.rights import require
from fairway.base.words import sentence
from fairway.lib.errors import Invalid, Missing
from fairway.sign import queries
from fairway.sign.engine.amounts import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from fairway.lib.money import Money
    from fairway.sign.engine.board import Board
    from fairway.sign.models import Agreement
    from fairway.sign.queries import PromiseRow, PromiseTable

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


class PromiseOut(Schema):
    """A promise with where it stands today; ``due_on`` null is "not stated", ``amount`` null too.

    ``agreement_id`` null: it was made at the event ``event_id`` itself. ``waits_for``: late promises it waits for.
    """

    id: int
    agreement_id: int | None
    event_id: int | None
    number: str
    side: str
    debtor_id: int
    creditor_id: int | None
    what: str
    field: str
    amount: Decimal | None
    currency: str
    state: str
    due_on: date | None
    days_late: int | None
    waits_for: list[int]
    is_demo: bool


class FulfilmentOut(Schema):
    """How one side keeps its word; ``share`` null while no promise is due."""

    side: str
    kept: int
    due: int
    total: int
    share: float | None


class PromisesOut(Schema):
    """Both sides' promises, what is late first, and both rates."""

    as_of: date
    rates: list[FulfilmentOut]
    promises: list[PromiseOut]


_SAID = (
    "agreement_id", "event_id", "side", "debtor_id", "creditor_id", "what", "field", "amount", "currency", "is_demo",
)  # fmt: skip
_encode = NinjaJSONEncoder().encode
_PIECE = 500


def _promise_json(line: PromiseRow) -> str:
    """A promise as :class:`PromiseOut` describes it."""
    said = dict(zip(_SAID, line.said, strict=True))
    given = said | {
        "id": line.pk,
        "number": line.number,
        "amount": None if said["amount"] is None else trimmed(said["amount"]),
        "state": line.state.value,
        "due_on": line.due_on,
        "days_late": line.days_late,
        "waits_for": line.causes,
    }
    return str(_encode({name: given[name] for name in PromiseOut.model_fields}))


def _promise_pieces(found: PromiseTable, rates: list[FulfilmentOut]) -> Iterator[bytes]:
    """What :class:`PromisesOut` describes, piece by piece."""
    before = f'{_encode({"as_of": found.as_of, "rates": rates})[:-1]}, "promises": ['
    while piece := list(islice(found.lines, _PIECE)):
        yield (before + ", ".join(_promise_json(line) for line in piece)).encode()
        before = ", "
    yield b"]}" if before == ", " else f"{before}]}}".encode()


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


@router.get("/promises", response=PromisesOut, summary="Promises of both sides")
def list_promises(request: HttpRequest, as_of: date | None = None, agreement_id: int | None = None) -> HttpResponse:
    """Where every promise the caller may see stood on a day, by default today; an enterprise gets its own."""
    require(request.user, "sign.see_agreements")
    day = as_of or timezone.localdate()
    if day > timezone.localdate():
        raise Invalid("day-to-come", gettext_noop("This day has not come yet."))
    rows = queries.promises_seen_by(request.user)
    asked = rows if agreement_id is None else rows.filter(agreement=agreement_id)
    found = queries.promise_table(asked, day, _SAID)
    rates = [
        FulfilmentOut(
            side=rate.side.value,
            kept=rate.kept,
            due=rate.due,
            total=rate.total,
            share=None if rate.share is None else float(rate.share),
        )
        for rate in found.rates
    ]
    return in_pieces(_promise_pieces(found, rates), "application/json; charset=utf-8")
