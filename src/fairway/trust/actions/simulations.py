"""Simulating a draft on everybody it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Refused
from fairway.lib.explain import Reason
from fairway.trust import queries
from fairway.trust.engine.simulation import simulate
from fairway.trust.models import Simulation

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from fairway.base.models import User
    from fairway.trust.engine.simulation import Tally
    from fairway.trust.models import CreditModel

    Report = Callable[[int, int, Reason], None]

SEEING = gettext_noop("Rating everybody by the model in use and by the draft")


def simulate_model(*, actor: User, reason: str, draft: CreditModel, progress: Report) -> Simulation:
    """Rate everybody a draft is for as of today, twice, and keep what would change; no rating is kept.

    Rated outside any transaction; nothing is kept once ``progress`` refuses to go on. What is kept is tied to
    the text as it was at the start.
    """
    require(actor, "trust.draft_models")
    if not draft.is_draft:
        raise Refused("model-published", gettext_noop("Only a draft is simulated."))
    as_of, method = timezone.localdate(), queries.method(draft)
    current = queries.current_model(method.subjects[0])
    seen = queries.seen_by_both(draft, as_of, lambda done, total: progress(done, total, Reason(SEEING)))
    tally = simulate(seen, method.grade_keys())
    return _keep(actor, reason, Simulation(draft=draft, current=current, sha256=draft.sha256, as_of=as_of), tally)


@transaction.atomic
def _keep(actor: User, reason: str, simulation: Simulation, tally: Tally) -> Simulation:
    """Keep the newest simulation of a draft; the earlier ones were of other texts or other days."""
    Simulation.objects.filter(draft=simulation.draft).delete()
    simulation.made_by = actor
    simulation.result = tally.as_data()
    simulation.save()
    _note(actor, reason, simulation, simulation.as_of, tally)
    return simulation


def _note(actor: User, reason: str, simulation: Simulation, as_of: date, tally: Tally) -> None:
    facts = {"as_of": as_of.isoformat(), "sha256": simulation.sha256, "organisations": tally.organisations}
    audit.record(actor=actor, verb="simulate_model", subject=simulation.draft, reason=reason, **facts)
