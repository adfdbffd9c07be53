"""Which records are compared: those that share a key, in memory and in a database alike, and not many more."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.know.engine.linkage.backends import DuckDB
from fairway.know.engine.linkage.blocking import MOST_PAIRS, Key, candidate_pairs, count_grams, keys_of
from fairway.know.engine.linkage.bulk import Options, score_pairs
from fairway.know.engine.linkage.parts import grams, parts, seated, spelt_out, town
from fairway.know.engine.linkage.weights import bulk_model
from fairway.know.engine.written import Written

NAMES = [
    "长春鑫源商贸有限公司",
    "長春市鑫源商貿有限責任公司",
    "长春鑫元商贸有限公司",
    "长春鑫源汽车零部件有限公司",
    "吉林市鑫源商贸有限公司",
    "长春鑫源集团有限公司",
    "长春鑫源商贸有限公司第一分公司",
    "中国工商银行股份有限公司诸暨支行",
    "工行诸暨支行",
    "中国工商银行股份有限公司",
    "BMW Brilliance Automotive Ltd.",
    "BMW Briliance Automotive",
    "Brilliance Auto Group Holdings Co., Ltd",
    "深圳市纺织(集团)股份有限公司",
    "深圳纺织（集团）股份有限公司",
]
RECORDS = [Written(name) for name in NAMES]
records = st.lists(st.sampled_from(RECORDS), min_size=2, max_size=12)


def found(names: list[str]) -> set[frozenset[str]]:
    pairs = candidate_pairs([Written(name) for name in names]).pairs
    return {frozenset((names[a], names[b])) for a, b in pairs}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("长春鑫源商贸有限公司", "長春市鑫源商貿有限責任公司"),  # script, suffix, form
        ("长春鑫源商贸有限公司", "长春鑫元商贸有限公司"),  # one character changed
        ("长春鑫源商贸有限公司", "长春鑫源源商贸有限公司"),  # one added
        ("长春鑫源商贸有限公司", "长春源鑫商贸有限公司"),  # two swapped
        ("长春鑫源商贸有限公司", "长春鑫源"),  # the short name
        ("中国工商银行股份有限公司诸暨支行", "工行诸暨支行"),
        ("中国工商银行股份有限公司诸暨支行", "中国工商银行股份有限公司"),
        ("BMW Brilliance Automotive Ltd.", "BMW Briliance Automotive"),
    ],
)
def test_what_may_be_one_is_compared(one: str, other: str) -> None:
    assert frozenset((one, other)) in found([*NAMES, one, other])


def test_what_shares_nothing_is_not() -> None:
    assert frozenset(("BMW Brilliance Automotive Ltd.", "长春鑫源商贸有限公司")) not in found(NAMES)
    assert frozenset(("深圳市纺织(集团)股份有限公司", "长春鑫源商贸有限公司")) not in found(NAMES)


def test_a_code_brings_together_whatever_the_names_are() -> None:
    ours = Written("甲乙公司", codes=(("uscc", "91220100MA0Y0X0X0X"),))
    theirs = Written("丙丁公司", codes=(("orgcode", "MA0Y0X0X-0"),))
    assert Key("code", "orgcode MA0Y0X0X0") in keys_of(ours)
    assert candidate_pairs([ours, theirs]).pairs == ((0, 1),)


def test_an_alias_has_keys_too() -> None:
    assert candidate_pairs([Written("红旗汽车", aliases=("长春鑫源商贸有限公司",)), RECORDS[0]]).pairs == ((0, 1),)


@given(records, st.randoms())
def test_the_order_of_records_does_not_matter(given_records: list[Written], random: object) -> None:
    order = list(range(len(given_records)))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = candidate_pairs([given_records[number] for number in order]).pairs
    back = {tuple(sorted((order[a], order[b]))) for a, b in shuffled}
    assert back == set(candidate_pairs(given_records).pairs)


@given(records)
def test_equal_names_always_meet(given_records: list[Written]) -> None:
    pairs = set(candidate_pairs(given_records).pairs)
    for a, one in enumerate(given_records):
        for b in range(a + 1, len(given_records)):
            assert one.name != given_records[b].name or (a, b) in pairs


@given(records, records)
def test_two_tables_give_the_pairs_across(left: list[Written], right: list[Written]) -> None:
    across = {(a, b - len(left)) for a, b in candidate_pairs([*left, *right]).pairs if a < len(left) <= b}
    assert set(candidate_pairs(left, right).pairs) == across


def test_a_key_that_many_share_is_split_and_then_left_out() -> None:
    everywhere = [Written("华宇商贸有限公司", place=code) for code in ("220100", "220200", "110101", "310101")] * 20
    found = candidate_pairs(everywhere, most_pairs=200)
    assert {(everywhere[a].place, everywhere[b].place) for a, b in found.pairs} == {
        (code, code) for code in ("220100", "220200", "110101", "310101")
    }
    none = candidate_pairs([Written("华宇商贸有限公司")] * 80, most_pairs=200)
    assert none.pairs == ()
    assert {each.kind for each in none.left_out} >= {"core", "words", "brand"}
    assert all(each.pairs == 80 * 79 // 2 for each in none.left_out if each.kind == "core")


def test_the_database_makes_the_same_pairs() -> None:
    store = [*RECORDS, *(Written("华宇商贸有限公司", place="220100", industry=f"{k:04}") for k in range(30))]
    for left, right in ((store, None), (store[:20], store[20:])):
        memory = candidate_pairs(left, right, most_pairs=60)
        scored = score_pairs(left, right, backend=DuckDB(), options=Options(bulk_model(), most_pairs=60))
        assert scored.compared == len(memory.pairs)
        assert scored.left_out == memory.left_out
        assert {(a, b) for a, b, _ in scored.pairs} <= set(memory.pairs)


def test_pairs_grow_with_the_records_not_with_their_square() -> None:
    def pairs(n: int) -> int:
        towns = ("220100", "320100", "440300", "510100")
        many = [Written(f"{chr(0x4E00 + 7 * k % 900)}{chr(0x5E00 + k % 37)}商贸", place=towns[k % 4]) for k in range(n)]
        return len(candidate_pairs(many).pairs)

    few, many = pairs(300), pairs(1200)
    assert math.log(max(many, 1) / max(few, 1), 4) < 1.9
    assert many < 1200 * MOST_PAIRS


@given(st.text(max_size=30))
@settings(max_examples=60)
def test_any_text_has_keys_or_none(name: str) -> None:
    keys = keys_of(Written(name), count_grams([name, name]))
    assert len(keys) == len(set(keys))
    assert all(key.value for key in keys)


def test_parts_of_two_scripts() -> None:
    one = parts(Written("吉林省长春市鑫源商贸有限公司第一分公司", place="220102"))
    assert (one.words, one.brand, one.form, one.towns[0]) == ("鑫源商贸", "鑫源", "limited", "2201")
    assert one.branch
    other = parts(Written("The Brilliance Trading Company 2 Ltd"))
    assert other.brand == "brilliance"
    assert other.numbers == "2"
    assert grams("Brilliance Trading") == ["brilliance", "trading"]


@pytest.mark.parametrize(
    ("code", "city"), [("220102", "2201"), ("110105", "11"), ("220000", "22"), ("DE", "DE"), ("500000", "50")]
)
def test_the_city_of_a_code(code: str, city: str) -> None:
    assert town(code) == city


@pytest.mark.parametrize(
    ("name", "place", "alias"),
    [
        ("鑫源商贸有限公司", "220102", "长春市鑫源商贸有限公司"),
        ("鑫源商贸有限公司", "220102", "长春市南关区鑫源商贸有限公司"),
        ("吉林鑫源商贸有限公司", "220000", "吉林省鑫源商贸有限公司"),
        ("吉林鑫源商贸有限公司", "220200", "吉林市鑫源商贸有限公司"),
        ("长椿市鑫源商贸有限公司", "220102", "长春市鑫源商贸有限公司"),
    ],
)
def test_the_seat_gives_spellings(name: str, place: str, alias: str) -> None:
    assert alias in seated(Written(name, place=place)).aliases


@pytest.mark.parametrize(
    ("name", "place"),
    [("长春市鑫源商贸有限公司", "220102"), ("鑫源商贸有限公司", ""), ("Xinyuan Trading Ltd", "220102")],
)
def test_a_seat_that_tells_nothing_new_adds_nothing(name: str, place: str) -> None:
    assert seated(Written(name, place=place)).aliases == ()


@pytest.mark.parametrize(
    ("name", "alias"),
    [
        ("长春鑫源商贸第二分公司", "长春鑫源商贸有限公司第2分公司"),
        ("长春鑫源商贸永城分公司", "长春鑫源商贸有限公司永城分公司"),
        ("長春鑫源商貿永城分公\u3000司", "长春鑫源商贸有限公司永城分公司"),
        ("长春鑫源商贸牡丹江市西安分公司", "长春鑫源商贸有限公司牡丹江市西安分公司"),
    ],
)
def test_a_branch_is_read_with_the_form_it_leaves_out(name: str, alias: str) -> None:
    assert spelt_out(Written(name)).aliases == (alias,)
    short, full = parts(Written(name)), parts(Written(alias))
    assert (short.words, short.branch, short.form) == (full.words, full.branch, "")


@pytest.mark.parametrize(
    "name",
    [
        "长春鑫源商贸有限公司第二分公司",
        "长春鑫源商贸有限公\u3000司第二分公司",
        "长春鑫源商贸有限公司",
        "第二分公司",
        "长春鑫源分公司",
    ],
)
def test_other_names_are_left_as_they_are(name: str) -> None:
    assert spelt_out(Written(name)).aliases == ()
