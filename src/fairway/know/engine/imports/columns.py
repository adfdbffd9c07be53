"""The columns of a file of organisations: their headings in both languages, and what their cells may hold."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fairway.know.engine.imports import cells
from fairway.know.engine.imports.circles import OWNING
from fairway.know.engine.imports.incoming import Link
from fairway.know.engine.imports.places import at_start, region
from fairway.know.engine.intake import OWNERSHIP_TYPE, SIZE, organisation_uscc
from fairway.lib.codes import lei_problem, stock_code_problem
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.cells import checked_code, words, yes_no
from fairway.lib.tables.problem import BadCell
from fairway.lib.tables.spec import Column, TableSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fairway.lib.tables.spec import Values

HALF = 50
"""A share above this many per cent makes a subsidiary, where nothing else is said."""
NAMES = cells.several(cells.other_name)


def _founded_first(values: Values) -> Iterator[tuple[str, BadCell]]:
    if values["founded"] and values["dissolved"] and values["founded"] > values["dissolved"]:
        text = _("It was dissolved on %(dissolved)s, before it was founded on %(founded)s.")
        facts = {"founded": values["founded"], "dissolved": values["dissolved"]}
        yield "dissolved", BadCell("dates-reversed", text, _("Correct one of the two days."), **facts)


def _share_of_somebody(values: Values) -> Iterator[tuple[str, BadCell]]:
    if (values["share"] or values["relation"]) and not values["parent"]:
        text = _("The row has a share or a relation, but not whose.")
        yield "parent", BadCell("parent-missing", text, _("Write the code or key of the one it belongs to."))


def _share_of_an_owner(values: Values) -> Iterator[tuple[str, BadCell]]:
    if values["share"] and values["relation"] and values["relation"] not in OWNING:
        text = _("A share belongs to a subsidiary or to what is partly owned.")
        yield "share", BadCell("share-without-owner", text, _("Leave the share empty, or correct the relation."))


def build(values: Values) -> dict[str, Any]:
    """Return the row's values in the words of :class:`~fairway.know.engine.imports.incoming.Incoming`.

    Where the row names no place, the beginning of its address does.
    """
    spelt = [("short", values["short"]), ("former", values["former"]), ("printed", values["also"])]
    place = values["region"] or at_start(values["address"])
    codes = [(scheme, values[scheme]) for scheme in ("uscc", "orgcode", "lei", "stock")]
    return {
        "key": values["key"],
        "fields": {name: said for name, column in _FIELDS.items() if (said := values[column])}
        | ({"region_code": place} if place else {}),
        "names": (
            *((kind, text) for kind, texts in spelt for text in texts if text != values["name"]),
            *([("foreign", values["foreign"])] if values["foreign"] else []),
        ),
        "codes": tuple((scheme, value) for scheme, value in codes if value),
        "address": values["address"],
        "links": tuple(_links(values)),
        "demo": values["demo"],
    }


def _links(values: Values) -> Iterator[Link]:
    if values["parent"]:
        scheme, value = values["parent"]
        usual = "subsidiary" if Decimal(values["share"] or 100) > HALF else "owned"
        yield Link(scheme, value, values["relation"] or usual, values["share"])


_FIELDS = {
    "name": "name",
    "name_en": "foreign",
    "kind": "kind",
    "industry_code": "industry",
    "segment": "segment",
    "legal_form": "legal_form",
    "size": "size",
    "ownership_type": "ownership_type",
    "founded_on": "founded",
    "dissolved_on": "dissolved",
}

REGISTRY: TableSpec[dict[str, Any]] = TableSpec(
    name="registry",
    columns=(
        Column("key", ("Key", "编号", "id", "organisation key", "机构编号"), cells.own_key, default=""),
        Column(
            "name",
            ("Legal name", "单位名称", "name", "名称", "企业名称", "机构名称", "公司名称", "company name", "全称"),
            cells.name,
            required=True,
            remedy=_("Write the name as registered."),
        ),
        Column(
            "kind",
            ("Kind", "类型", "type", "机构类型", "单位类型", "企业类型", "企业（机构）类型"),
            cells.kind,
            default="",
        ),
        Column(
            "uscc",
            ("USCC", "统一社会信用代码", "unified social credit code", "信用代码", "社会信用代码"),
            organisation_uscc,
            default="",
        ),
        Column(
            "orgcode",
            ("Organisation code", "组织机构代码", "organization code", "机构代码"),
            cells.organisation_code,
            default="",
        ),
        Column(
            "lei",
            ("LEI", "法人机构识别编码", "legal entity identifier", "全球法人识别编码"),
            checked_code(lei_problem),
            default="",
        ),
        Column("stock", ("Stock code", "股票代码", "证券代码", "ticker"), checked_code(stock_code_problem), default=""),
        Column("short", ("Short name", "简称", "abbreviation", "企业简称"), NAMES, default=()),
        Column("foreign", ("Foreign name", "英文名称", "english name", "外文名称", "英文名"), words(300), default=""),
        Column(
            "former",
            ("Former names", "曾用名", "former name", "曾用名称", "previous names"),
            NAMES,
            default=(),
        ),
        Column("also", ("Other names", "其他名称", "also known as", "别名", "aliases"), NAMES, default=()),
        Column(
            "region",
            ("Region", "地区", "region code", "行政区划代码", "区划代码", "所在地", "行政区划", "所属地区"),
            region,
            default="",
        ),
        Column(
            "address",
            ("Address", "地址", "注册地址", "registered address", "住所", "企业地址", "通信地址"),
            words(300),
            default="",
        ),
        Column(
            "founded",
            ("Founded", "成立日期", "founded on", "incorporation date", "成立时间", "注册日期"),
            cells.iso_day,
            default="",
        ),
        Column(
            "dissolved",
            ("Dissolved", "注销日期", "dissolved on", "dissolution date", "吊销日期"),
            cells.iso_day,
            default="",
        ),
        Column("legal_form", ("Legal form", "组织形式", "法律形式", "ELF code"), cells.form, default=""),
        SIZE,
        OWNERSHIP_TYPE,
        Column(
            "industry",
            ("Industry", "行业", "industry code", "行业代码", "所属行业", "国标行业"),
            cells.industry,
            default="",
        ),
        Column("segment", ("Segment", "产业链环节", "chain segment", "环节"), words(60), default=""),
        Column("parent", ("Belongs to", "上级单位", "parent", "母公司", "控股股东代码", "上级代码"), cells.parent),
        Column("share", ("Share, per cent", "持股比例", "share", "出资比例"), cells.share, default=""),
        Column("relation", ("Relation", "关系", "relation to parent", "与上级关系"), cells.relation, default=""),
        Column("demo", ("Demo", "演示", "demo data", "示例"), yes_no),
    ),
    build=build,
    key=(),
    checks=(_founded_first, _share_of_somebody, _share_of_an_owner),
)
