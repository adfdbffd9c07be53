"""Signing in. Accounts are made by the office (``fairway account``), never by visitors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from fairway.base import audit
from fairway.base.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest


class ClosedAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """No public registration."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth asks so  # allauth asks so
        """Nobody signs themselves up."""
        return False


@transaction.atomic
def open_account(*, actor: User | None, reason: str, username: str, password: str) -> User:
    """Make an account; ``actor`` is ``None`` only for the first one, which then stands for itself."""
    validate_password(password)
    user = User(username=username)
    user.set_password(password)
    user.full_clean()
    user.save()
    audit.record(actor=actor or user, verb="open_account", subject=user, reason=reason, username=username)
    return user


@transaction.atomic
def open_operator(*, reason: str, username: str) -> User:
    """Make (or find) the account that commands run as: every right, no password, cannot sign in."""
    user, is_new = User.objects.get_or_create(username=username, defaults={"is_superuser": True})
    if is_new:
        user.set_unusable_password()
        user.save()
        audit.record(actor=user, verb="open_operator", subject=user, reason=reason)
    return user


VISITOR = "(visitor)"
"""No account can be opened under a name with brackets, so nobody can ever sign in as the public."""


@transaction.atomic
def visitor() -> User:
    """The account that stands in the log for people without one: no role, no right, no password."""
    user, is_new = User.objects.get_or_create(username=VISITOR, defaults={"is_active": False})
    if is_new:
        user.set_unusable_password()
        user.save()
        audit.record(actor=user, verb="open_account", subject=user, reason="For what is done without an account")
    return user
