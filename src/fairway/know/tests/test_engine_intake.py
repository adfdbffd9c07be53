"""The table of organisations."""

from __future__ import annotations

import pytest

from fairway.know.engine.intake import (
    KIND_WORDS,
    ORGANISATIONS,
    OrganisationKind,
    OrganisationRow,
    legal_name_problem,
    person_problem,
    spellings,
)
from fairway.lib.tables import BadCell, check, read_table

HEAD = "编号,单位名称,类型,地区"


def read(text: str) -> tuple[list[OrganisationRow], list[str]]:
    checked = check(read_table(text.encode(), "organisations.csv"), ORGANISATIONS, {"demo": True})
    return [row.value for row in checked.rows], [problem.code for problem in checked.problems]


def test_a_full_row_in_english() -> None:
    head = "Key,Legal name,Short name,Foreign name,Kind,USCC,LEI,Region,Industry,Segment,Demo,Group,Seats,"
    row = 's-1,示例厂,示例,Demo,Enterprise,91110000600037341l,,220184,C3670,parts,否,长春,3,"1-2,5",4'
    assert read(f"{head}Available,At most\n{row}\n") == (
        [
            OrganisationRow(
                "s-1", "示例厂", OrganisationKind.ENTERPRISE, "220184", "示例", "Demo", "91110000600037341L", "",
                "3670", "parts", demo=False, group="长春", seats=3, available=frozenset({1, 2, 5}), at_most=4,
            )
        ],
        [],
    )  # fmt: skip


def test_what_is_left_empty() -> None:
    [row], problems = read(f"{HEAD}\nz-1,示例园区,管委会,２２０１００\n")
    assert problems == []
    assert row == OrganisationRow("z-1", "示例园区", OrganisationKind.COMMITTEE, "220100", demo=True)


@pytest.mark.parametrize("word", ["个人", "个体工商户", "Person", "sole trader", "自然人"])
def test_nobody_is_a_row(word: str) -> None:
    assert read(f"{HEAD}\np-1,示例,{word},220100\n") == ([], ["person"])


@pytest.mark.parametrize("kind", OrganisationKind)
def test_every_kind_has_a_chinese_word(kind: OrganisationKind) -> None:
    assert any(not word.isascii() for word, meant in KIND_WORDS.items() if meant is kind)


def test_a_wrong_code_offers_the_wider_one() -> None:
    with pytest.raises(BadCell) as region:
        ORGANISATIONS.column("region").parse("220199")
    assert region.value.facts["near"] == "220100"
    with pytest.raises(BadCell) as industry:
        ORGANISATIONS.column("industry").parse("3679")
    assert industry.value.facts["near"] == "367"
    with pytest.raises(BadCell) as nowhere:
        ORGANISATIONS.column("region").parse("999999")
    assert nowhere.value.facts["near"] == ""


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": "李四小吃店（个体工商户）"}, "person-name"),
        ({"name": "某某商行(个体)"}, "person-name"),
        ({"name": "Corner Shop (Sole Trader)"}, "person-name"),
        ({"name": "王小二先生"}, "person-name"),
        ({"code": "92220101MA14ABCD3X"}, "sole-trader"),
        ({"code": "11010519491231002X"}, "person-number"),
        ({"kind": " 个体户 "}, "person"),
    ],
)
def test_persons_and_sole_traders_stay_outside(given: dict[str, str], code: str) -> None:
    problem = person_problem(**given)
    assert problem is not None
    assert problem.code == code
    assert problem.remedy
    assert "11010519491231002X" not in str(problem)


@pytest.mark.parametrize(
    "name",
    [
        "长春市个体工商户协会",
        "个体劳动者协会",
        "示例个人独资企业",
        "先生文化传媒有限公司",
        "Mr Price Group Limited",
        "一汽",
    ],
)
def test_organisations_with_such_words_inside_stay(name: str) -> None:
    assert person_problem(name=name, code="91220101MA14ABCD3X", kind="enterprise") is None


def test_a_file_names_the_row_and_the_column_of_a_sole_trader() -> None:
    assert read(f"{HEAD}\np-1,李四小吃店（个体工商户）,企业,220100\n") == ([], ["person-name"])


def test_any_edition_s_code_is_read_and_none_that_never_was() -> None:
    [row], problems = read(f"{HEAD}\nz-1,示例园区,管委会,220381\n")
    assert (row.region, problems) == ("220381", [])
    assert read(f"{HEAD}\nz-1,示例园区,管委会,110100\n") == ([], ["region"])


def test_several_printed_names_stand_in_one_cell() -> None:
    [row], problems = read(f"{HEAD},原文写法\nz-1,示例园区,管委会,220100,China-ROK; China-Korea； China-ROK\n")
    assert problems == []
    assert spellings(row.printed_name) == ["China-ROK", "China-Korea"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("张三", "person-like"),
        ("王小明", "person-like"),
        ("张三 11010519491231002X", "person-number"),
        ("11010519491231002x", "person-number"),
        ("=1+1", "name-letters"),
        ("2024", "name-letters"),
        ("“…”", "name-letters"),
    ],
)
def test_what_is_no_legal_name(name: str, code: str) -> None:
    problem = legal_name_problem(name)
    assert problem is not None
    assert problem.code == code
    assert "11010519491231002" not in str(problem.facts)


@pytest.mark.parametrize(
    "name", ["一汽集团", "金华市", "石化厂", "高新区", "王府井百货", "3M", "示例厂", "Li Auto", "华为技术有限公司"]
)
def test_what_may_be_a_legal_name(name: str) -> None:
    assert legal_name_problem(name) is None
