"""Classes of near names: what is one organisation after all, and what never is."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fairway.know.engine.linkage.decide import decide
from fairway.know.engine.written import Decision, Relation, Verdict, Written

BRAND = st.text("星澜岚溪霁曜沐舟鹭屿", min_size=2, max_size=4)
PLACES = ("长春", "四平", "沈阳", "杭州", "绍兴", "深圳")
TRADES = ("光电", "物流", "建筑工程", "食品", "汽车零部件")
FORMS = ("有限公司", "有限责任公司", "股份有限公司", "")


def on(a: str, b: str) -> Decision:
    return decide(Written(a), Written(b))


@given(BRAND, st.sampled_from(PLACES), st.sampled_from(TRADES), st.data())
@settings(max_examples=100, deadline=None)
def test_a_changed_character_of_the_brand_is_never_the_same(
    brand: str, place: str, trade: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(brand) - 1))
    other = data.draw(
        st.sampled_from([brand[:at] + "昕" + brand[at + 1 :], brand[:at] + brand[at + 1 :], "昕" + brand])
    )
    ours, theirs = (data.draw(st.sampled_from(FORMS)) for _ in range(2))
    assert on(f"{place}{brand}{trade}{ours}", f"{place}{other}{trade}{theirs}").verdict is not Verdict.SAME


@given(BRAND, st.sampled_from(list(combinations(PLACES, 2))), st.sampled_from(TRADES), st.sampled_from(FORMS))
@settings(max_examples=100, deadline=None)
def test_two_places_are_never_the_same(brand: str, places: tuple[str, str], trade: str, form: str) -> None:
    one, other = places
    assert on(f"{one}{brand}{trade}{form}", f"{other}{brand}{trade}{form}").verdict is not Verdict.SAME
    assert on(f"{one}{brand}{trade}{form}", f"{brand}（{other}）{trade}{form}").verdict is not Verdict.SAME


@given(BRAND, st.sampled_from(PLACES), st.sampled_from(list(combinations(TRADES, 2))))
@settings(max_examples=100, deadline=None)
def test_another_or_one_more_trade_is_never_the_same(brand: str, place: str, trades: tuple[str, str]) -> None:
    one, other = trades
    assert on(f"{place}{brand}{one}有限公司", f"{place}{brand}{other}有限公司").verdict is not Verdict.SAME
    assert on(f"{place}{brand}{one}有限公司", f"{place}{brand}{one}{other}有限公司").verdict is not Verdict.SAME


@given(st.integers(1, 99), st.integers(1, 99), st.sampled_from(["第{}分公司", "{}号合伙企业", "第{}医院", "{}期基金"]))
@settings(max_examples=100, deadline=None)
def test_two_numbers_are_never_the_same(one: int, other: int, pattern: str) -> None:
    assume(one != other)
    names = (f"长春星澜投资有限公司{pattern.format(number)}" for number in (one, other))
    assert on(*names).verdict is not Verdict.SAME


@given(BRAND, st.sampled_from(TRADES), st.sampled_from(PLACES))
@settings(max_examples=100, deadline=None)
def test_spellings_of_one_full_name_are_the_same(brand: str, trade: str, place: str) -> None:
    full = f"{place}{brand}{trade}有限公司"
    for written in (f"{place}市{brand}{trade}有限责任公司", f"{brand}{trade}（{place}）有限公司", f"{full}{full}"):
        assert on(full, written).verdict is Verdict.SAME


@pytest.mark.parametrize(
    ("a", "b"),
    [
        # A form that names one of several companies of a group.
        ("星澜汽车有限公司", "星澜汽车股份有限公司"),
        ("星澜汽车公司", "星澜汽车有限公司"),
        ("中国星澜工程总公司", "中国星澜工程股份有限公司"),
        ("长春星澜集团有限公司", "长春星澜集团股份有限公司"),
        ("星澜集团工程机械有限公司", "星澜集团工程机械股份有限公司"),
        ("星澜", "星澜有限公司"),
        ("长春星澜", "长春星澜有限公司"),
        # Brackets that are no aside.
        ("星澜银行（深圳分行）", "星澜银行"),
        ("长春星澜纤维有限公司（原料分厂）", "长春星澜纤维有限公司"),
        ("长春星澜电机厂有限公司电机厂", "长春星澜电机厂有限公司"),
        # A county, a city and a district of one name.
        ("邯郸县星澜酒业有限公司", "邯郸星澜酒业有限公司"),
        ("绍兴县星澜印染有限公司", "绍兴市星澜印染有限公司"),
        ("即墨市水利局", "即墨区水利局"),
        ("黄山市黄山区人民医院", "黄山市人民医院"),
        ("吉林省吉林市教育局", "吉林省教育局"),
        # Places that stand elsewhere and mean another thing.
        ("北京星澜投资有限公司", "星澜北京投资有限公司"),
        ("上海星澜明珠投资有限公司", "星澜上海明珠投资有限公司"),
        # Names that point to nobody.
        ("市财政局", "市财政局"),
        ("中山路支行", "中山路支行"),
        ("兴隆商店", "兴隆商店"),
        ("丰收农民专业合作社", "丰收专业合作社"),
        # Branches.
        ("星澜银行人民路支行", "星澜银行南宁人民路支行"),
        ("星澜银行滨江支行", "星澜银行杭州滨江支行"),
        ("星澜证券长春证券营业部", "星澜证券长春期货营业部"),
        ("长春星澜有限公司第一工会", "长春星澜有限公司第二工会"),
        # Numbers.
        ("长春3.6光电有限公司", "长春36光电有限公司"),
        ("长春十一光电有限公司", "长春一一光电有限公司"),
        ("星澜商业银行", "星澜银行"),
    ],
)
def test_what_is_never_decided_alone(a: str, b: str) -> None:
    assert on(a, b).verdict is not Verdict.SAME


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("星澜银行股份有限长春分行", "星澜银行股份有限公司长春分行"),
        ("星澜银行股有限公司长春分行", "星澜银行长春分行"),
        ("星澜银行长春分公司", "星澜银行股份有限公司长春分行"),
        ("星澜证券长春同兴街营业部", "星澜证券股份有限公司长春同兴街证券营业部"),
        ("长春星澜科技股份优先公司", "长春星澜科技股份有限公司"),
        ("长春星澜科技有限公可", "长春星澜科技有限公司"),
        ("长春星澜科技有限公司", "长春星澜科技股份有限公司"),
        ("中国星澜集团公司", "中国星澜集团有限公司"),
        ("星澜银行枳岗支行", "星澜银行股份有限公司深圳枳岗支行"),
        ("星澜银行（长春分行）", "星澜银行长春分行"),
        ("杭州市商业银行", "杭州银行股份有限公司"),
        ("五六星澜信息技术有限公司", "56星澜信息技术有限公司"),
        ("星澜建设有限公司六一煤矿", "星澜建设有限公司61煤矿"),
        ("即墨市星澜水利工程有限公司", "即墨区星澜水利工程有限公司"),
        ("中华人民共和国长春海关", "长春海关"),
        ("1、长春星澜科技有限公司", "《长春星澜科技有限公司》"),
    ],
)
def test_slips_and_usages_that_are_decided(a: str, b: str) -> None:
    assert on(a, b).verdict is Verdict.SAME


def test_a_bracketed_branch_is_related_to_its_head() -> None:
    found = on("星澜银行（深圳分行）", "星澜银行")
    assert (found.verdict, found.relation) == (Verdict.RELATED, Relation.BRANCH_OF)
