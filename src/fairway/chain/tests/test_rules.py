"""Who may load folders and see the dashboard: the table as a table."""

from __future__ import annotations

import pytest
from tests.cast import account

from fairway.govern.models import Role

LOADS = {Role.PROMOTION_OFFICE: True, Role.ZONE_COMMITTEE: False, Role.ENTERPRISE: False, Role.CREDIT_OFFICE: False}


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_rights(role: Role) -> None:
    user = account(role)
    assert user.has_perm("chain.load_folder") is LOADS[role]
    assert user.has_perm("chain.see_dashboard")


@pytest.mark.django_db
def test_an_account_without_a_role_may_nothing() -> None:
    user = account()
    assert not user.has_perm("chain.load_folder")
    assert not user.has_perm("chain.see_dashboard")
