from __future__ import annotations

import itertools
import re
from collections import Counter
from decimal import Decimal, localcontext
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.lib.errors import Invalid
from fairway.trust.engine.catalogue import CATALOGUE, ENTERPRISES, Sign
from fairway.trust.engine.credit_model import CreditModel, read_model
from fairway.trust.engine.credit_model.decay import halved
from fairway.trust.tests.broken_models import broken
from fairway.trust.tests.models import SHIPPED, SMALL, shipped, small

AT_PENALTY = "penalty = { minor = -5, general = -15, serious = -30 }"

# (what is replaced, by what, the code expected, the place expected to be named)
BROKEN = [
    ('name = "Small"', 'name = "Small', "model-syntax", "small.toml (line 1)"),
    ("[scale]", "[scale", "model-syntax", "small.toml (line 8)"),
    ('version = "1"', 'version = "1"\nversion = "2"', "model-syntax", "small.toml"),
    ("published = 2025-01-01", "published = 2025-13-01", "model-syntax", "small.toml"),
    ('name = "Small"\n', "", "model-key-missing", "small.toml"),
    ('version = "1"\n', "", "model-key-missing", "small.toml"),
    ('author = "Ann"\n', "", "model-key-missing", "small.toml"),
    ('approver = "Ben"\n', "", "model-key-missing", "small.toml"),
    ("published = 2025-01-01\n", "", "model-key-missing", "small.toml"),
    ("minimum = 0\n", "", "model-key-missing", "scale (line 8)"),
    ("cap = 40\n", "", "model-key-missing", "indicators[1]"),
    ("minor = -5, ", "", "model-key-missing", "indicators[1].points.penalty"),
    ('version = "1"', "version = 1", "model-not-text", "version (line 2)"),
    ('version = "1"', 'version = "  "', "model-not-text", "version (line 2)"),
    ('label_zh = "守法"', 'label_zh = ""', "model-not-text", "dimensions[1].label_zh (line 20)"),
    ("start = 50", "start = 50.0", "model-not-whole", "scale.start (line 9)"),
    ("start = 50", 'start = "50"', "model-not-whole", "scale.start (line 9)"),
    ("start = 50", "start = true", "model-not-whole", "scale.start (line 9)"),
    ("minor = -5", "minor = -5.5", "model-not-whole", "indicators[1].points.penalty.minor"),
    ("award = 12", "award = 1e1", "model-not-whole", "indicators[3].points.award"),
    ("award = 12", "award = { minor = 1 }", "model-not-whole", "indicators[3].points.award"),
    ("from_points = 60", "from_points = 60.5", "model-not-whole", "grades[1].from_points"),
    ("published = 2025-01-01", 'published = "2025-01-01"', "model-not-day", "published (line 5)"),
    ("published = 2025-01-01", "published = 2025-01-01T08:00:00", "model-not-day", "published (line 5)"),
    ("[scale]", "[[scale]]", "model-not-table", "scale (line 8)"),
    (AT_PENALTY, "penalty = -5", "model-not-table", "indicators[1].points.penalty"),
    ("[[red_lines]]", "[red_line]", "model-key-unknown", "red_line (line "),
    ('severities = ["D"]', 'severities = "D"', "model-not-list", "red_lines[2].severities"),
    ('severities = ["D"]', "severities = [4]", "model-not-list", "red_lines[2].severities"),
    ('version = "1"', 'version = "1"\nvershun = "1"', "model-key-unknown", "vershun (line 3)"),
    ("start = 50", "start = 50\nmiddle = 4", "model-key-unknown", "scale.middle (line 10)"),
    ("floor = -60", "floor = -60\nflor = 1", "model-key-unknown", "dimensions[1].flor (line 22)"),
    ("cap = 40", "cap = 40\ncaps = 4", "model-key-unknown", "indicators[1].caps"),
    ("minor = -5", "minor = -5, tiny = -1", "model-key-unknown", "indicators[1].points.penalty.tiny"),
    ('basis = "Tax rules"', 'basis = "Tax rules"\nlaw = "x"', "model-key-unknown", "red_lines[2].law"),
    ("from_points = 60", "from_points = 60\nto = 100", "model-key-unknown", "grades[1].to"),
    ("repaired_percent = 0", "repaired_percent = 0\nx = 0", "model-key-unknown", "still_counted.x (line 15)"),
    ('approver = "Ben"', 'approver = " aNN "', "model-same-person", "approver (line 4)"),
    ('approver = "Ben"', 'approver = "Ａｎｎ"', "model-same-person", "approver (line 4)"),
    ("2025-02-01", "2024-12-31", "model-applies-before-published", "applies_from (line 6)"),
    ("minimum = 0", "minimum = 100", "model-scale", "scale.minimum (line 10)"),
    ("start = 50", "start = 101", "model-start", "scale.start (line 9)"),
    ("start = 50", "start = -1", "model-start", "scale.start (line 9)"),
    (
        "repaired_percent = 0",
        "repaired_percent = -1",
        "model-percent",
        "still_counted.repaired_percent",
    ),
    (
        "disputed_percent = 0",
        "disputed_percent = 101",
        "model-percent",
        "still_counted.disputed_percent",
    ),
    ("floor = -60", "floor = 1", "model-floor-above-ceiling", "dimensions[1].floor (line 21)"),
    ("ceiling = 0", "ceiling = -10", "model-dimension-without-zero", "dimensions[1]"),
    (
        'key = "deeds"\nlabel = "Deeds"',
        'key = "law"\nlabel = "Deeds"',
        "model-key-twice",
        "dimensions[2].key",
    ),
    ('key = "courts"', 'key = "penalties"', "model-key-twice", "indicators[2].key (line 43)"),
    ('key = "tax"', 'key = "debtor"', "model-key-twice", "red_lines[2].key"),
    ('key = "fair"', 'key = "high"', "model-key-twice", "grades[2].key"),
    (
        'dimension = "law"\nlook',
        'dimension = "lor"\nlook',
        "model-dimension-unknown",
        "indicators[1].dimension",
    ),
    ("cap = 40", "cap = 0", "model-cap", "indicators[1].cap (line 37)"),
    ("cap = 40", "cap = -40", "model-cap", "indicators[1].cap (line 37)"),
    ("look_back_months = 36", "look_back_months = 0", "model-look-back", "indicators[3].look_back_months"),
    ("look_back_months = 36", "look_back_months = 121", "model-look-back", "indicators[3].look_back_months"),
    (AT_PENALTY, "", "model-points-empty", "indicators[1].points (line 39)"),
    ("award = 12", "awards = 12", "model-kind-unknown", "indicators[3].points.awards"),
    ('kind = "tax_grade"', 'kind = "tax"', "model-kind-unknown", "red_lines[2].kind"),
    ("minor = -5", "minor = 5", "model-points-sign", "indicators[1].points.penalty.minor"),
    ("award = 12", "award = -12", "model-points-sign", "indicators[3].points.award"),
    ("M = 0", "M = 1", "model-points-sign", "indicators[3].points.tax_grade.M"),
    ("general = -15", "general = -4", "model-points-order", "indicators[1].points.penalty.general"),
    ("B = 4", "B = 11", "model-points-order", "indicators[3].points.tax_grade.B"),
    (
        "award = 12",
        "award = 12\ncourt_default = -1",
        "model-kind-twice",
        "indicators[3].points.court_default",
    ),
    ('grade = "fair"', 'grade = "poor"', "model-grade-unknown", "red_lines[2].grade"),
    ('severities = ["D"]', 'severities = ["A"]', "model-red-line-severity", "red_lines[2].severities"),
    ('severities = ["D"]', 'severities = ["E"]', "model-red-line-severity", "red_lines[2].severities"),
    ('severities = ["D"]', "severities = []", "model-red-line-severity", "red_lines[2].severities"),
    ('kind = "court_default"', 'kind = "award"', "model-red-line-severity", "red_lines[1].kind"),
    ("from_points = 30", "from_points = 60", "model-grades-order", "grades[2].from_points"),
    ("from_points = 60", "from_points = 101", "model-grades-order", "grades[1].from_points"),
    ("from_points = 0", "from_points = 1", "model-grades-bottom", "grades[3].from_points"),
    ('key = "fair"', 'key = "none"', "model-grade-reserved", "grades[2].key"),
    ('key = "fair"', 'key = "lower"', "model-text-long", "grades[2].key"),
    ("award = 12", "award = 1000001", "model-number-range", "indicators[3].points.award"),
    ("cap = 40", "cap = 40\nhalf_life_months = 0", "model-look-back", "indicators[1].half_life_months"),
    ("cap = 40", "cap = 40\nhalf_life_months = 121", "model-look-back", "indicators[1].half_life_months"),
    ("cap = 40", "cap = 40\nhalf_life_months = 6.5", "model-not-whole", "indicators[1].half_life_months"),
    ("cap = 40", "cap = 40\nrepaired_percent = 101", "model-percent", "indicators[1].repaired_percent"),
    ("cap = 40", "cap = 40\ndisputed_percent = -1", "model-percent", "indicators[1].disputed_percent"),
    ('version = "1"', 'version = "1"\nsubjects = []', "model-subjects", "subjects (line 3)"),
    ('version = "1"', 'version = "1"\nsubjects = ["person"]', "model-subjects", "subjects (line 3)"),
    ('version = "1"', 'version = "1"\nsubjects = ["bank", "bank"]', "model-subjects", "subjects (line 3)"),
    ('version = "1"', 'version = "1"\nsubjects = "bank"', "model-not-list", "subjects (line 3)"),
    (
        'version = "1"',
        'version = "1"\nsubjects = ["zone"]',
        "model-kind-subject",
        "indicators[1].points.penalty",
    ),
    ("award = 12", "award = 12\npromise_kept = 1", "model-kind-subject", "indicators[3].points.promise_kept"),
    ('kind = "court_default"', 'kind = "answer_late"', "model-kind-subject", "red_lines[1].kind"),
    ("[scale]", "[hysteresis]\nup = 30\ndown = 0\n\n[scale]", "model-hysteresis", "hysteresis.up (line 9)"),
    ("[scale]", "[hysteresis]\nup = 0\ndown = -1\n\n[scale]", "model-hysteresis", "hysteresis.down (line 10)"),
    ("[scale]", "[hysteresis]\nup = 0\n\n[scale]", "model-key-missing", "hysteresis (line 8)"),
    ("[scale]", "[hysteresis]\nup = 0\ndown = 1\nx = 1\n[scale]", "model-key-unknown", "hysteresis.x (line 11)"),
]


