"""Who may do what, as a table."""

from __future__ import annotations

import pytest
from tests.cast import account, need, offer, organisation, suggestion

from fairway.govern.models import Role
from fairway.match.rules import RIGHTS

pytestmark = pytest.mark.django_db

P, Z, E, C = Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE
MAY = {
    "match.see_suggestions": {P, Z, E, C},
    "match.see_offers": {P, Z, E, C},
    "match.load_listings": {P},
    "match.suggest": {P},
    "match.answer_suggestion": {Z, E},
}
MAY_OF_OTHERS = {**MAY, "match.see_suggestions": {P, Z}, "match.answer_suggestion": set()}


def test_the_table_covers_every_right() -> None:
    assert set(MAY) == set(RIGHTS)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", MAY)
def test_a_role_holds_exactly_its_rights(role: Role, right: str) -> None:
    user = account(role)
    assert user.has_perm(right) is (role in MAY[right])
    assert user.has_perm(right, organisation()) is (role in MAY_OF_OTHERS[right])


@pytest.mark.parametrize("side", ["offer", "need"])
def test_either_side_sees_its_suggestion(side: str) -> None:
    mine = organisation()
    made = suggestion(offer(mine)) if side == "offer" else suggestion(None, need(mine))
    assert account(E, mine).has_perm("match.see_suggestions", made)
    assert not account(E).has_perm("match.see_suggestions", made)
