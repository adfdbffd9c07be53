"""Questions about credit models."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.lib.errors import Refused
from fairway.trust.engine import credit_model
from fairway.trust.models import CreditModel, Simulation

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from fairway.base.models import User

SHIPPED = ("enterprise-credit-1.1.toml", "government-integrity-1.toml", "enterprise-credit-1.toml")
"""The newest of each method first."""
ENTERPRISE = "enterprise"


@lru_cache(maxsize=1)
def shipped_models() -> tuple[str, ...]:
    """Read the TOML texts of the credit models that come with Fairway, the newest of each method first."""
    folder = files("fairway.trust") / "credit_models"
    return tuple((folder / name).read_text(encoding="utf-8") for name in SHIPPED)


def shipped_model(subject: str = ENTERPRISE) -> str:
    """Read the newest text that comes with Fairway for a kind of organisation; it rates only once approved."""
    return next(text for text in shipped_models() if subject in _read(text, "shipped").subjects)


def approved_models() -> QuerySet[CreditModel]:
    """List the models ratings may be made by, the one published last first."""
    rating = CreditModel.objects.filter(state__in=(CreditModel.State.PUBLISHED, CreditModel.State.SUPERSEDED))
    return rating.order_by("-published_on", "-pk")


def current_model(subject: str = ENTERPRISE, day: date | None = None) -> CreditModel | None:
    """Find the approved model for a kind of organisation: of those that apply on ``day`` (today) the newest.

    Before any applies, it is the one published last; ``None`` before the first approval.
    """
    today = day or timezone.localdate()
    fitting = [model for model in approved_models() if subject in method(model).subjects]
    applying = [model for model in fitting if method(model).applies_from <= today]
    newest = sorted(applying, key=lambda model: method(model).applies_from, reverse=True)
    return next(iter([*newest, *fitting]), None)


def current_models() -> list[CreditModel]:
    """List the models in use, each once: together they are for every kind of organisation that is rated."""
    found = {model.pk: model for kind in credit_model.SUBJECTS if (model := current_model(kind)) is not None}
    return list(found.values())


def needed_model(subject: str = ENTERPRISE) -> CreditModel:
    """Find the model in use for a kind of organisation. Raises Refused ``no-model`` before the first approval."""
    model = current_model(subject)
    if model is None:
        text = gettext_noop("No credit model has been approved yet for this kind of organisation: nobody can be rated.")
        raise Refused("no-model", text)
    return model


def method(model: CreditModel) -> credit_model.CreditModel:
    """Read the text as the engine does.

    Raises Refused ``model-altered`` where the text is not the one its fingerprint was taken of.
    """
    if model.sha256 and credit_model.fingerprint(model.toml) != model.sha256:
        text = gettext_noop("The text of %(model)s was altered after it was kept. It rates nobody any more.")
        raise Refused("model-altered", text, model=str(model))
    return _read(model.toml, str(model))


def models_seen_by(user: User) -> QuerySet[CreditModel]:
    """List credit models: drafts are shown to those who may write some."""
    rows = CreditModel.objects.all()
    return rows if user.has_perm("trust.draft_models") else rows.exclude(state=CreditModel.State.DRAFT)


def simulation_of(model: CreditModel) -> Simulation | None:
    """Find the newest simulation of exactly this text, if there is one."""
    return Simulation.objects.filter(draft=model, sha256=model.sha256).select_related("current", "made_by").first()


def is_simulated(model: CreditModel) -> bool:
    """Whether this text was simulated against the model that is in use now."""
    newest = simulation_of(model)
    current = current_model(method(model).subjects[0])
    return newest is not None and newest.current_id == (current.pk if current else None)


@lru_cache(maxsize=32)
def _read(toml: str, name: str) -> credit_model.CreditModel:
    return credit_model.read_model(toml, name)
