"""The chain in order: load, approve the shipped model, rate, suggest, make the timetable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.base.accounts import open_operator
from fairway.base.rights import require
from fairway.chain.actions.load import load_folder
from fairway.know.models import Organisation
from fairway.lib.explain import Reason, gettext_noop
from fairway.match import actions as match
from fairway.meet import actions as meet
from fairway.meet.models import MeetingRequest
from fairway.trust import actions as trust
from fairway.trust import queries as trust_queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from fairway.base.models import User
    from fairway.chain.engine.folder import Folder
    from fairway.meet.models import Event

    Report = Callable[[int, int, Reason], None]

LOADING = Reason(gettext_noop("Loading the folder"))
RATING = Reason(gettext_noop("Rating every organisation"))
SUGGESTING = Reason(gettext_noop("Matching offers with needs"))
PLACING = Reason(gettext_noop("Making the timetable"))
FINISHED = Reason(gettext_noop("Done"))
STEPS = 4
OPERATOR = "operator"
"""The account that computes what follows from data and rules alone, for those who may not."""


def run_pipeline(
    *,
    actor: User,
    reason: str,
    folder: Folder,
    progress: Report | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Event:
    """Load a folder and run every step on it; each step is a transaction of its own."""
    if progress is not None:
        progress(0, STEPS, LOADING)
    event = load_folder(actor=actor, reason=reason, folder=folder)
    run_steps(actor=actor, reason=reason, event=event, progress=progress, should_stop=should_stop)
    return event


def run_steps(
    *,
    actor: User,
    reason: str,
    event: Event,
    progress: Report | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> None:
    """Rate, suggest and make the timetable for a loaded event; the signing board and the funnel need no run."""
    require(actor, "chain.load_folder")
    report = progress or _say_nothing
    report(1, STEPS, RATING)
    _rate(actor, reason, event)
    report(2, STEPS, SUGGESTING)
    match.suggest_matches(actor=actor, reason=reason, as_of=event.as_of)
    report(3, STEPS, PLACING)
    if _has_meetings(event):
        watch = meet.Watch(is_cancelled=should_stop) if should_stop else meet.Watch()
        meet.make_timetable(actor=actor, reason=reason, event=event, watch=watch)
    report(STEPS, STEPS, FINISHED)


def _say_nothing(_done: int, _total: int, _reason: Reason) -> None:
    """Nobody watches."""


def _rate(actor: User, reason: str, event: Event) -> None:
    """Rate with the approved models. Without them, only somebody who may approve gets the shipped ones approved.

    Ratings follow from records and model alone, so for those who may not rate the operator account computes
    them; its audit line names who asked.
    """
    if actor.has_perm("trust.approve_model"):
        _approve_shipped(actor, reason)
    models = trust_queries.current_models()
    if not models:
        return
    rater, why = actor, reason
    if not actor.has_perm("trust.rate"):
        why = f"{reason} ({actor.get_username()})"
        rater = open_operator(reason=why, username=OPERATOR)
    for model in models:
        trust.rate_organisations(actor=rater, reason=why, model=model, as_of=event.as_of)


def _approve_shipped(actor: User, reason: str) -> None:
    """Approve the shipped models for those kinds of organisation that no model is in use for."""
    for kind in (Organisation.Kind.ENTERPRISE, Organisation.Kind.GOVERNMENT):
        if trust_queries.current_model(kind) is None:
            trust.approve_model(actor=actor, reason=reason, toml=trust_queries.shipped_model(kind))


def _has_meetings(event: Event) -> bool:
    return event.tables > 0 and MeetingRequest.objects.filter(event=event, is_mutual=True).exists()
