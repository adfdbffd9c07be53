"""The table of agreements as a user hands it in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from fairway.know.engine.intake import DEMO, INDUSTRY, REGION
from fairway.lib.explain import gettext_noop as _
from fairway.lib.money import Money, MoneyKind
from fairway.lib.tables.cells import amount, choice, currency, day, key, words
from fairway.lib.tables.problem import BadCell
from fairway.lib.tables.row_checks import amount_with_currency
from fairway.lib.tables.spec import Column, TableSpec, Values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal


class AgreementKind(StrEnum):
    """How binding the paper is."""

    LETTER_OF_INTENT = "letter_of_intent"
    FRAMEWORK = "framework"
    CONTRACT = "contract"


class Role(StrEnum):
    """What a party does in the project."""

    INVESTOR = "investor"
    HOST = "host"
    GOVERNMENT = "government"
    FINANCIER = "financier"
    OPERATOR = "operator"
    CONTRACTOR = "contractor"
    TECHNOLOGY_PARTNER = "technology_partner"
    GUARANTOR = "guarantor"


@dataclass(frozen=True)
class Party:
    """An organisation (its key) and its role; ``None`` where the role is not stated."""

    organisation: str
    role: Role | None = None


@dataclass(frozen=True)
class AgreementRow:
    """One signed paper between two or three parties; ``amount`` is ``None`` where it is not stated."""

    number: str
    title: str
    kind: AgreementKind
    money_kind: MoneyKind
    signed_on: date
    parties: tuple[Party, ...]
    amount: Decimal | None = None
    currency: str = ""
    region: str = ""
    industry: str = ""
    demo: bool = False
    further: tuple[Money, ...] = ()

    @property
    def money(self) -> Money | None:
        """The amount with its kind, ``None`` where it is not stated."""
        return None if self.amount is None else Money(self.amount, self.currency, self.money_kind)


KIND_WORDS = {
    "letter_of_intent": AgreementKind.LETTER_OF_INTENT,
    "意向书": AgreementKind.LETTER_OF_INTENT,
    "framework": AgreementKind.FRAMEWORK,
    "框架协议": AgreementKind.FRAMEWORK,
    "contract": AgreementKind.CONTRACT,
    "合同": AgreementKind.CONTRACT,
}
ROLE_WORDS = {
    "investor": Role.INVESTOR,
    "投资方": Role.INVESTOR,
    "host": Role.HOST,
    "承接方": Role.HOST,
    "government": Role.GOVERNMENT,
    "政府方": Role.GOVERNMENT,
    "financier": Role.FINANCIER,
    "融资方": Role.FINANCIER,
    "operator": Role.OPERATOR,
    "运营方": Role.OPERATOR,
    "contractor": Role.CONTRACTOR,
    "承建方": Role.CONTRACTOR,
    "technology_partner": Role.TECHNOLOGY_PARTNER,
    "技术方": Role.TECHNOLOGY_PARTNER,
    "guarantor": Role.GUARANTOR,
    "担保方": Role.GUARANTOR,
}
MONEY_KIND_WORDS = {
    "intention": MoneyKind.INTENTION,
    "意向": MoneyKind.INTENTION,
    "docking": MoneyKind.DOCKING,
    "对接": MoneyKind.DOCKING,
    "framework": MoneyKind.FRAMEWORK,
    "框架": MoneyKind.FRAMEWORK,
    "contract": MoneyKind.CONTRACT,
    "合同": MoneyKind.CONTRACT,
    "committed": MoneyKind.COMMITTED,
    "承诺": MoneyKind.COMMITTED,
    "paid_in": MoneyKind.PAID_IN,
    "到位": MoneyKind.PAID_IN,
    "realised": MoneyKind.REALISED,
    "realized": MoneyKind.REALISED,
    "完成": MoneyKind.REALISED,
}
# The kind of money a kind of paper can promise.
MONEY_OF = {
    AgreementKind.LETTER_OF_INTENT: MoneyKind.INTENTION,
    AgreementKind.FRAMEWORK: MoneyKind.FRAMEWORK,
    AgreementKind.CONTRACT: MoneyKind.CONTRACT,
}
PLACES = (1, 2, 3)


def _money_fits_paper(values: Values) -> Iterator[tuple[str, BadCell]]:
    right = MONEY_OF[values["kind"]]
    if values["money_kind"] not in {None, right}:
        yield (
            "money_kind",
            BadCell(
                "money-kind",
                _("A %(paper)s cannot promise money of the kind “%(kind)s”."),
                _("Write %(right)s, or leave the cell empty."),
                paper=str(values["kind"]),
                kind=str(values["money_kind"]),
                right=str(right),
            ),
        )


def _parties_differ(values: Values) -> Iterator[tuple[str, BadCell]]:
    seen: set[str] = set()
    for place in PLACES:
        party = values[f"party_{place}"]
        if party is not None and party in seen:
            remedy = _("Write each party once, with its main role.")
            yield (
                f"party_{place}",
                BadCell("party-twice", _("“%(key)s” is a party twice."), remedy, key=party),
            )
        seen.add(party)


def _role_has_party(values: Values) -> Iterator[tuple[str, BadCell]]:
    if values["role_3"] is not None and values["party_3"] is None:
        yield (
            "role_3",
            BadCell(
                "role-without-party",
                _("There is a role but no party."),
                _("Write the third party's key, or delete the role."),
            ),
        )


def agreement(values: Values) -> AgreementRow:
    """Build the row from checked cells: parties together, the money kind from the kind of paper."""
    parties = tuple(
        Party(values[f"party_{place}"], values[f"role_{place}"]) for place in PLACES if values[f"party_{place}"]
    )
    plain = {name: value for name, value in values.items() if not name.startswith(("party_", "role_"))}
    plain["money_kind"] = MONEY_OF[values["kind"]]
    return AgreementRow(**plain, parties=parties)


def _party(place: int, chinese: str) -> tuple[Column, Column]:
    name = f"{chinese}方"
    remedy = _("Write the key of an organisation of the table of organisations.")
    return (
        Column(f"party_{place}", (f"Party {place}", name, f"{name}编号"), key, required=place < 3, remedy=remedy),
        Column(f"role_{place}", (f"Role {place}", f"{name}角色"), choice(ROLE_WORDS)),
    )


AGREEMENTS: TableSpec[AgreementRow] = TableSpec(
    name="agreements",
    columns=(
        Column(
            "number",
            ("Number", "协议编号", "agreement number", "编号"),
            key,
            required=True,
            remedy=_("Write the number of the agreement."),
        ),
        Column(
            "title",
            ("Title", "项目名称", "名称", "project"),
            words(200),
            required=True,
            remedy=_("Write the title of the agreement or project."),
        ),
        Column(
            "kind",
            ("Kind", "协议类型", "type", "类型"),
            choice(KIND_WORDS),
            required=True,
            remedy=_("Write letter_of_intent, framework or contract."),
        ),
        Column("money_kind", ("Money kind", "金额性质"), choice(MONEY_KIND_WORDS)),
        Column("amount", ("Amount", "金额", "total"), amount),
        Column("currency", ("Currency", "币种"), currency, default=""),
        Column(
            "signed_on",
            ("Signed on", "签约日期", "date", "日期"),
            day,
            required=True,
            remedy=_("Write the day of the signature, such as 2021-10-19."),
        ),
        *_party(1, "甲"),
        *_party(2, "乙"),
        *_party(3, "丙"),
        REGION,
        INDUSTRY,
        DEMO,
    ),
    build=agreement,
    key=("number",),
    checks=(amount_with_currency, _money_fits_paper, _parties_differ, _role_has_party),
)