@pytest.mark.parametrize(("old", "new", "code", "place"), BROKEN)
def test_a_broken_model_is_refused_at_its_place(old: str, new: str, code: str, place: str) -> None:
    assert old in SMALL
    with pytest.raises(Invalid) as refused:
        read_model(SMALL.replace(old, new, 1), "small.toml")
    assert refused.value.code == code
    assert str(refused.value.facts["place"]).startswith(place)
    assert refused.value.facts["file"] == "small.toml"
    said = str(refused.value)
    assert place in said
    assert "%(" not in said


@pytest.mark.parametrize("name", ["dimensions", "indicators", "red_lines", "grades"])
def test_lists_of_tables_may_not_be_empty_or_something_else(name: str) -> None:
    for value in ("[]", "3", "[1]"):
        head, *rest = SMALL.split(f"[[{name}]]")
        tail = "".join(part[part.index("\n\n[[") :] if "\n\n[[" in part else "" for part in rest)
        with pytest.raises(Invalid) as refused:
            read_model(f"{name} = {value}\n{head}{tail}", "m.toml")
        assert refused.value.code == "model-not-tables"
        assert refused.value.facts["place"] == f"{name} (line 1)"


def test_an_empty_text_names_what_is_missing_first() -> None:
    with pytest.raises(Invalid, match=r"m\.toml \(line 1\): “published” is missing"):
        read_model("", "m.toml")


