"""The table of organisations."""

from __future__ import annotations

import pytest

from fairway.know.engine.intake import KIND_WORDS, ORGANISATIONS, OrganisationKind, OrganisationRow
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
