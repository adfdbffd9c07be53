"""The waterfall of a decision: its steps add up, and the drawing says all of it to everybody."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.know.engine.linkage.decide import decide
from fairway.know.engine.linkage.waterfall import log_odds, signed, waterfall, waterfall_page, waterfall_svg
from fairway.know.engine.written import Decision, Evidence, Verdict, Written
from fairway.lib.explain import Reason

SVG = "{http://www.w3.org/2000/svg}"
weights = st.lists(st.floats(-8, 8), max_size=8)


def decision(found: list[float], probability: float) -> Decision:
    evidence = tuple(Evidence("x", weight, Reason("It weighs %(n)s.", {"n": n})) for n, weight in enumerate(found))
    return Decision(Verdict.ASK, probability, evidence=evidence)


@given(weights, st.floats(0, 1), st.floats(-5, 5))
def test_steps_follow_each_other_and_end_at_the_probability(
    found: list[float], probability: float, prior: float
) -> None:
    *steps, end = waterfall(decision(found, probability), prior)
    assert end.whole
    mark = 0.0
    for step in steps:
        assert step.start == pytest.approx(0.0 if step.whole else mark)
        mark = step.end
    if 1e-6 < probability < 1 - 1e-6:
        assert end.end == pytest.approx(log_odds(probability), abs=1e-6)
        assert mark == pytest.approx(end.end, abs=0.051) or not (steps or found)


def test_by_hand() -> None:
    """Start 2, minus 0.5: log-odds 1.5 are a probability of 0.8176."""
    first, second, end = waterfall(decision([2.0, -0.5], 0.817574))
    assert (first.start, first.end, second.end) == (0.0, 2.0, 1.5)
    assert (signed(first), signed(second), signed(end)) == ("+2.0", "−0.5", "+1.5")
    assert str(end.reason) == "Probability of one organisation: 81.8 %"


def test_a_probability_that_is_not_the_sum_says_so() -> None:
    steps = waterfall(decision([2.0], 0.5))
    assert [step.reason.text for step in steps][1] == "Adjusted to what was seen of such pairs"
    assert steps[1].end == pytest.approx(0.0)


@given(weights, st.text(max_size=200))
def test_the_drawing_is_xml_with_a_title_and_all_sentences(found: list[float], words: str) -> None:
    printable = "".join(character for character in words if character.isprintable())
    evidence = tuple(Evidence("x", weight, Reason("%(words)s", {"words": words})) for weight in found)
    steps = waterfall(Decision(Verdict.ASK, 0.5, evidence=evidence))
    drawn = ET.fromstring(waterfall_svg(steps, "zh-hans"))  # noqa: S314  # drawn above
    assert drawn.get("role") == "img"
    assert drawn.find(f"{SVG}title") is not None
    described = drawn.findtext(f"{SVG}desc") or ""
    assert described.count(printable) >= len(found)
    assert len(drawn.findall(f"{SVG}g")) == len(steps)


def test_nothing_in_a_name_becomes_markup() -> None:
    name = "<script>alert(1)</script>&有限公司"
    found = decide(Written(name), Written(name + "x"))
    page = waterfall_page((name, name), "ask", waterfall(found), "en")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_reader_s_language_is_used_throughout() -> None:
    seen: list[str] = []

    def translate(text: str) -> str:
        seen.append(text)
        return text

    page = waterfall_page(("甲", "乙"), "同一", waterfall(decision([1.0], 0.7)), "zh-hans", translate)
    assert 'lang="zh-hans"' in page
    assert {"Evidence on the pair", "speaks for", "speaks against", "Weight", "It weighs %(n)s."} <= set(seen)


def test_the_page_loads_nothing() -> None:
    page = waterfall_page(("甲", "乙"), "same", waterfall(decision([1.0], 0.7)), "en")
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "src=" not in page
    assert "<script" not in page