def test_words_inside_a_long_text_are_not_taken_for_keys() -> None:
    text = SMALL.replace('version = "1"', 'version = """\nstart = 5\n[scale]\n"""').replace("start = 50", "start = 5.0")
    with pytest.raises(Invalid) as refused:
        read_model(text, "m.toml")
    assert refused.value.facts["line"] == 12


def test_a_repaired_share_is_refused_once_repair_ends_use() -> None:
    kept = "repaired_percent = 0=>repaired_percent = 50"
    assert small(a=kept).repaired_percent == 50
    with pytest.raises(Invalid) as refused:
        small(a=kept, b="applies_from = 2025-02-01=>applies_from = 2026-04-01")
    assert refused.value.code == "model-repaired-counted"


def test_a_model_without_red_lines_is_allowed() -> None:
    head, rest = SMALL.split("[[red_lines]]", 1)
    text = head + rest[rest.index("[[grades]]") :]
    assert read_model(text, "m").red_lines == ()


def test_a_red_line_takes_all_adverse_severities_unless_told() -> None:
    assert [line.severities for line in small().red_lines] == [("",), ("D",)]
    named = small(a='severities = ["D"]\n=>')
    assert named.red_lines[1].severities == ("C", "D")


def test_grades_reach_down_from_their_thresholds() -> None:
    model = small()
    assert [model.grade_at(p) for p in (100, 60, 59, 30, 29, 0)] == [
        "high",
        "high",
        "fair",
        "fair",
        "low",
        "low",
    ]
    assert model.grade_keys() == ("high", "fair", "low")


