"""The table of organisations as a user hands it in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from fairway.know.engine.industries import industry
from fairway.know.engine.places import place
from fairway.lib.codes import lei_problem, uscc_problem
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.cells import (
    checked_code,
    choice,
    half_width,
    key,
    listed,
    numbers,
    whole,
    words,
    yes_no,
)
from fairway.lib.tables.problem import BadCell
from fairway.lib.tables.spec import Column, TableSpec

if TYPE_CHECKING:
    from collections.abc import Iterator


class OrganisationKind(StrEnum):
    """What an organisation is. There is no kind for a natural person or a sole trader."""

    ENTERPRISE = "enterprise"
    GOVERNMENT = "government"
    ZONE = "zone"
    COMMITTEE = "committee"
    INSTITUTION = "institution"
    ASSOCIATION = "association"
    BANK = "bank"


@dataclass(frozen=True)
class OrganisationRow:
    """One organisation. Codes are "" where the file leaves them empty.

    ``region`` is a division code of :data:`fairway.know.engine.places.EDITION`. ``available`` holds
    meeting slot numbers, ``None`` for all; ``at_most`` meetings, ``None`` for no limit; ``seats`` is how many
    meetings the delegation can hold at the same time.
    """

    key: str
    legal_name: str
    kind: OrganisationKind
    region: str
    short_name: str = ""
    foreign_name: str = ""
    uscc: str = ""
    lei: str = ""
    industry: str = ""
    segment: str = ""
    demo: bool = False
    group: str = ""
    seats: int = 1
    available: frozenset[int] | None = None
    at_most: int | None = None
    printed_name: str = ""


KIND_WORDS = {
    "enterprise": OrganisationKind.ENTERPRISE,
    "企业": OrganisationKind.ENTERPRISE,
    "company": OrganisationKind.ENTERPRISE,
    "government": OrganisationKind.GOVERNMENT,
    "政府": OrganisationKind.GOVERNMENT,
    "zone": OrganisationKind.ZONE,
    "开发区": OrganisationKind.ZONE,
    "committee": OrganisationKind.COMMITTEE,
    "管委会": OrganisationKind.COMMITTEE,
    "委员会": OrganisationKind.COMMITTEE,
    "institution": OrganisationKind.INSTITUTION,
    "事业单位": OrganisationKind.INSTITUTION,
    "association": OrganisationKind.ASSOCIATION,
    "协会": OrganisationKind.ASSOCIATION,
    "bank": OrganisationKind.BANK,
    "银行": OrganisationKind.BANK,
}
# Natural persons and those who trade in their own name have no place in the schema.
PERSON_WORDS = frozenset(
    {
        "person",
        "natural person",
        "individual",
        "sole trader",
        "self-employed",
        "个人",
        "自然人",
        "个体",
        "个体户",
        "个体工商户",
    }
)
MOST_SLOTS = 500


def organisation_kind(cell: str) -> OrganisationKind:
    """Return the kind; persons and sole traders are refused with the reason."""
    if half_width(cell).casefold() in PERSON_WORDS:
        raise BadCell(
            "person",
            _("“%(value)s”: Fairway keeps organisations only, never natural persons or sole traders."),
            _("Delete the row, or enter the company or institution it stands for."),
            value=cell,
        )
    return choice(KIND_WORDS)(cell)


def _wider_regions(code: str) -> Iterator[str]:
    yield from (code[:4] + "00", code[:2] + "0000")


def _wider_industries(code: str) -> Iterator[str]:
    yield from (code[:length] for length in range(len(code) - 1, 1, -1))


region = listed(
    lambda code: code if place(code) else None,
    _wider_regions,
    BadCell(
        "region",
        _("“%(value)s” is not a division code of the 2023 edition."),
        _("Use the six digits of the place, such as 220100 for Changchun."),
    ),
)
industry_code = listed(
    lambda code: found.code if (found := industry(code)) else None,
    _wider_industries,
    BadCell(
        "industry",
        _("“%(value)s” is not an industry code of GB/T 4754-2017."),
        _("Use the digits of the division, group or class, such as 3670 for motor vehicle parts."),
    ),
)

REGION = Column("region", ("Region", "地区", "region code", "行政区划代码", "区划代码", "所在地"), region, default="")
INDUSTRY = Column("industry", ("Industry", "行业", "industry code", "行业代码"), industry_code, default="")
SEGMENT = Column("segment", ("Segment", "产业链环节", "chain segment", "环节"), words(60), default="")
DEMO = Column("demo", ("Demo", "演示", "demo data", "示例"), yes_no, default=False)


def _required(column: Column, remedy: str) -> Column:
    return replace(column, required=True, remedy=remedy)


ORGANISATIONS: TableSpec[OrganisationRow] = TableSpec(
    name="organisations",
    columns=(
        Column(
            "key",
            ("Key", "编号", "id", "organisation key", "机构编号"),
            key,
            required=True,
            remedy=_("Give the organisation a short key of your own, such as s-017."),
        ),
        Column(
            "legal_name",
            ("Legal name", "单位名称", "name", "名称", "企业名称", "机构名称"),
            words(200),
            required=True,
            remedy=_("Write the name as registered."),
        ),
        Column("short_name", ("Short name", "简称", "abbreviation"), words(60), default=""),
        Column("foreign_name", ("Foreign name", "英文名称", "english name", "外文名称"), words(200), default=""),
        Column("printed_name", ("Printed name", "原文写法", "as printed", "name as printed"), words(300), default=""),
        Column(
            "kind",
            ("Kind", "类型", "type", "机构类型", "单位类型"),
            organisation_kind,
            required=True,
            remedy=_("Write what it is: enterprise, government, zone, committee, institution, association or bank."),
        ),
        Column(
            "uscc",
            ("USCC", "统一社会信用代码", "unified social credit code", "信用代码"),
            checked_code(uscc_problem),
            default="",
        ),
        Column(
            "lei",
            ("LEI", "法人机构识别编码", "legal entity identifier"),
            checked_code(lei_problem),
            default="",
        ),
        _required(REGION, _("Write the division code of its seat, such as 220100 for Changchun.")),
        INDUSTRY,
        SEGMENT,
        DEMO,
        Column("group", ("Group", "代表团", "delegation", "分组"), words(60), default=""),
        Column("seats", ("Seats", "席位", "representatives", "代表人数"), whole(1, 50), default=1),
        Column("available", ("Available", "可用时段", "available slots", "时段"), numbers(MOST_SLOTS)),
        Column("at_most", ("At most", "最多洽谈数", "most meetings", "最多场次"), whole(0, 500)),
    ),
    build=lambda values: OrganisationRow(**values),
)
