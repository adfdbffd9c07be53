"""The table of organisations as a user hands it in, and the rule that keeps persons out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from fairway.know.engine.industries import industry
from fairway.know.engine.places import edition_of
from fairway.know.engine.size_and_ownership import ownership_type, size
from fairway.lib.codes import is_resident_number, is_sole_trader_code, lei_problem, uscc_problem
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

    ``region`` is a division code of any edition (:func:`fairway.know.engine.places.edition_of`). ``printed_name``
    holds the ways sources print the name, separated by semicolons (:func:`spellings`). ``available`` holds
    meeting slot numbers, ``None`` for all; ``at_most`` meetings, ``None`` for no limit; ``at_least`` is how many it
    hopes for, ``seats`` how many the delegation can hold at the same time. ``side`` is the kind of counterpart it is,
    ``languages`` (ISO 639-1) it can talk in, ``topics`` the numbers of the event's topics it comes for.
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
    side: str = ""
    languages: tuple[str, ...] = ()
    at_least: int = 0
    topics: frozenset[int] = frozenset()
    printed_name: str = ""
    address: str = ""
    size: str = ""
    ownership_type: str = ""


def spellings(printed: str) -> list[str]:
    """The names in a cell of printed names, each once: ``A; B；C``."""
    return list(dict.fromkeys(part.strip() for part in re.split("[;；]", printed) if part.strip()))


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
MOST_TOPICS = 100
NO_PERSONS = _("“%(value)s”: Fairway keeps organisations only, never natural persons or sole traders.")
INSTEAD = _("Leave it out, or enter the company or institution it stands for.")
WHOLE_NAME = _("Write the whole name as registered: it says what the organisation is.")


# Ends of names that registers give to sole traders, and forms of address. "个体" inside a name, as in the
# associations of sole traders, says nothing.
_TRADER_NAME = re.compile(
    r"(?:个体工商户|个体户|个体经营者?|\(个体(?:工商户|户|经营)?\)|\((?:sole trader|sole proprietor|self-employed)\))$",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"[\u4e00-\u9fff]{1,4}(?:先生|女士)")
_EIGHTEEN = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
# The most frequent surnames, and the characters that an organisation's or a place's name ends in: a name of two or
# three characters that begins with one of the first and does not end in one of the second may well be a person's.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛段郝顾龚邵覃武钱戴严莫孔向常汤"
)
_BODIES = frozenset(
    "厂店社会院所馆站部局处校园队团心组港矿场村镇乡县市区州省旗盟国司坊堂楼阁铺网台报寺库行办委署厅科室"
)


def person_problem(*, name: str = "", code: str = "", kind: str = "") -> BadCell | None:
    """Say why a row is no organisation: a natural person or a sole trader; ``None`` where nothing shows that.

    Seen are words for the kind, ends of names such as （个体工商户）, forms of address, unified social credit codes
    of sole traders (beginning 92) and the numbers of residents, also within a name. Such a number is not repeated.
    """
    word, text = half_width(kind).casefold(), half_width(name)
    number = half_width(code).upper().replace("-", "").replace(" ", "")
    if word in PERSON_WORDS:
        return BadCell("person", NO_PERSONS, INSTEAD, value=kind)
    if is_sole_trader_code(number):
        return BadCell(
            "sole-trader", _("“%(value)s” is the code of a sole trader: it begins with 92."), INSTEAD, value=code
        )
    if is_resident_number(number) or names_a_resident(text):
        return BadCell("person-number", _("This is the number of a natural person, not of an organisation."), INSTEAD)
    if _TRADER_NAME.search(text) or _ADDRESSED.fullmatch(text):
        return BadCell("person-name", NO_PERSONS, INSTEAD, value=name)
    return None


def names_a_resident(text: str) -> bool:
    """Whether the number of a natural person stands anywhere in a text."""
    return any(is_resident_number(found.group().upper()) for found in _EIGHTEEN.finditer(half_width(text)))


def legal_name_problem(name: str) -> BadCell | None:
    """Say why a text is no legal name of an organisation; ``None`` where nothing shows that.

    Beyond :func:`person_problem`: a bare name of two or three Chinese characters as people have them, and a text
    without any letter.
    """
    text = half_width(name)
    if problem := person_problem(name=name):
        return problem
    if re.fullmatch(r"[\u4e00-\u9fff]{2,3}", text) and text[0] in _SURNAMES and text[-1] not in _BODIES:
        return BadCell("person-like", _("“%(value)s” could be the name of a person."), WHOLE_NAME, value=name)
    if text and not any(character.isalpha() for character in text):
        return BadCell("name-letters", _("“%(value)s” holds no letter: it is not a name."), WHOLE_NAME, value=name[:60])
    return None


def _refuse(problem: BadCell | None) -> None:
    if problem is not None:
        raise problem


def organisation_kind(cell: str) -> OrganisationKind:
    """Return the kind; persons and sole traders are refused with the reason."""
    _refuse(person_problem(kind=cell))
    return choice(KIND_WORDS)(cell)


def organisation_name(cell: str) -> str:
    """Return the name of an organisation, up to 200 characters; names of sole traders are refused."""
    _refuse(person_problem(name=cell))
    return words(200)(cell)


def legal_name(cell: str) -> str:
    """Return the legal name of an organisation, up to 200 characters; what may be a person's name is refused."""
    _refuse(legal_name_problem(cell))
    return words(200)(cell)