def test_sums_go_through_caps_dimensions_and_scale() -> None:
    """Penalties −50 → cap −40, courts −35: law −75 → floor −60; deeds 40 → 30 → 25: 50 − 60 + 25."""
    assert small().total({"penalties": -50, "courts": -35, "deeds": 40}) == 15
    assert small().total({}) == 50
    assert small(a="start = 50=>start = 5").total({"courts": -35}) == 0


def test_the_shipped_model_reads_and_names_its_makers() -> None:
    model = shipped()
    assert model.name == "Fairway enterprise credit 1"
    assert model.author != model.approver
    assert model.grade_keys() == ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C")
    assert model.repaired_percent == model.disputed_percent == 0


def test_the_shipped_model_counts_every_kind_but_the_neutral() -> None:
    counted = {kind for indicator in shipped().indicators for kind, _severity in indicator.points}
    neutral = {key for key, kind in CATALOGUE.items() if {s.sign for s in kind.severities} == {Sign.NEUTRAL}}
    assert counted == {key for key, kind in CATALOGUE.items() if kind.is_for(ENTERPRISES)} - neutral


def test_the_shipped_model_says_everything_in_chinese_too() -> None:
    words = shipped().in_chinese()
    assert words["Compliance"] == "守法合规"
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in chinese) for chinese in words.values())


def test_a_model_may_have_a_chinese_name() -> None:
    assert small(a='name = "Small"=>name = "Small"\nname_zh = "小"').in_chinese()["Small"] == "小"


def test_the_shipped_model_is_ordinary_text() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    indicators = [line for line in text.splitlines() if line == "[[indicators]]"]
    assert len(indicators) == len(shipped().indicators)
    keys = [i.key for i in shipped().indicators]
    assert all(one != other for one, other in itertools.combinations(keys, 2))


def test_subjects_are_those_like_enterprises_unless_told() -> None:
    assert small().subjects == ("enterprise", "institution", "association", "bank")
    assert small(a='version = "1"=>version = "1"\nsubjects = ["bank"]').subjects == ("bank",)


def test_an_indicator_takes_the_default_shares_or_its_own() -> None:
    model = small(a="repaired_percent = 0=>repaired_percent = 50", b="cap = 40=>cap = 40\nrepaired_percent = 20")
    assert [i.repaired_percent for i in model.indicators] == [20, 50, 50]
    assert {i.disputed_percent for i in model.indicators} == {0}


# (previous grade, points, the grade after), with thresholds high 60, fair 30, low 0; up 5, down 10
AFTER = [
    (None, 60, "high"),
    ("gone", 59, "fair"),
    ("high", 60, "high"),
    ("high", 50, "high"),
    ("high", 49, "fair"),
    ("high", 20, "fair"),
    ("high", 19, "low"),
    ("fair", 60, "fair"),
    ("fair", 64, "fair"),
    ("fair", 65, "high"),
    ("fair", 20, "fair"),
    ("fair", 19, "low"),
    ("low", 34, "low"),
    ("low", 35, "fair"),
    ("low", 64, "fair"),
    ("low", 65, "high"),
    ("low", 0, "low"),
]


@pytest.mark.parametrize(("previous", "points", "grade"), AFTER)
def test_a_grade_is_left_only_well_past_its_threshold(previous: str | None, points: int, grade: str) -> None:
    assert sticky().grade_after(points, previous) == grade


def sticky() -> CreditModel:
    return small(a="[scale]=>[hysteresis]\nup = 5\ndown = 10\n\n[scale]")


@pytest.mark.parametrize("previous", [None, "high", "fair", "low"])
def test_more_points_never_give_a_worse_grade(previous: str | None) -> None:
    model = sticky()
    keys = model.grade_keys()
    places = [keys.index(model.grade_after(points, previous)) for points in range(101)]
    assert places == sorted(places, reverse=True)


def test_without_hysteresis_the_grade_before_says_nothing() -> None:
    model = small()
    assert {model.grade_after(p, g) == model.grade_at(p) for p in range(101) for g in model.grade_keys()} == {True}


def test_points_halve_in_a_half_life() -> None:
    """−100 with a half-life of 12 months: after 6 months 100/√2 = 70.7…, after 12 50, after 30 17.67…."""
    indicator = small(a="cap = 40=>cap = 40\nhalf_life_months = 12", b="serious = -30=>serious = -100").indicators[0]
    assert [indicator.points_at("penalty", "serious", age) for age in (0, 6, 12, 30, 120)] == [-100, -70, -50, -17, 0]
    assert small().indicators[0].points_at("penalty", "serious", 23) == -30


