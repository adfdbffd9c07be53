"""How much a name says before a difference is harmless."""

from __future__ import annotations

import pytest

from fairway.know.engine.linkage.features import enough
from fairway.know.engine.linkage.features.enough import is_distinctive, is_own_name
from fairway.know.engine.names.chinese import parse_chinese
from fairway.know.engine.script import table


@pytest.mark.parametrize(
    "name",
    [
        "长春星澜光电有限公司",
        "星澜证券",
        "长春市人民医院",
        "国家星澜委员会",
        "第一星澜证券",
        "中国星澜",
        "星澜光电研究院",
    ],
)
def test_names_that_point_to_one_organisation(name: str) -> None:
    assert is_distinctive(parse_chinese(name))


@pytest.mark.parametrize(
    "name",
    ["市财政局", "县医院", "人民医院", "兴隆商店", "汽车修理厂", "中山路支行", "第一分公司", "第三建筑工程公司",
     "丰收农民专业合作社", "贸易有限公司", "有限公司"],
)  # fmt: skip
def test_names_that_do_not(name: str) -> None:
    assert not is_distinctive(parse_chinese(name))


@pytest.mark.parametrize(
    ("name", "converted", "formless"),
    [
        ("长春星澜光电有限公司", True, True),
        ("星澜证券有限公司", True, True),
        ("长春信托有限公司", True, True),
        ("星澜汽车有限公司", False, False),
        ("星澜远汽车有限公司", False, True),
        ("长春钢铁有限公司", False, False),
        ("长春星澜集团有限公司", False, True),
        ("星澜有限公司", False, False),
    ],
)
def test_what_a_change_of_form_leaves_one(name: str, *, converted: bool, formless: bool) -> None:
    parsed = parse_chinese(name)
    assert enough.survives_conversion(parsed) is converted
    assert enough.stands_without_form(parsed) is formless


@pytest.mark.parametrize("words", ["松溪岗", "枳岭", "甘泉口镇东", "渝岚"])
def test_branch_names_of_one_town(words: str) -> None:
    assert is_own_name(words)


@pytest.mark.parametrize(
    "words", ["人民路", "北京路", "第1", "开发区", "城东", "岚", "岚山路", "石油", "星澜科技园", "6号"]
)
def test_branch_names_of_many_towns(words: str) -> None:
    assert not is_own_name(words)


def test_every_common_branch_stands_once_and_says_what_it_is() -> None:
    rows = table("common-branches")
    assert len({row["word"] for row in rows}) == len(rows)
    assert {row["kind"] for row in rows} == {"whole", "anywhere"}
    assert all(row["meaning"] for row in rows)
