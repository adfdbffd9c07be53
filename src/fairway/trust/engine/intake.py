"""The table of credit records as a user hands it in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.know.engine.intake import DEMO
from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.cells import choice, day, half_width, key, words
from fairway.lib.tables.problem import BadCell
from fairway.lib.tables.row_checks import learned_after
from fairway.lib.tables.spec import Column, TableSpec, Values
from fairway.trust.engine.catalogue import CATALOGUE, check_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date


@dataclass(frozen=True)
class RecordRow:
    """One record about one organisation; ``kind`` and ``severity`` are keys of the catalogue.

    ``learned_on`` is never before ``happened_on``.
    """

    number: str
    organisation: str
    kind: str
    severity: str
    happened_on: date
    learned_on: date
    status: str
    authority: str
    source: str = ""
    demo: bool = False


_NUMBER = re.compile(r"[\w(\[〔【][\w.\-/#()\[\]〔〕【】:·、 ]{0,79}")
LIKE_A_NUMBER = _("Use up to 80 letters, digits and the signs . - _ / # ( ) 〔 〕, such as 京市监罚〔2025〕12号.")

# Chinese words for what the catalogue calls by key.
KIND_WORDS = {
    "行政许可": "licence",
    "行政处罚": "penalty",
    "失信被执行人": "court_default",
    "严重失信主体名单": "serious_list",
    "经营异常名录": "irregular_operation",
    "纳税信用等级": "tax_grade",
    "海关信用等级": "customs_level",
    "社会保险": "social_insurance",
    "拖欠账款": "arrears",
    "合同履约": "contract_kept",
    "合同违约": "contract_broken",
    "信用承诺履行": "commitment_kept",
    "信用承诺违背": "commitment_broken",
    "表彰奖励": "award",
    "政策承诺兑现": "promise_kept",
    "政策承诺违背": "promise_broken",
    "异议按期答复": "answer_in_time",
    "异议逾期答复": "answer_late",
}
SEVERITY_WORDS = {
    "轻微": "minor",
    "一般": "general",
    "严重": "serious",
    "已缴": "paid",
    "欠缴": "arrears",
    "高级认证企业": "advanced_certified",
    "认证企业": "certified",
    "常规企业": "regular",
    "失信企业": "dishonest",
    "严重失信企业": "seriously_dishonest",
}
STATUS_WORDS = {
    "active": "active",
    "有效": "active",
    "under objection": "under_objection",
    "异议中": "under_objection",
    "repaired": "repaired",
    "已修复": "repaired",
    "expired": "expired",
    "已届满": "expired",
    "withdrawn": "withdrawn",
    "已撤销": "withdrawn",
}


def severity(cell: str) -> str:
    """Return the catalogue's key of a severity or level; whether the kind carries it is checked later."""
    word = half_width(cell)
    text = SEVERITY_WORDS.get(word, word)
    return text.upper() if len(text) == 1 else text.casefold().replace(" ", "_")


def document_number(cell: str) -> str:
    """Return the number of a document as authorities write it: 京市监罚〔2025〕12号, (2021)沪01执123号, R-17."""
    text = " ".join(half_width(cell).split())
    if not _NUMBER.fullmatch(text):
        wrong = _("“%(value)s” cannot serve as the number of a document.")
        raise BadCell("number", wrong, LIKE_A_NUMBER, value=text[:60])
    return text


def _fits_catalogue(values: Values) -> Iterator[tuple[str, BadCell]]:
    try:
        check_record(values["kind"], values["severity"])
    except Invalid as bad:
        allowed = ", ".join(level.key for level in CATALOGUE[values["kind"]].severities)
        text = _("“%(severity)s” is no severity of the kind “%(kind)s”.")
        remedy = _("Use one of: %(allowed)s.") if allowed else _("Leave the cell empty.")
        yield (
            "severity",
            BadCell(bad.code, text, remedy, kind=values["kind"], severity=values["severity"], allowed=allowed),
        )


RECORDS: TableSpec[RecordRow] = TableSpec(
    name="records",
    columns=(
        Column(
            "number",
            ("Number", "文号", "case number", "案号", "document number", "记录编号"),
            document_number,
            required=True,
            remedy=_("Write the number of the case or document."),
        ),
        Column(
            "organisation",
            ("Organisation", "单位编号", "organization", "organisation key", "机构编号"),
            key,
            required=True,
            remedy=_("Write the key of an organisation of the table of organisations."),
        ),
        Column(
            "kind",
            ("Kind", "记录类型", "type", "类型"),
            choice({**{k: k for k in CATALOGUE}, **KIND_WORDS}),
            required=True,
            remedy=_("Write a kind of the catalogue, such as licence or penalty."),
        ),
        Column("severity", ("Severity", "程度", "value", "等级", "level", "grade"), severity, default=""),
        Column(
            "happened_on",
            ("Happened on", "发生日期", "date", "日期"),
            day,
            required=True,
            remedy=_("Write the day it happened, such as 2021-10-19."),
        ),
        Column("learned_on", ("Learned on", "获知日期", "published on", "公示日期"), day),
        Column("status", ("Status", "状态"), choice(STATUS_WORDS), default="active"),
        Column(
            "authority",
            ("Authority", "认定机关", "issued by", "发布机关"),
            words(200),
            required=True,
            remedy=_("Write the authority that issued it."),
        ),
        Column("source", ("Source", "来源"), words(300), default=""),
        DEMO,
    ),
    build=lambda values: RecordRow(**{**values, "learned_on": values["learned_on"] or values["happened_on"]}),
    key=("number",),
    checks=(_fits_catalogue, learned_after),
)
