"""The table of meeting requests, and which of them both sides want."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.lib.tables import check, read_table
from fairway.meet.engine.intake import REQUESTS, Answer, RequestRow, mutual_pairs

KEYS = st.sampled_from(["a", "b", "c", "d"])
REQUEST = st.builds(RequestRow, KEYS, KEYS, st.integers(1, 5), st.sampled_from(Answer)).filter(
    lambda row: row.from_key != row.to_key
)


def test_rows_in_chinese() -> None:
    text = "申请方,受邀方,优先级,答复\na,b,5,接受\nb,c,,婉拒\nc,a,,\n"
    checked = check(read_table(text.encode(), "requests.csv"), REQUESTS)
    assert checked.problems == ()
    assert [row.value for row in checked.rows] == [
        RequestRow("a", "b", 5, Answer.ACCEPTED),
        RequestRow("b", "c", 3, Answer.DECLINED),
        RequestRow("c", "a", 3, Answer.NONE),
    ]


def test_mutual_by_hand() -> None:
    requests = [
        RequestRow("a", "b", 2, Answer.ACCEPTED),
        RequestRow("c", "a", 1),
        RequestRow("a", "c", 4),
        RequestRow("b", "c", 5),
        RequestRow("d", "a", 5, Answer.ACCEPTED),
        RequestRow("a", "d", 5, Answer.DECLINED),
    ]
    assert mutual_pairs(requests) == {("a", "b"): 2, ("a", "c"): 4}


@given(st.lists(REQUEST, max_size=10, unique_by=lambda row: (row.from_key, row.to_key)), st.randoms())
@settings(max_examples=60)
def test_mutual_needs_both_sides_and_no_order(requests: list[RequestRow], random: object) -> None:
    pairs = mutual_pairs(requests)
    shuffled = requests[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert mutual_pairs(shuffled) == pairs
    for one, other in pairs:
        between = [row for row in requests if {row.from_key, row.to_key} == {one, other}]
        assert one < other
        assert len(between) == 2 or between[0].answer is Answer.ACCEPTED
        assert all(row.answer is not Answer.DECLINED for row in between)
