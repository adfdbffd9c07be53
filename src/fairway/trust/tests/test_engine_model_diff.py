from __future__ import annotations

from fairway.trust.engine.credit_model import read_model
from fairway.trust.engine.model_diff import Change, model_changes
from fairway.trust.tests.models import SMALL, shipped, small


def test_the_same_model_has_no_changes_whatever_its_layout() -> None:
    spaced = SMALL.replace("\n\n", "\n\n# a remark\n\n").replace("start = 50\nminimum = 0", "minimum = 0\nstart = 50")
    assert model_changes(small(), read_model(spaced, "m")) == []


def test_each_rule_that_differs_is_told_once() -> None:
    new = small(
        a='version = "1"=>version = "2"',
        b="cap = 40=>cap = 45\nhalf_life_months = 12",
        c="general = -15=>general = -16",
        d='key = "tax"\nlabel = "Tax D"=>key = "taxes"\nlabel = "Tax D"',
    )
    changes = {change.path: change for change in model_changes(small(), new)}
    assert changes["version"] == Change("version", "1", "2")
    assert changes["indicators.penalties.cap"] == Change("indicators.penalties.cap", 40, 45)
    assert changes["indicators.penalties.half_life_months"].before is None
    assert changes["indicators.penalties.points.penalty.general"].after == -16
    assert changes["red_lines.taxes.grade"].before is None
    assert changes["red_lines.tax.grade"].after is None
    assert str(changes["indicators.penalties.cap"].sentence) == "indicators.penalties.cap was 40 and is now 45."
    assert "is new: 12." in str(changes["indicators.penalties.half_life_months"].sentence)
    assert "is gone" in str(changes["red_lines.tax.grade"].sentence)


def test_changes_turn_round_with_the_models() -> None:
    there, back = model_changes(small(), shipped()), model_changes(shipped(), small())
    assert {(c.path, c.before, c.after) for c in there} == {(c.path, c.after, c.before) for c in back}


def test_a_chinese_name_is_told_as_new() -> None:
    named = small(a='name = "Small"=>name = "Small"\nname_zh = "小模型"')
    assert model_changes(small(), named) == [Change("name_zh", None, "小模型")]
