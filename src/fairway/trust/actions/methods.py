"""Credit models: written as drafts, published by somebody else, withdrawn, and never changed in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Missing, Refused
from fairway.trust import queries
from fairway.trust.engine.credit_model import fingerprint, read_model
from fairway.trust.models import CreditModel

if TYPE_CHECKING:
    from fairway.base.models import User
    from fairway.trust.engine import credit_model

State = CreditModel.State
NAME = "credit model"
"""What a text is called in messages while it has no name of its own."""


@transaction.atomic
def draft_model(*, actor: User, reason: str, toml: str) -> CreditModel:
    """Keep a new version as a draft; the account that saves it is its author.

    Raises Invalid ``model-…`` with the line for a text that does not read; Refused ``model-version-taken``.
    """
    require(actor, "trust.draft_models")
    method = read_model(toml, NAME)
    _refuse_taken(method)
    draft = CreditModel.objects.create(
        name=method.name,
        name_zh=method.name_zh,
        version=method.version,
        toml=toml,
        sha256=fingerprint(toml),
        state=State.DRAFT,
        author=actor.get_username(),
        drafted_by=actor,
    )
    _note(actor, draft, reason, verb="draft_model")
    return draft


@transaction.atomic
def edit_draft(*, actor: User, reason: str, draft: CreditModel, toml: str) -> CreditModel:
    """Put another text into a draft of one's own; what was simulated with the text before no longer counts."""
    require(actor, "trust.draft_models")
    kept = _locked(draft)
    _own_draft(actor, kept)
    method = read_model(toml, NAME)
    _refuse_taken(method, kept)
    kept.name, kept.name_zh, kept.version = method.name, method.name_zh, method.version
    kept.toml, kept.sha256 = toml, fingerprint(toml)
    kept.save(update_fields=["name", "name_zh", "version", "toml", "sha256"])
    _note(actor, kept, reason, verb="edit_draft")
    return kept


@transaction.atomic
def discard_draft(*, actor: User, reason: str, draft: CreditModel) -> None:
    """Throw away a draft of one's own with its simulations."""
    require(actor, "trust.draft_models")
    kept = _locked(draft)
    _own_draft(actor, kept)
    _note(actor, kept, reason, verb="discard_draft")
    kept.simulations.all().delete()
    kept.delete()


@transaction.atomic
def publish_model(*, actor: User, reason: str, draft: CreditModel) -> CreditModel:
    """Approve and publish a draft of somebody else's, once its very text was simulated on everybody.

    It applies no earlier than the day it is published. The version in use before is superseded; it still rates
    until the new one applies.
    """
    require(actor, "trust.approve_model")
    kept = _locked(draft)
    method = queries.method(kept)
    _refuse_own(actor, kept, method)
    if not queries.is_simulated(kept):
        text = gettext_noop("Nobody has seen yet what this text changes for whom. Simulate it, then approve it.")
        raise Refused("model-not-simulated", text)
    today = timezone.localdate()
    if not method.published <= today <= method.applies_from:
        text = gettext_noop(
            "A method is published before it applies: today, %(today)s, must lie from %(published)s (published) to "
            "%(applies_from)s (applies_from). Have the author move the dates."
        )
        facts = {"published": method.published.isoformat(), "applies_from": method.applies_from.isoformat()}
        raise Refused("model-dates", text, today=today.isoformat(), **facts)
    CreditModel.objects.filter(name=kept.name, state=State.PUBLISHED).update(state=State.SUPERSEDED)
    kept.state, kept.approver, kept.published_on = State.PUBLISHED, actor.get_username(), today
    kept.save(update_fields=["state", "approver", "published_on"])
    _note(actor, kept, reason, verb="publish_model", applies_from=method.applies_from.isoformat())
    return kept


@transaction.atomic
def withdraw_model(*, actor: User, reason: str, model: CreditModel) -> CreditModel:
    """Take a published version out of use; what it rated stays as it was."""
    require(actor, "trust.approve_model")
    kept = _locked(model)
    if kept.state not in {State.PUBLISHED, State.SUPERSEDED}:
        raise Refused("model-not-published", gettext_noop("Only a published version can be withdrawn."))
    kept.state = State.WITHDRAWN
    kept.save(update_fields=["state"])
    _note(actor, kept, reason, verb="withdraw_model")
    return kept


@transaction.atomic
def approve_model(*, actor: User, reason: str, toml: str) -> CreditModel:
    """Publish a credit model that comes with Fairway, where nobody is rated yet by whom it is for.

    Nobody moves by a first model, so nothing is simulated. Every other text goes the way of a draft.
    """
    require(actor, "trust.approve_model")
    method = read_model(toml, NAME)
    if _bare(method.author) == _bare(actor.get_username()):
        raise Refused("own-model", gettext_noop("You wrote this model. Have somebody else approve it."))
    if CreditModel.objects.filter(name=method.name, version=method.version).exists():
        text = gettext_noop("%(name)s %(version)s is approved already. Give a changed model a new version.")
        raise Refused("model-approved", text, name=method.name, version=method.version)
    if toml not in queries.shipped_models() or any(map(queries.current_model, method.subjects)):
        text = gettext_noop("This model would change ratings. Write it as a draft, simulate it, then approve it.")
        raise Refused("model-not-simulated", text)
    model = CreditModel.objects.create(
        name=method.name,
        name_zh=method.name_zh,
        version=method.version,
        toml=toml,
        sha256=fingerprint(toml),
        state=State.PUBLISHED,
        author=method.author,
        approver=actor.get_username(),
        published_on=method.published,
    )
    _note(actor, model, reason, verb="approve_model")
    return model


def _note(actor: User, model: CreditModel, reason: str, *, verb: str, **facts: str) -> None:
    told = {"name": model.name, "version": model.version, "sha256": model.sha256, **facts}
    audit.record(actor=actor, verb=verb, subject=model, reason=reason, **told)


def _locked(model: CreditModel) -> CreditModel:
    """Take the version as it stands now, and keep others from changing it meanwhile."""
    found = CreditModel.objects.select_for_update().filter(pk=model.pk).first()
    if found is None:
        raise Missing("model-missing", gettext_noop("No credit model has this address."))
    return found


def _own_draft(actor: User, draft: CreditModel) -> None:
    if not draft.is_draft:
        text = gettext_noop("%(model)s is published and never changes. Write a new version.")
        raise Refused("model-published", text, model=str(draft))
    if draft.drafted_by_id != actor.pk:
        text = gettext_noop("%(author)s wrote this draft. Start one of your own from its text.")
        raise Refused("draft-of-others", text, author=draft.author)


def _refuse_own(actor: User, draft: CreditModel, method: credit_model.CreditModel) -> None:
    if not draft.is_draft:
        text = gettext_noop("%(model)s is published and never changes. Write a new version.")
        raise Refused("model-published", text, model=str(draft))
    authors = {_bare(draft.author), _bare(method.author)}
    if draft.drafted_by_id == actor.pk or _bare(actor.get_username()) in authors:
        raise Refused("own-model", gettext_noop("You wrote this model. Have somebody else approve it."))


def _refuse_taken(method: credit_model.CreditModel, draft: CreditModel | None = None) -> None:
    others = CreditModel.objects.filter(name=method.name, version=method.version)
    if (others.exclude(pk=draft.pk) if draft else others).exists():
        text = gettext_noop("%(name)s %(version)s is there already. Give your text another version.")
        raise Refused("model-version-taken", text, name=method.name, version=method.version)


def _bare(name: str) -> str:
    return "".join(name.casefold().split())
