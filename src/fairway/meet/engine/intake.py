"""The tables of meeting requests and of leads as a user hands them in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from fairway.know.engine.intake import organisation_name
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.cells import choice, day, key, whole, words
from fairway.lib.tables.problem import BadCell
from fairway.lib.tables.spec import Column, TableSpec, Values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date


class Answer(StrEnum):
    """What the asked side said."""

    NONE = ""
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True)
class RequestRow:
    """One organisation asks to meet another; ``priority`` runs from 1 (low) to 5 (high)."""

    from_key: str
    to_key: str
    priority: int = 3
    answer: Answer = Answer.NONE


ANSWER_WORDS = {
    "accepted": Answer.ACCEPTED,
    "接受": Answer.ACCEPTED,
    "同意": Answer.ACCEPTED,
    "yes": Answer.ACCEPTED,
    "declined": Answer.DECLINED,
    "婉拒": Answer.DECLINED,
    "拒绝": Answer.DECLINED,
    "no": Answer.DECLINED,
}


def mutual_pairs(requests: Iterable[RequestRow]) -> dict[tuple[str, str], int]:
    """Find the pairs both sides want (accepted, or asked for by both) → the higher priority.

    A pair is ordered by key. A declined request is never mutual, not even when its reverse was accepted.
    """
    rows = {(row.from_key, row.to_key): row for row in requests}
    pairs: dict[tuple[str, str], int] = {}
    for (asking, asked), row in sorted(rows.items()):
        back = rows.get((asked, asking))
        if Answer.DECLINED in {row.answer, back.answer if back else Answer.NONE}:
            continue
        if row.answer is Answer.ACCEPTED or back is not None:
            pair = min(asking, asked), max(asking, asked)
            pairs[pair] = max(row.priority, pairs.get(pair, 0), back.priority if back else 0)
    return pairs


def _not_oneself(values: Values) -> Iterator[tuple[str, BadCell]]:
    if values["from_key"] == values["to_key"]:
        yield (
            "to_key",
            BadCell(
                "meets-itself",
                _("“%(key)s” asks for a meeting with itself."),
                _("Write the key of the organisation it wants to meet."),
                key=values["to_key"],
            ),
        )


REQUESTS: TableSpec[RequestRow] = TableSpec(
    name="requests",
    columns=(
        Column(
            "from_key",
            ("From", "申请方", "asking"),
            key,
            required=True,
            remedy=_("Write the key of the organisation that asks."),
        ),
        Column(
            "to_key",
            ("To", "受邀方", "asked"),
            key,
            required=True,
            remedy=_("Write the key of the organisation it wants to meet."),
        ),
        Column("priority", ("Priority", "优先级"), whole(1, 5), default=3),
        Column("answer", ("Answer", "答复", "reply"), choice(ANSWER_WORDS), default=Answer.NONE),
    ),
    build=lambda values: RequestRow(**values),
    key=("from_key", "to_key"),
    checks=(_not_oneself,),
)


@dataclass(frozen=True)
class LeadRow:
    """Somebody a presentation (its place in the order) won over: an organisation's key, or the name it gave."""

    presentation: int
    interest: str
    organisation: str = ""
    text: str = ""
    noted_on: date | None = None
    note: str = ""


INTEREST_WORDS = {
    "information": "information",
    "了解情况": "information",
    "meeting": "meeting",
    "洽谈": "meeting",
    "visit": "visit",
    "考察": "visit",
    "investment": "investment",
    "投资": "investment",
}


def _somebody(values: Values) -> Iterator[tuple[str, BadCell]]:
    if bool(values["organisation"]) == bool(values["text"]):
        text = _("A lead is an organisation of the table, or a name: one of both.")
        yield "organisation", BadCell("lead-nobody", text, _("Write a key, or the name it gave."))


LEADS: TableSpec[LeadRow] = TableSpec(
    name="leads",
    columns=(
        Column(
            "presentation",
            ("Presentation", "推介序号", "order", "次序"),
            whole(1, 1000),
            required=True,
            remedy=_("Write the order of the presentation."),
        ),
        Column("organisation", ("Organisation", "单位编号", "organisation key", "机构编号"), key, default=""),
        Column("text", ("Name", "名称", "name as given", "自报名称"), organisation_name, default=""),
        Column(
            "interest",
            ("Interest", "意向"),
            choice(INTEREST_WORDS),
            required=True,
            remedy=_("Write information, meeting, visit or investment."),
        ),
        Column("noted_on", ("Noted on", "登记日期", "date", "日期"), day),
        Column("note", ("Note", "备注", "remark"), words(500), default=""),
    ),
    build=lambda values: LeadRow(**values),
    key=("presentation", "organisation", "text"),
    checks=(_somebody,),
)
