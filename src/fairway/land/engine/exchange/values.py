"""A project as it is exchanged: everything said of it, in plain values that name organisations by a key of the file.

Stages, roles, kinds and sides are the words the store keeps (``in_production``, ``investor``), so that a file of a
newer edition can be read and refused by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from fairway.land.engine.sizes import Area, Capacity


@dataclass(frozen=True, order=True)
class Code:
    """A code that identifies an organisation; ``namespace`` says whose it is where it is local."""

    scheme: str
    namespace: str
    value: str


@dataclass(frozen=True)
class Owner:
    """An organisation that owns a part; ``share`` in per cent, ``None`` where it is not stated."""

    name: str
    share: Decimal | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Organisation:
    """One organisation of the project; ``codes`` in order."""

    key: str
    name: str
    kind: str
    name_en: str = ""
    region: str = ""
    ownership: str = ""
    codes: tuple[Code, ...] = ()
    owners: tuple[Owner, ...] = ()
    is_demo: bool = False


@dataclass(frozen=True)
class Party:
    """Who signed, in which role ("" where none is stated)."""

    organisation: str
    role: str = ""


@dataclass(frozen=True)
class Stated:
    """An amount of one kind of money that was named."""

    kind: str
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Agreement:
    """The paper the project follows, signed at the event ``event``; ``amount`` is ``None`` where it is not stated.

    ``further``: amounts of other kinds and currencies, ``None`` where the form it came in cannot carry them.
    """

    event: str
    number: str
    title: str
    kind: str
    money_kind: str
    signed_on: date
    parties: tuple[Party, ...]
    amount: Decimal | None = None
    currency: str = ""
    further: tuple[Stated, ...] | None = ()


@dataclass(frozen=True)
class Line:
    """One line of the stage log, with both of its dates.

    ``step`` is the stage of the project's map where the map has several that count as ``stage``; ``way_reason`` the
    map's key for why the project left, where that is not “other”.
    """

    stage: str
    happened_on: date
    learned_on: date
    responsible: str
    evidence: str = ""
    next_due: date | None = None
    note: str = ""
    is_own_report: bool = False
    step: str = ""
    way_reason: str = ""
    is_verified: bool = False


@dataclass(frozen=True)
class Payment:
    """Money of one kind that moved."""

    kind: str
    amount: Decimal
    currency: str
    happened_on: date
    learned_on: date
    evidence: str = ""
    is_verified: bool = False


@dataclass(frozen=True)
class Step:
    """What happened to a promise; a claim of a side counts once an office confirmed it."""

    step: str
    happened_on: date
    learned_on: date
    evidence: str = ""
    note: str = ""
    is_claim: bool = False


@dataclass(frozen=True)
class Promise:
    """A clause that binds ``debtor``; ``after`` and ``blocked_by`` are numbers of the same agreement's promises."""

    number: str
    debtor: str
    side: str
    what: str
    creditor: str = ""
    field: str = ""
    amount: Decimal | None = None
    currency: str = ""
    due_on: date | None = None
    after: str = ""
    days_after: int = 0
    condition: str = ""
    evidence_needed: str = ""
    quote: str = ""
    blocked_by: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Project:
    """A project whole, from an intention on. ``reference`` tells it from others wherever it goes, and never changes.

    ``opened_for`` are those it was opened for before anything was signed, ``pledged`` the amount named then. ``road``
    is its stage map with its version: ``investment-1``. ``promises`` is ``None`` where the form it came in cannot carry
    them: nothing is said.
    """

    reference: str
    title: str
    organisations: tuple[Organisation, ...]
    log: tuple[Line, ...]
    road: str
    agreement: Agreement | None = None
    opened_for: tuple[Party, ...] = ()
    pledged: Stated | None = None
    payments: tuple[Payment, ...] = ()
    areas: tuple[Area, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    promises: tuple[Promise, ...] | None = ()
    event: str = ""
    region: str = ""
    industry: str = ""
    site: str = ""
    is_demo: bool = False

    @property
    def parties(self) -> tuple[Party, ...]:
        """Whose project it is: those who signed, before that those it was opened for."""
        return self.opened_for if self.agreement is None else self.agreement.parties
