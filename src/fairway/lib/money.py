"""Money with its kind: kinds are ordered, never added together, and amounts are exact decimals."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid, Refused
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class MoneyKind(StrEnum):
    """How firm an amount is, from a wish to money that arrived. Ordered by ``rank``."""

    INTENTION = "intention"
    DOCKING = "docking"
    FRAMEWORK = "framework"
    CONTRACT = "contract"
    COMMITTED = "committed"
    PAID_IN = "paid_in"
    REALISED = "realised"

    @property
    def rank(self) -> int:
        """0 for an intention … 6 for what is realised."""
        return list(MoneyKind).index(self)


# ISO 4217 active codes: currencies in circulation, without funds, metals and test codes.
CURRENCIES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
    CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD
    HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL
    LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP
    PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT
    TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905 (quotes around 150 codes would say no more)
)

# Words people write for a currency. A bare "¥" is left out: it is the yuan and the yen.
CURRENCY_WORDS: Mapping[str, str] = {
    "RMB": "CNY",
    "人民币": "CNY",
    "元人民币": "CNY",
    "元": "CNY",
    "YUAN": "CNY",
    "CN¥": "CNY",
    "美元": "USD",
    "US$": "USD",
    "欧元": "EUR",
    "€": "EUR",
    "韩元": "KRW",
    "日元": "JPY",
    "港元": "HKD",
    "英镑": "GBP",
}

MULTIPLES: Mapping[str, Decimal] = {
    "": Decimal(1),
    "千": Decimal(10**3),
    "万": Decimal(10**4),
    "百万": Decimal(10**6),
    "千万": Decimal(10**7),
    "亿": Decimal(10**8),
    "万亿": Decimal(10**12),
    "THOUSAND": Decimal(10**3),
    "MILLION": Decimal(10**6),
    "MN": Decimal(10**6),
    "BILLION": Decimal(10**9),
    "BN": Decimal(10**9),
}

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBER = re.compile(rf"(?P<number>{_DIGITS})\s*(?P<multiple>[A-Z]+|[百千万亿]+)?")


@dataclass(frozen=True)
class Money:
    """An exact amount of one currency (ISO 4217) and one kind."""

    amount: Decimal
    currency: str
    kind: MoneyKind

    def __post_init__(self) -> None:
        if self.currency not in CURRENCIES:
            raise Invalid("currency", _("%(currency)s is not a currency of ISO 4217."), currency=self.currency)
        if not self.amount.is_finite():
            raise Invalid("amount", _("%(amount)s is not an amount of money."), amount=str(self.amount))

    def __add__(self, other: Money) -> Money:
        """Add what is of the same kind and currency; :class:`Refused` for anything else."""
        if self.kind is not other.kind:
            raise Refused(
                "money-kinds",
                _("Money of the kinds %(one)s and %(other)s is never added together."),
                one=str(self.kind),
                other=str(other.kind),
            )
        if self.currency != other.currency:
            raise Refused(
                "money-currencies",
                _("%(one)s and %(other)s are different currencies and are not added together."),
                one=self.currency,
                other=other.currency,
            )
        return Money(self.amount + other.amount, self.currency, self.kind)


AMOUNT_DIGITS, AMOUNT_DECIMALS = 15, 4
"""Of one amount: in all, which is what every store keeps exactly, and after the point."""


def is_kept(amount: Decimal) -> bool:
    """Whether every store keeps this very amount."""
    fits = amount.is_finite() and abs(amount) < 10**AMOUNT_DIGITS and amount == round(amount, AMOUNT_DECIMALS)
    return fits and len(amount.normalize().as_tuple().digits) <= AMOUNT_DIGITS


def total_by_kind(sums: Iterable[Money]) -> tuple[Money, ...]:
    """One total for each kind and currency that occurs, ordered by kind, then currency."""
    totals: dict[tuple[int, str], Money] = {}
    for money in sums:
        place = (money.kind.rank, money.currency)
        totals[place] = totals[place] + money if place in totals else money
    return tuple(totals[place] for place in sorted(totals))


def currency_code(text: str) -> str | None:
    """Return the ISO 4217 code of a currency as people write it (``RMB``, ``元``); ``None`` when unknown."""
    word = unicodedata.normalize("NFKC", text).strip().upper()
    return word if word in CURRENCIES else CURRENCY_WORDS.get(word)


def read_amount(text: str) -> tuple[Decimal, str | None]:
    """Read ``RMB 1,200,000,000``, ``12亿元`` or ``USD 3.5 million``: exact amount, and currency if said.

    Raises :class:`Invalid` for a sign, a range, "about", "more than", a lone comma as decimal sign, and
    anything else that is not one exact amount.
    """
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    found = _NUMBER.search(plain)
    multiple = MULTIPLES.get(found["multiple"] or "") if found else None
    if found is None or multiple is None:
        return _amount_before_word(plain, text)
    around = [plain[: found.start()].strip(), plain[found.end() :].strip()]
    return Decimal(found["number"].replace(",", "")) * multiple, _currency_of(around, text)


def _amount_before_word(plain: str, text: str) -> tuple[Decimal, str | None]:
    """``1200 USD`` and ``3.5 EUR``: the word after the number is a currency, not a multiple."""
    found = re.fullmatch(rf"(?P<number>{_DIGITS})\s*(?P<currency>[A-Z]+)", plain)
    if found is None:
        raise _not_an_amount(text)
    return Decimal(found["number"].replace(",", "")), _currency_of([found["currency"]], text)


def _currency_of(words: Iterable[str], text: str) -> str | None:
    said = [word for word in words if word]
    codes = {currency_code(word) for word in said}
    if None in codes or len(codes) > 1:
        raise _not_an_amount(text)
    return codes.pop() if codes else None


def _not_an_amount(text: str) -> Invalid:
    return Invalid("amount", _("“%(value)s” is not one exact amount of money."), value=text)
