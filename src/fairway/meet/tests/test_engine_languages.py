"""Who needs an interpreter, and how many there are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fairway.meet.engine.languages import Shift, interpreter_for, interpreters

TONGUES = st.lists(st.sampled_from(["zh", "en", "de", "ko"]), max_size=3, unique=True)


@given(TONGUES, TONGUES, st.sampled_from(["zh", "en"]), st.sets(st.sampled_from(["de", "en", "ko"])))
def test_it_is_the_same_from_both_sides_wherever_one_speaks_the_house_s_language(
    one: list[str], other: list[str], house: str, offered: set[str]
) -> None:
    found = interpreter_for(one, other, house, offered)
    assert (found == "") == (not one or not other or bool(set(one) & set(other)))
    if found:
        assert found in one + other
        assert found != house
    if house in one + other:
        assert interpreter_for(other, one, house, offered) == found


def test_a_language_that_is_offered_is_preferred() -> None:
    assert interpreter_for(["zh"], ["ko", "de"], "zh", {"de"}) == "de"
    assert interpreter_for(["zh"], ["ko", "de"], "zh", set()) == "ko"
    assert interpreter_for(["zh", "en"], ["en"], "zh", {"en"}) == ""
    assert interpreter_for([], ["de"], "zh", {"de"}) == ""


def test_shifts_add_up_and_a_needed_language_has_none() -> None:
    shifts = [Shift("de", 1), Shift("de", 2, frozenset({2, 3})), Shift("ko", 1, frozenset({1}))]
    pools = interpreters(shifts, {"fr"}, 3)
    assert [(pool.language, pool.there) for pool in pools] == [("de", (1, 3, 3)), ("fr", (0, 0, 0)), ("ko", (1, 0, 0))]
