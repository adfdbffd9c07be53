"""Chinese names taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.know.engine.names.chinese import TokenKind, core_key, parse_chinese
from fairway.know.engine.names.chinese.gazetteer import gazetteer, lies_in, may_lie_in, place_at, split_suffix
from fairway.know.engine.script import fold, table

PIECES = st.sampled_from(
    ["长春", "长春市", "吉林省", "岳阳县", "（香港）", "中国", "某某", "华", "科技", "投资", "集团", "（集团）", "控股",
     "有限公司", "股份有限公司", "有限责任公司", "合伙企业（有限合伙）", "工商银行", "支行", "分公司", "营业部", "工会",
     "及其子公司", "1号资产管理计划", "第三", "-", "（简称：某某）", "医院", "村民委员会"]
)  # fmt: skip
NAMES = st.lists(PIECES, min_size=1, max_size=6).map("".join)


@given(NAMES)
@settings(max_examples=100, deadline=None)
def test_any_name_can_be_parsed_and_keyed(name: str) -> None:
    parsed = parse_chinese(name)
    assert len(parsed.places) <= len(parsed.tokens)
    assert all(token.text for token in parsed.tokens)
    assert core_key(name) == core_key(name)


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_no_text_breaks_the_parser(text: str) -> None:
    parse_chinese(text)
    core_key(text)


def test_a_company() -> None:
    parsed = parse_chinese("深圳市南方远大新能源科技（集团）股份有限公司")
    assert [(place.stem, place.suffix) for place in parsed.places] == [("深圳", "市")]
    assert parsed.places[0].codes == {"440300"}
    assert parsed.brand == "南方远大"
    assert parsed.trades == ("新能源科技",)
    assert parsed.marks == {"集团"}
    assert (parsed.form.key, parsed.form.elf) == ("shares", "ECAK")
    assert parsed.branch == ()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("甲乙有限公司", "limited"),
        ("甲乙有限责任公司", "limited"),
        ("甲乙责任有限公司", "limited"),
        ("甲乙股份公司", "shares"),
        ("甲乙股份有限责任公司", "shares"),
        ("甲乙投资合伙企业(有限合伙)", "limited partnership"),
        ("甲乙咨询中心（有限合伙人）", "limited partnership"),
        ("甲乙农民专业合作社", "farmers' cooperative"),
        ("甲乙总公司", "head company"),
        ("甲乙研究院", ""),
    ],
)
def test_legal_forms(name: str, key: str) -> None:
    assert parse_chinese(name).form.key == key


@pytest.mark.parametrize(
    ("name", "head", "levels"),
    [
        ("中国工商银行股份有限公司诸暨支行", "工商银行", [("诸暨", "", "支行")]),
        ("工行诸暨支行", "工商银行", [("诸暨", "", "支行")]),
        ("中国银行湖南省分行营业部", "银行", [("湖南", "", "分行"), ("", "", "营业部")]),
        ("长江证券武汉胜利街证券营业部", "长江证券", [("武汉", "胜利街", "证券营业部")]),
        ("某某煤业集团销售运输分公司", "某某煤业集团", [("", "销售运输", "分公司")]),
        ("某某商城集团股份有限公司国际商贸城第三分公司", "某某商城集团", [("", "国际商贸城第3", "分公司")]),
        ("中国工商银行长春市驻第一汽车集团公司支行", "工商银行", [("长春", "驻第1汽车集团公司", "支行")]),
        ("上海银行南昌北京西路支行", "上海银行", [("南昌", "北京西路", "支行")]),
        ("新华书店德惠分店", "新华书店", [("德惠", "", "分店")]),
    ],
)
def test_branches(name: str, head: str, levels: list[tuple[str, str, str]]) -> None:
    parsed = parse_chinese(name)
    assert "".join(token.text for token in parsed.tokens) == head
    assert [("".join(p.stem for p in b.places), b.words, b.marker) for b in parsed.branch] == levels


@pytest.mark.parametrize(
    ("name", "part", "owner"),
    [
        ("上海浦东发展银行武汉分行工会委员会", "union", "上海浦东发展银行武汉分行"),
        ("某某科技有限公司及其子公司", "several", "某某科技有限公司"),
        ("某某科技有限公司等21家公司", "several", "某某科技有限公司"),
        ("某某科技有限公司下属子公司", "several", "某某科技有限公司"),
        ("某某信托有限公司-某某19号单一资金信托", "product", "某某信托有限公司"),
        ("某某证券股份有限公司某某集合资产管理计划", "product", "某某证券股份有限公司"),
        ("买方授信客户", "placeholder", ""),
        ("某某研究院党委", "party", "某某研究院"),
    ],
)
def test_what_is_no_organisation_of_its_own(name: str, part: str, owner: str) -> None:
    parsed = parse_chinese(name)
    assert (parsed.part, parsed.owner) == (part, owner)


@pytest.mark.parametrize(
    "name", ["上海市总工会", "某某证券投资基金管理有限公司", "呼和浩特分公司", "某某和顺子公司管理有限公司"]
)
def test_what_only_looks_like_a_part(name: str) -> None:
    assert parse_chinese(name).part == ""


def test_a_short_bank_name_counts_only_for_the_bank() -> None:
    assert parse_chinese("中行置业有限公司").stood_for == ()
    assert parse_chinese("中行深圳市分行").stood_for == ("中行",)
    assert parse_chinese("扬州市建行房屋征收服务有限公司").stood_for == ()
    assert parse_chinese("深圳发展银行股份有限公司").former


@pytest.mark.parametrize(
    ("name", "stem", "suffix"),
    [
        ("乐东黎族自治县", "乐东", "黎族自治县"),
        ("恩施土家族苗族自治州", "恩施", "土家族苗族自治州"),
        ("新疆维吾尔自治区", "新疆", "维吾尔自治区"),
        ("阿克苏地区", "阿克苏", "地区"),
        ("歙县", "歙县", ""),
    ],
)
def test_suffixes_of_places(name: str, stem: str, suffix: str) -> None:
    assert split_suffix(name) == (stem, suffix)


def test_a_place_that_is_part_of_a_word_is_none() -> None:
    assert place_at("上海福州路", 2) is None
    assert place_at("深圳市政工程", 0) == (gazetteer()["深圳"], 2)
    assert parse_chinese("平安证券股份有限公司").places == ()
    assert parse_chinese("阿尔法国际电气有限公司").places == ()


def test_a_place_in_a_place() -> None:
    hangzhou, westlake = gazetteer()["杭州"], gazetteer()["西湖"]
    assert may_lie_in(westlake, hangzhou)
    assert not lies_in(westlake, hangzhou)  # Nanchang has a district of that name too
    assert lies_in(gazetteer()["诸暨"], gazetteer()["绍兴"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("得润汽车部件（重庆）有限公司", "重庆市得润汽车部件有限责任公司"),
        ("深圳赛格集团有限公司", "深圳市赛格有限公司"),
        ("工行诸暨支行", "中国工商银行股份有限公司诸暨市支行"),
    ],
)
def test_spellings_that_share_a_key(one: str, other: str) -> None:
    assert core_key(one) == core_key(other)


def test_keys_keep_apart_what_differs() -> None:
    names = ["长春某某科技有限公司", "吉林某某科技有限公司", "长春某某贸易有限公司", "长春某某科技有限公司四平分公司"]
    assert len({core_key(name) for name in names}) == 4
    assert core_key("ACME Ltd.") == fold("acme ltd")


@pytest.mark.parametrize("name", ["trades", "forms", "branches", "parts", "several", "products", "banks", "synonyms"])
def test_every_word_of_a_list_says_what_it_means_and_stands_once(name: str) -> None:
    rows = table(name)
    first = next(iter(rows[0]))
    assert all(all(value for key, value in row.items() if key != "elf") for row in rows)
    assert len({row[first] for row in rows}) == len(rows)


def test_tokens_are_longest_words() -> None:
    kinds = {token.text: token.kind for token in parse_chinese("某某房地产开发有限公司").tokens}
    assert kinds == {"某某": TokenKind.BRAND, "房地产开发": TokenKind.TRADE}
