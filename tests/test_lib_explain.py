"""How sentences are filled in."""

from __future__ import annotations

import pytest

from fairway.lib.explain import Reason, filled


@pytest.mark.parametrize(
    ("text", "params", "said"),
    [
        (
            "%(owned)s belongs to %(owner)s.",
            {"owned": "Example Co., Ltd.", "owner": "Example Ltd."},
            "Example Co., Ltd. belongs to Example Ltd.",
        ),
        (
            "%(name)s. Once more: %(name)s, %(day)s.",
            {"name": "A Co.", "day": "1 May"},
            "A Co. Once more: A Co., 1 May.",
        ),
        ("“%(words)s”.", {"words": "We advise it."}, "“We advise it.”."),
        ("%(a)s.", {"a": "%(b)s."}, "%(b)s."),
        ("%(count)s.", {"count": 3}, "3."),
        ("100 %.", {}, "100 %."),
        ("100 %.", None, "100 %."),
    ],
)
def test_a_name_that_ends_in_a_full_stop_ends_its_sentence(text, params, said):
    assert filled(text, params) == said


def test_a_reason_is_filled_alike():
    assert str(Reason("Source: %(source)s.", {"source": "Report of Example Ltd."})) == "Source: Report of Example Ltd."
