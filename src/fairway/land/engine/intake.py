"""The table of project stages as a user hands it in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from fairway.lib.explain import gettext_noop as _
from fairway.lib.money import Money, MoneyKind
from fairway.lib.tables.cells import amount, choice, currency, day, key, words
from fairway.lib.tables.problem import BadCell
from fairway.lib.tables.row_checks import amount_with_currency, learned_after
from fairway.lib.tables.spec import Column, TableSpec, Values
from fairway.sign.engine.intake import MONEY_KIND_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal


class Stage(StrEnum):
    """What figures are told by, from a first intention to a project that pays off, and the two ways out.

    The stages of a stage map count as these.
    """

    INTENTION = "intention"
    DOCKING = "docking"
    SIGNED = "signed"
    REGISTERED = "registered"
    STARTED = "started"
    COMPLETED = "completed"
    IN_PRODUCTION = "in_production"
    AT_CAPACITY = "at_capacity"
    EFFECTIVE = "effective"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"

    @property
    def rank(self) -> int | None:
        """0 for an intention … 8 for effective; ``None`` for the two ways out."""
        return None if self in WAYS_OUT else list(Stage).index(self)


WAYS_OUT = frozenset({Stage.WITHDRAWN, Stage.TERMINATED})
# Nothing comes after these, so nothing falls due.
TERMINAL = WAYS_OUT | {Stage.EFFECTIVE}
OTHER = "other"
"""The reason of a way out where a table gives only a note; every stage map has it."""
# Without evidence nothing counts from this stage on, on whatever stage map; a map may ask for it sooner.
REQUIRED = {"evidence": Stage.STARTED}


@dataclass(frozen=True)
class StageRow:
    """One stage an agreement's project reached, its evidence, and the money that came with it.

    ``responsible`` is an organisation's key. ``next_due`` is ``None`` only at a terminal stage.
    """

    agreement: str
    stage: Stage
    happened_on: date
    learned_on: date
    responsible: str
    evidence: str = ""
    next_due: date | None = None
    amount: Decimal | None = None
    currency: str = ""
    money_kind: MoneyKind | None = None
    note: str = ""

    @property
    def money(self) -> Money | None:
        """The amount with its kind, ``None`` where the row states none."""
        if self.amount is None or self.money_kind is None:
            return None
        return Money(self.amount, self.currency, self.money_kind)


STAGE_WORDS = {
    "intention": Stage.INTENTION,
    "意向": Stage.INTENTION,
    "docking": Stage.DOCKING,
    "对接": Stage.DOCKING,
    "signed": Stage.SIGNED,
    "签约": Stage.SIGNED,
    "registered": Stage.REGISTERED,
    "注册": Stage.REGISTERED,
    "落户": Stage.REGISTERED,
    "started": Stage.STARTED,
    "开工": Stage.STARTED,
    "completed": Stage.COMPLETED,
    "竣工": Stage.COMPLETED,
    "in_production": Stage.IN_PRODUCTION,
    "投产": Stage.IN_PRODUCTION,
    "at_capacity": Stage.AT_CAPACITY,
    "达产": Stage.AT_CAPACITY,
    "effective": Stage.EFFECTIVE,
    "达效": Stage.EFFECTIVE,
    "withdrawn": Stage.WITHDRAWN,
    "撤回": Stage.WITHDRAWN,
    "terminated": Stage.TERMINATED,
    "终止": Stage.TERMINATED,
}
# What was promised before the signature is not money that followed it.
LANDED_MONEY = frozenset({MoneyKind.COMMITTED, MoneyKind.PAID_IN, MoneyKind.REALISED})


def _required_fields(values: Values) -> Iterator[tuple[str, BadCell]]:
    stage: Stage = values["stage"]
    for name, since in REQUIRED.items():
        late = stage.rank is not None and since.rank is not None and stage.rank >= since.rank
        if late and not values[name]:
            remedy = _("Name the document, permit or photograph that shows it.")
            text = _("The stage “%(stage)s” needs evidence.")
            yield name, BadCell("evidence-missing", text, remedy, stage=str(stage))


def _reason_of_the_end(values: Values) -> Iterator[tuple[str, BadCell]]:
    if values["stage"] in WAYS_OUT and not values["note"].strip():
        text = _("The stage “%(stage)s” needs a note.")
        yield "note", BadCell("note-missing", text, _("Say why the project ends here."), stage=str(values["stage"]))


def _next_due(values: Values) -> Iterator[tuple[str, BadCell]]:
    stage, due = values["stage"], values["next_due"]
    if due is None and stage not in TERMINAL:
        remedy = _("Write the day by which the next stage is due.")
        yield (
            "next_due",
            BadCell("next-due-missing", _("The stage “%(stage)s” needs a next date."), remedy, stage=str(stage)),
        )
    if due is not None and due < values["happened_on"]:
        remedy = _("Write a day on or after %(day)s.")
        text = _("The next stage is due on %(due)s, before this one.")
        day_text = values["happened_on"].isoformat()
        yield "next_due", BadCell("next-due-early", text, remedy, due=due.isoformat(), day=day_text)


def _money_landed(values: Values) -> Iterator[tuple[str, BadCell]]:
    kind = values["money_kind"]
    if kind is not None and kind not in LANDED_MONEY:
        remedy = _("Use committed, paid_in or realised.")
        text = _("Money of the kind “%(kind)s” belongs to the agreement, not to a stage.")
        yield "money_kind", BadCell("money-kind", text, remedy, kind=str(kind))
    elif (kind is None) != (values["amount"] is None):
        remedy = _("Write amount, currency and money kind together, or leave all three empty.")
        yield "money_kind", BadCell("money-kind", _("Amount and money kind come together."), remedy)


STAGES: TableSpec[StageRow] = TableSpec(
    name="stages",
    columns=(
        Column(
            "agreement",
            ("Agreement", "协议编号", "agreement number"),
            key,
            required=True,
            remedy=_("Write the number of an agreement of the table of agreements."),
        ),
        Column(
            "stage",
            ("Stage", "阶段"),
            choice(STAGE_WORDS),
            required=True,
            remedy=_("Write the stage, such as registered or started."),
        ),
        Column(
            "happened_on",
            ("Happened on", "发生日期", "date", "日期"),
            day,
            required=True,
            remedy=_("Write the day the stage was reached, such as 2021-11-30."),
        ),
        Column("learned_on", ("Learned on", "获知日期", "reported on", "上报日期"), day),
        Column("evidence", ("Evidence", "证明材料", "proof"), words(300), default=""),
        Column(
            "responsible",
            ("Responsible", "责任单位", "responsible organisation", "责任单位编号"),
            key,
            required=True,
            remedy=_("Write the key of the organisation that answers for the next step."),
        ),
        Column("next_due", ("Next due", "下一节点期限", "due", "期限"), day),
        Column("amount", ("Amount", "金额"), amount),
        Column("currency", ("Currency", "币种"), currency, default=""),
        Column("money_kind", ("Money kind", "金额性质"), choice(MONEY_KIND_WORDS)),
        Column("note", ("Note", "备注", "remark"), words(500), default=""),
    ),
    build=lambda values: StageRow(**{**values, "learned_on": values["learned_on"] or values["happened_on"]}),
    key=("agreement", "stage"),
    checks=(learned_after, _required_fields, _reason_of_the_end, _next_due, amount_with_currency, _money_landed),
)
