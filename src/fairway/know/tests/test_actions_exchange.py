"""What goes out of the registry comes back without a change, and into another registry as it was."""

from __future__ import annotations

import json

import pytest
from tests.cast import organisation

from fairway.govern.models import Membership
from fairway.know.models import FieldOrigin, ImportRow, Organisation, Relation
from fairway.know.queries.exchange import entity_lines, json_pieces, own_ids, table_headings, table_rows
from fairway.know.tests.test_actions_imports import Office, dump, found, line, problems, table
from fairway.lib.tables import csv_bytes

pytestmark = pytest.mark.django_db

ROWS = [
    line(1, 上级单位="k2", 持股比例="60", 曾用名="长春轴承厂", 简称="甲轴;甲轴承", 英文名称="Jia Bearing Co., Ltd."),
    line(2, 上级单位="", 统一社会信用代码="", 曾用名="长春乙厂", 企业名称="长春乙方机械集团有限公司"),
    line(3, 上级单位="k1", 关系="分公司", 企业名称="长春甲001号轴承制造有限公司吉林分公司", 股票代码="600104.SH"),
    line(4, 企业名称="Beta Maschinen GmbH", 统一社会信用代码="", 所属地区="", 注册地址="", 演示="no"),
]


def fill() -> Office:
    office = Office(by_name=False)
    assert office.bring(ROWS) == {"new": 4}
    return office


def everything() -> bytes:
    return b"".join(entity_lines())


def without_origins() -> dict[str, object]:
    return {name: rows for name, rows in dump().items() if name not in {"origins", "codes"}}


def test_one_s_own_entities_change_nothing() -> None:
    office = fill()
    before = dump()
    kept = office.compare(everything(), "all.ftm")
    own = found(kept)
    assert own == {"unchanged": 5}, [
        row.changes for row in kept.rows.all()
    ]  # the office's own organisation is the fifth
    office.apply(kept)
    assert dump() == before


def test_one_s_own_table_changes_nothing() -> None:
    office = fill()
    before = dump()
    content = csv_bytes(table_headings(), list(table_rows()))
    kept = office.compare(content, "all.csv")
    assert found(kept) == {"unchanged": 5}, [(row.changes, row.problems) for row in kept.rows.all()]
    office.apply(kept)
    assert dump() == before


def test_another_registry_holds_the_same_afterwards_under_the_same_ids() -> None:
    office = fill()
    content, before = everything(), without_origins()
    ids = {o.name: i for o in Organisation.objects.all() for i in [own_ids([o.pk])[o.pk]]}
    keep = Membership.objects.get(user=office.actor).organisation
    ImportRow.objects.all().delete()
    Relation.objects.all().delete()
    Organisation.objects.exclude(pk=keep.pk).delete()
    kept = Office("elsewhere", by_name=False).compare(content, "all.ftm")
    assert found(kept)["new"] == 4, problems(kept)
    office.apply(kept)
    after = without_origins()
    for name in ("names", "ties", "addresses"):
        rows = [row for row in after[name] if row in before[name]]  # type: ignore[attr-defined]
        assert rows == before[name], name
    back = {o.name: i for o in Organisation.objects.all() for i in [own_ids([o.pk])[o.pk]]}
    assert {name: back[name] for name in ids if name != keep.name} == {n: i for n, i in ids.items() if n != keep.name}


def test_an_id_stays_when_a_code_is_added() -> None:
    office = fill()
    here = Organisation.objects.get(name=ROWS[1]["企业名称"])
    before = own_ids([here.pk])
    office.bring([line(2, 企业名称=ROWS[1]["企业名称"])])
    assert here.identifiers.count() > 1
    assert own_ids([here.pk]) == before


def test_merged_records_do_not_go_out() -> None:
    first, second = organisation(), organisation()
    second.merged_into = first
    second.save()
    assert second.name not in everything().decode()


def test_a_publication_comes_with_what_it_says() -> None:
    entity = {
        "id": "x",
        "schema": "Company",
        "properties": {
            "name": ["长春甲轴承有限公司"],
            "sourceUrl": ["https://example.org/1"],
            "publisher": ["Example register"],
            "retrievedAt": ["2024-05-06"],
        },
    }
    Office().bring(json.dumps(entity).encode(), "a.ftm")
    origin = FieldOrigin.objects.get(field="name", value="长春甲轴承有限公司")
    assert origin.source is not None
    assert (origin.source.title, origin.source.publisher) == ("https://example.org/1", "Example register")
    assert str(origin.learned_on) == "2024-05-06"
    out = [json.loads(one) for one in everything().splitlines()]
    mine = next(each for each in out if each["properties"].get("name") == ["长春甲轴承有限公司"])
    assert mine["properties"]["retrievedAt"] == ["2024-05-06"]


def test_json_is_the_table_by_column() -> None:
    fill()
    rows = json.loads(b"".join(json_pieces()))
    assert {row["name"] for row in rows} >= {row["企业名称"] for row in ROWS}
    assert all("" not in row.values() for row in rows)


def test_formulas_are_guarded_on_the_way_out_and_whole_on_the_way_back() -> None:
    organisation(name="=HYPERLINK(1)公司", name_en="")
    content = csv_bytes(table_headings(), list(table_rows()))
    assert b",'=HYPERLINK(1)" in content
    kept = Office(demo=True).compare(content)
    assert set(found(kept)) == {"unchanged"}


def test_the_shape_of_the_table_is_that_of_the_import() -> None:
    assert table([dict.fromkeys(table_headings(), "")]).splitlines()[0].startswith(b"\xef\xbb\xbfKey")
