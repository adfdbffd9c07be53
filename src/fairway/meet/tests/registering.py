"""An event that takes registrations, and an entry to send it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from fairway.base.accounts import visitor
from fairway.know.models import Identifier, Organisation
from fairway.meet import actions
from fairway.meet.engine.entry import Entry
from fairway.meet.models import Application
from fairway.meet.tests.stage import Stage

CODES = ("91420000737944946L", "91110000600037341L", "91350100M000100Y43")


def opened(made: Stage, **given: object) -> Stage:
    """Open registration from yesterday till tomorrow unless told otherwise."""
    now = timezone.now()
    values: dict[str, object] = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=1), **given}
    rules = actions.RegistrationPlan(**values)  # type: ignore[arg-type]
    actions.set_registration(actor=made.operator, reason="test", event=made.event, plan=rules)
    made.event.refresh_from_db()
    return made


def coded(organisation: Organisation, code: str) -> Organisation:
    """Give an organisation a code it is surely found by."""
    Identifier.objects.create(organisation=organisation, scheme=Identifier.Scheme.USCC, value=code)
    return organisation


def entry(name: str = "示例新能源有限公司", **given: object) -> Entry:
    return Entry(name, **given)  # type: ignore[arg-type]


def applied(made: Stage, name: str = "示例新能源有限公司", **given: object) -> Application:
    """Apply as the public does."""
    return actions.apply_to_event(
        actor=visitor(), reason="Applied on the public page", event=made.event, entry=entry(name, **given)
    )