def printed_names(cell: str) -> str:
    """Return names as sources print them, up to 300 characters each, separated by semicolons."""
    for spelling in spellings(cell):
        _refuse(person_problem(name=spelling))
        words(300)(spelling)
    return words(1500)(cell)


def organisation_uscc(cell: str) -> str:
    """Return a unified social credit code whose check character is right, and which is no sole trader's."""
    _refuse(person_problem(code=cell))
    return checked_code(uscc_problem)(cell)


def languages(cell: str) -> tuple[str, ...]:
    """Languages by their two letters of ISO 639-1, each once: ``zh, en``."""
    codes = [part.casefold() for part in re.split(r"[,;、/\s]+", half_width(cell)) if part]
    for code in codes:
        if not re.fullmatch(r"[a-z]{2}", code):
            remedy = _("Use two letters of ISO 639-1, such as zh, en or de, separated by commas.")
            raise BadCell("language", _("“%(value)s” is not the code of a language."), remedy, value=code[:60])
    return tuple(dict.fromkeys(codes))


def _wider_regions(code: str) -> Iterator[str]:
    yield from (code[:4] + "00", code[:2] + "0000")


def _wider_industries(code: str) -> Iterator[str]:
    yield from (code[:length] for length in range(len(code) - 1, 1, -1))


region = listed(
    lambda code: code if edition_of(code) else None,
    _wider_regions,
    BadCell(
        "region",
        _("“%(value)s” is not a division code of any edition since 1980."),
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
SIZE = Column(
    "size", ("Size of enterprise", "企业规模", "size", "规模", "enterprise size", "单位规模"), size, default=""
)
OWNERSHIP_TYPE = Column(
    "ownership_type",
    (
        "Type of ownership",
        "控股类型",
        "ownership type",
        "控股情况",
        "企业控股情况",
        "ownership",
        "所有制",
        "所有制形式",
    ),
    ownership_type,
    default="",
)
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
            legal_name,
            required=True,
            remedy=_("Write the name as registered."),
        ),
        Column("short_name", ("Short name", "简称", "abbreviation"), words(60), default=""),
        Column("foreign_name", ("Foreign name", "英文名称", "english name", "外文名称"), words(200), default=""),
        Column(
            "printed_name", ("Printed name", "原文写法", "as printed", "name as printed"), printed_names, default=""
        ),
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
            organisation_uscc,
            default="",
        ),
        Column(
            "lei",
            ("LEI", "法人机构识别编码", "legal entity identifier"),
            checked_code(lei_problem),
            default="",
        ),
        _required(REGION, _("Write the division code of its seat, such as 220100 for Changchun.")),
        Column("address", ("Address", "地址", "住所", "注册地址", "registered address"), words(300), default=""),
        INDUSTRY,
        SEGMENT,
        SIZE,
        OWNERSHIP_TYPE,
        DEMO,
        Column("group", ("Group", "代表团", "delegation", "分组"), words(60), default=""),
        Column("seats", ("Seats", "席位", "representatives", "代表人数"), whole(1, 50), default=1),
        Column("available", ("Available", "可用时段", "available slots", "时段"), numbers(MOST_SLOTS)),
        Column("at_most", ("At most", "最多洽谈数", "most meetings", "最多场次"), whole(0, 500)),
        Column("side", ("Side", "参会方", "counterpart kind", "对接方"), words(40), default=""),
        Column("languages", ("Languages", "语言", "language", "语种"), languages, default=()),
        Column("at_least", ("At least", "最少洽谈数", "least meetings", "最少场次"), whole(0, 500), default=0),
        Column("topics", ("Topics", "议题", "topic numbers", "议题编号"), numbers(MOST_TOPICS), default=frozenset()),
    ),
    build=lambda values: OrganisationRow(**values),
)
