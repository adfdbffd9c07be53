"""JSON in one form: RFC 8785's own examples, and everything two readers could read differently refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.lib.errors import Invalid
from fairway.trust.engine.canonical import MOST_BYTES, WIDEST, canonical, read_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-WIDEST, WIDEST) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def test_the_order_of_names_is_that_of_rfc_8785_section_3_2_3() -> None:
    given_ = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    names = list(json.loads(canonical(given_)).values())
    assert names == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


def test_text_and_literals_are_those_of_rfc_8785_section_3_2_2() -> None:
    text = '{"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}'
    wanted = '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    assert canonical(read_json(text.encode())) == wanted.encode()


@settings(max_examples=60)
@given(st.dictionaries(st.text(max_size=5), VALUES, max_size=4))
def test_blanks_and_order_change_nothing_and_reading_gives_it_back(value: dict[str, object]) -> None:
    written = canonical(value)
    assert read_json(written) == value
    loose = json.dumps(dict(reversed(value.items())), indent=2).encode()
    assert canonical(read_json(loose)) == written


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "json-form"),
        (b"points", "json-form"),
        (b"[]", "json-object"),
        (b'"text"', "json-object"),
        (b"\xff{}", "json-encoding"),
        (b"\xef\xbb\xbf{}", "json-form"),
        (b'{"a":1,"a":1}', "json-twice"),
        (b'{"a":{"b":1,"b":2}}', "json-twice"),
        (b"{" + b"".join(b'"%x":0,' % n for n in range(26_000)) + b'"z":0,"z":1}', "json-twice"),
        (b'{"a":1.0}', "json-number"),
        (b'{"a":1e2}', "json-number"),
        (b'{"a":-0}', "json-number"),
        (b'{"a":NaN}', "json-number"),
        (b'{"a":Infinity}', "json-number"),
        (b'{"a":9007199254740992}', "json-wide"),
        (b'{"a":' + b"9" * 5000 + b"}", "json-wide"),
        (b'{"a":"\\ud800"}', "json-half"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "json-deep"),
        (b'{"a":' + b"[" * 100_000, "json-deep"),
        (b'{"a":"' + b"x" * MOST_BYTES + b'"}', "json-large"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_json(data)
    assert refused.value.code == code
    assert "%(" not in str(refused.value)


@pytest.mark.parametrize("value", [{"a": 1.5}, {"a": 2**53}, {"a": "\ud800"}, {"\udfff": 1}])
def test_what_no_statement_holds_is_not_written(value: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        canonical(value)