@given(points=st.integers(-1_000_000, 1_000_000), age=st.integers(0, 120), half_life=st.integers(1, 120))
@settings(max_examples=150, deadline=None)
def test_fading_is_exact_and_never_turns(points: int, age: int, half_life: int) -> None:
    left = halved(points, age, half_life)
    assert left * points >= 0
    with localcontext(prec=60):
        exact = abs(points) * Decimal(2) ** (Decimal(-age) / half_life)
    assert abs(left) <= exact + Decimal("1e-40")
    assert abs(left) + 1 > exact - Decimal("1e-40")
    assert abs(halved(points, age + 1, half_life)) <= abs(left)


# What no text may do: (text, code). All are refused, whatever they hold.
HOSTILE = [
    ("\ufeff" + SMALL, "model-not-unicode"),
    (SMALL.replace("Small", "Sm\0ll"), "model-not-unicode"),
    (SMALL.replace("Small", "Sm\ud800ll"), "model-not-unicode"),
    (SMALL.replace("Small", "Sm\\u0000ll"), "model-text-unseen"),
    (SMALL.replace('"Ben"', '"Ann\u200b"'), "model-text-unseen"),
    (SMALL.replace("Small", "S" * 81), "model-text-long"),
    ("x" * 10_000_000, "model-too-long"),
    ("x" * 1001, "model-line-long"),
    ("a = [\n" + "[\n" * 40_000, "model-nested"),
    ("a = " + "{a=" * 300, "model-syntax"),
    (SMALL.replace("award = 12", "award = 0x" + "f" * 900), "model-number-range"),
    (SMALL.replace("award = 12", "award = " + "9" * 900), "model-number-range"),
    (SMALL.replace("2025-01-01", "0x" + "f" * 900), "model-not-day"),
    (SMALL.replace("2025-01-01", "2025-02-30"), "model-syntax"),
    (SMALL.replace("award = 12", "award = nan"), "model-not-whole"),
    (SMALL.replace("award = 12", "award = -inf"), "model-not-whole"),
    (SMALL.replace("award = 12", "award = [0x" + "f" * 900 + "]"), "model-not-whole"),
    (SMALL + '[[grades]]\nkey = "x"\nfrom_points = 0\n' * 201, "model-tables-many"),
    ("[" * 900, "model-syntax"),
    ("." * 900 + " = 1", "model-syntax"),
    (" " * 999 + "\n" + "\t" * 999 + "=", "model-syntax"),
]


@pytest.mark.parametrize(("text", "code"), HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_refused_like_others(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_model(text, "m.toml")
    assert refused.value.code == code
    assert refused.value.facts["line"]
    assert "%(" not in str(refused.value)


def test_windows_line_ends_are_read() -> None:
    assert read_model(SMALL.replace("\n", "\r\n"), "m.toml") == small()


REMEDY = re.compile(
    r"\b(Add|Write|Mend|Remove|Use|Choose|Exchange|Have|Give|Lower|Shorten|Type|Divide|Save)\b"
    r"|lies? from|is needed|must"
)


def test_hundreds_of_broken_models_are_refused_with_line_and_remedy() -> None:
    """The line named is the spoilt one, or that of the table it stands in, or where TOML could not go on."""
    told = Counter[str]()
    for what, text in islice(broken(), 0, None, 7):
        with pytest.raises(Invalid) as refused:
            read_model(text, "m.toml")
        line, said = refused.value.facts["line"], str(refused.value)
        assert isinstance(line, int), what
        assert 1 <= line <= text.count("\n") + 1, what
        assert REMEDY.search(said), said
        told[refused.value.code] += 1
    assert told.total() > 200
    assert len(told) >= 8, told


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_noise_in_a_model_is_read_or_refused(data: st.DataObject) -> None:
    at, end = sorted(data.draw(st.tuples(st.integers(0, len(SMALL)), st.integers(0, len(SMALL)))))
    noise = data.draw(st.text(st.sampled_from("[]{}=.\"'\\\n\t#,-_0129aexTZ:中\u202e\0"), max_size=12))
    text = SMALL[:at] + noise + SMALL[min(end, at + 9) :]
    try:
        assert read_model(text, "m").grades
    except Invalid as refused:
        assert refused.facts["line"]  # either outcome will do
