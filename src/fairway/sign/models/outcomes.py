"""What was told of a promise to its debtor, and then passed on to the registry and the credit file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.sign.engine import outcomes as engine
from fairway.sign.models.promises import Promise, PromiseStep

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet


class PromiseNotice(models.Model):
    """The outcome of one decision on a promise: served first, then passed on as a fact and a credit record.

    ``step`` is the decision. While the promise is disputed the notice is held; when the decision is taken back it is
    withdrawn, with all that was passed on.
    """

    class Outcome(models.TextChoices):
        """What became of the promise; keys of the engine."""

        KEPT = engine.Outcome.KEPT.value, _("fulfilled")
        LATE = engine.Outcome.LATE.value, _("fulfilled late")
        BROKEN = engine.Outcome.BROKEN.value, _("broken")

    class State(models.TextChoices):
        """How far it is; keys of the engine."""

        SERVED = engine.Progress.SERVED.value, _("noticed, may be objected to")
        PASSED_ON = engine.Progress.PASSED_ON.value, _("passed on")
        HELD = engine.Progress.HELD.value, _("held out while disputed")
        WITHDRAWN = engine.Progress.WITHDRAWN.value, _("withdrawn")

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="notices")
    step = models.ForeignKey(PromiseStep, on_delete=models.PROTECT, related_name="notices")
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices)
    severity = models.CharField(_("severity"), max_length=8, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.SERVED)
    served_on = models.DateField(_("noticed"))
    objection_until = models.DateField(_("objection until"))
    passed_on = models.DateField(_("passed on"), null=True)
    closed_on = models.DateField(_("withdrawn"), null=True)
    fact = models.OneToOneField("know.Fact", on_delete=models.SET_NULL, null=True, related_name="promise_notice")
    record = models.OneToOneField(
        "trust.CreditRecord", on_delete=models.SET_NULL, null=True, related_name="promise_notice"
    )

    class Meta:
        """The newest first; one stands for a promise at a time; nothing is passed on before it was served."""

        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["promise"], condition=~models.Q(state="withdrawn"), name="sign_one_standing_notice"
            ),
            models.CheckConstraint(
                condition=models.Q(passed_on=None) | models.Q(passed_on__gte=models.F("served_on")),
                name="sign_passed_on_after_notice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id}: {self.outcome}"

    def own_ids(self) -> AbstractSet[int]:
        """Debtor and creditor read it."""
        return self.promise.own_ids()

    @property
    def noticed(self) -> engine.Noticed:
        """The notice as the engine takes it."""
        outcome, progress = engine.Outcome(self.outcome), engine.Progress(self.state)
        return engine.Noticed(self.step_id, outcome, progress, self.objection_until, self.passed_on is not None)
