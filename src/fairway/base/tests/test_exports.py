"""Files as answers."""

from __future__ import annotations

from fairway.base.exports import CSV_TYPE, attachment


def test_a_file_is_kept_under_its_name_in_any_script_and_none_breaks_the_header() -> None:
    answer = attachment(b"a,b", CSV_TYPE, '会议"1".csv')
    assert answer.content == b"a,b"
    assert answer["Content-Type"] == CSV_TYPE
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E4%BC%9A%E8%AE%AE%221%22.csv"
    assert attachment(iter([b"a", b"b"]), CSV_TYPE, "a.csv").content == b"ab"
    assert attachment(b"", CSV_TYPE, 'a"b\n.csv')["Content-Disposition"] == "attachment; filename*=utf-8''a%22b%0A.csv"
