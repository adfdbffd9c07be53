"""Who may do what, as a table."""

from __future__ import annotations

import pytest
from tests.cast import account, agreement, organisation, promise

from fairway.govern.models import Role
from fairway.sign.rules import RIGHTS

pytestmark = pytest.mark.django_db

P, Z, E, C = Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE
MAY = {
    "sign.see_agreements": {P, Z, E, C},
    "sign.load_agreements": {P},
    "sign.sign_agreement": {P},
    "sign.announce_signing": {P},
    "sign.revise_agreement": {P},
    "sign.see_mandates": {P, Z, C},
    "sign.grant_mandate": {P},
    "sign.approve_agreement": {P, Z},
    "sign.publish_agreement": {P},
    "sign.write_promise": {P, Z},
    "sign.record_step": {P, Z, E},
    "sign.follow_promises": {C},
    "sign.confirm_step": {P, Z},
}
MAY_OF_OTHERS = {**MAY, "sign.see_agreements": {P, Z, C}, "sign.record_step": {P, Z}}


def test_the_table_covers_every_right() -> None:
    assert set(MAY) == set(RIGHTS)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", MAY)
def test_a_role_holds_exactly_its_rights(role: Role, right: str) -> None:
    user = account(role)
    assert user.has_perm(right) is (role in MAY[right])
    assert user.has_perm(right, agreement()) is (role in MAY_OF_OTHERS[right])


def test_a_party_sees_its_agreement() -> None:
    mine = organisation()
    signed = agreement(parties=(organisation(), mine))
    assert account(E, mine).has_perm("sign.see_agreements", signed)


def test_nobody_confirms_for_a_side_of_one_s_own() -> None:
    mine = organisation()
    owed = promise(agreement(parties=(organisation(), mine)))
    assert account(E, mine).has_perm("sign.record_step", owed)
    assert account(Z, mine).has_perm("sign.record_step", owed)
    assert not account(Z, mine).has_perm("sign.confirm_step", owed)
