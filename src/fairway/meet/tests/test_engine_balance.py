from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from fairway.meet.engine.balance import FEW, MANY, Account, by_wishes, ratio, share_of


def test_a_share_by_hand() -> None:
    """7 of 10 wanted meetings held by three participants: 70.0 %, 2.33 each; breaks 0, 1, 2: 1.00 each."""
    share = share_of([Account(4, 4, 0), Account(3, 1, 1), Account(3, 2, 2)])
    assert (share.participants, share.wanted, share.held) == (3, 10, 7)
    assert (share.mean_held, share.most_held, share.least_held) == (Decimal("2.33"), 4, 1)
    assert (share.mean_breaks, share.most_breaks) == (Decimal("1.00"), 2)
    assert share.granted_percent == Decimal("70.0")


def test_of_nobody_nothing_can_be_said() -> None:
    nobody = share_of([])
    assert (nobody.mean_held, nobody.most_held, nobody.mean_breaks, nobody.granted_percent) == (None, None, None, None)
    assert ratio(nobody, share_of([Account(1, 1, 0)])) is None
    assert ratio(share_of([Account(1, 1, 0)]), nobody) is None
    assert ratio(share_of([Account(1, 1, 0)]), share_of([Account(1, 0, 0)])) is None


def test_a_ratio_by_hand() -> None:
    """6 of 10 against 8 of 10: 0.75."""
    assert ratio(share_of([Account(10, 6, 0)]), share_of([Account(10, 8, 0)])) == Decimal("0.75")


def test_few_wishes_are_those_up_to_the_median() -> None:
    accounts = {1: Account(0, 0, 0), 2: Account(1, 1, 0), 3: Account(2, 1, 0), 4: Account(9, 5, 0)}
    assert by_wishes(accounts) == {2: FEW, 3: FEW, 4: MANY}
    assert by_wishes({}) == {}


@given(st.lists(st.builds(Account, wanted=st.just(5), held=st.integers(0, 5), breaks=st.integers(0, 3)), min_size=1))
def test_shares_stay_within_bounds_and_order_does_not_matter(accounts: list[Account]) -> None:
    share = share_of(accounts)
    assert share.granted_percent is not None
    assert 0 <= share.granted_percent <= 100
    assert share == share_of(reversed(accounts))
    assert ratio(share, share) in (None, Decimal("1.00"))
