"""The ledger: nothing dropped, repeats flagged within one place only."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fairway.sign.engine.ledger import Item, read_ledger


def test_a_field_printed_twice_is_flagged_once() -> None:
    found = read_ledger(
        [Item(1, "e", "finance"), Item(2, "e", "land"), Item(3, "e", " Finance "), Item(4, "f", "land")]
    )
    assert [entry.repeats for entry in found.entries] == [None, None, 1, None]
    assert (found.fields, found.repeated) == (2, 1)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["x", "y", "z"]))))
def test_every_item_stays_in_its_order(places: list[tuple[str, str]]) -> None:
    items = [Item(number, place, field) for number, (place, field) in enumerate(places)]
    found = read_ledger(items)
    assert [entry.item for entry in found.entries] == items
    assert found.repeated == len(items) - len(set(places))
