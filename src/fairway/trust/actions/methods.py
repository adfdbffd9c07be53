"""Approving credit models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Refused
from fairway.trust.engine.credit_model import read_model
from fairway.trust.models import CreditModel

if TYPE_CHECKING:
    from fairway.base.models import User


@transaction.atomic
def approve_model(*, actor: User, reason: str, toml: str) -> CreditModel:
    """Publish a version of a credit model; whoever wrote it may not approve it.

    The approver kept is the account that approves; the text's own words stay in the text.
    """
    require(actor, "trust.approve_model")
    method = read_model(toml, "credit model")
    if _bare(method.author) == _bare(actor.get_username()):
        raise Refused("own-model", gettext_noop("You wrote this model. Have somebody else approve it."))
    if CreditModel.objects.filter(name=method.name, version=method.version).exists():
        text = gettext_noop("%(name)s %(version)s is approved already. Give a changed model a new version.")
        raise Refused("model-approved", text, name=method.name, version=method.version)
    model = CreditModel.objects.create(
        name=method.name,
        version=method.version,
        toml=toml,
        author=method.author,
        approver=actor.get_username(),
        published_on=method.published,
    )
    audit.record(
        actor=actor,
        verb="approve_model",
        subject=model,
        reason=reason,
        name=model.name,
        version=model.version,
    )
    return model


def _bare(name: str) -> str:
    return "".join(name.casefold().split())
