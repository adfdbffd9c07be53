"""Questions about credit models."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from django.utils.translation import gettext_noop

from fairway.lib.errors import Refused
from fairway.trust.engine import credit_model
from fairway.trust.models import CreditModel

SHIPPED = "enterprise-credit-1.toml"


def shipped_model() -> str:
    """Read the TOML text of the credit model that comes with Fairway; it rates only once it is approved."""
    return (files("fairway.trust") / "credit_models" / SHIPPED).read_text(encoding="utf-8")


def current_model() -> CreditModel | None:
    """Find the approved model published last; ``None`` before the first approval."""
    return CreditModel.objects.order_by("-published_on", "-pk").first()


def needed_model() -> CreditModel:
    """Find the approved model published last. Raises Refused ``no-model`` before the first approval."""
    model = current_model()
    if model is None:
        raise Refused("no-model", gettext_noop("No credit model has been approved yet, so nobody can be rated."))
    return model


def method(model: CreditModel) -> credit_model.CreditModel:
    """Read the approved text as the engine does."""
    return _read(model.toml, str(model))


@lru_cache(maxsize=16)
def _read(toml: str, name: str) -> credit_model.CreditModel:
    return credit_model.read_model(toml, name)
