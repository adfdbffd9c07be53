"""Promises of both sides, and the append-only list of what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.base.amounts import AmountColumn
from fairway.lib import money as kinds
from fairway.lib.money import Money
from fairway.sign.engine import promises as engine

if TYPE_CHECKING:
    from datetime import date

    from fairway.meet.models import Event


class Promise(models.Model):
    """One clause that binds its debtor, from an agreement or announced at an event (a support measure).

    Due on a day, or ``days_after`` another promise was kept; neither where the paper names no day. ``quote`` is the
    text it was read from. ``field`` names what a support measure is about, as printed.
    """

    class Side(models.TextChoices):
        """Whose promise it is."""

        ENTERPRISE = "enterprise", _("enterprise")
        GOVERNMENT = "government", _("government")

    class State(models.TextChoices):
        """Where it stands, worked out for a day and never kept; keys of the engine."""

        NOT_YET_DUE = engine.State.NOT_YET_DUE.value, _("not yet due")
        DUE = engine.State.DUE.value, _("due now")
        KEPT = engine.State.KEPT.value, _("fulfilled")
        KEPT_LATE = engine.State.KEPT_LATE.value, _("fulfilled late")
        BROKEN = engine.State.BROKEN.value, _("broken")
        WAIVED = engine.State.WAIVED.value, _("waived")
        VOID = engine.State.VOID.value, _("void")
        DISPUTED = engine.State.DISPUTED.value, _("disputed")

    agreement = models.ForeignKey(
        "sign.Agreement", on_delete=models.PROTECT, null=True, blank=True, related_name="promises"
    )
    event = models.ForeignKey("meet.Event", on_delete=models.PROTECT, null=True, blank=True, related_name="promises")
    number = models.CharField(_("clause"), max_length=40)
    debtor = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="promises_made")
    creditor = models.ForeignKey(
        "know.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="promises_received"
    )
    side = models.CharField(_("whose promise"), max_length=10, choices=Side.choices)
    what = models.CharField(_("what is promised"), max_length=500)
    field = models.CharField(_("field of support"), max_length=120, blank=True)
    amount = AmountColumn(_("amount"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    after = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    days_after = models.PositiveSmallIntegerField(_("days after"), default=0)
    condition = models.CharField(_("condition"), max_length=500, blank=True)
    evidence_needed = models.CharField(_("evidence needed"), max_length=300, blank=True)
    quote = models.TextField(_("quoted from"), blank=True)
    blocked_by = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="blocks")
    brought_in = models.ForeignKey(
        "sign.ClauseImport", on_delete=models.SET_NULL, null=True, blank=True, related_name="promises"
    )
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        """From one place; an amount has a currency; a number is used once in its place."""

        ordering = ["agreement", "event", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreement__isnull=False, event__isnull=True)
                | models.Q(agreement__isnull=True, event__isnull=False),
                name="sign_promise_from_one_place",
            ),
            models.CheckConstraint(
                condition=models.Q(amount=None, currency="")
                | (models.Q(amount__isnull=False) & ~models.Q(currency="")),
                name="sign_promised_amount_with_currency",
            ),
            models.UniqueConstraint(
                fields=["agreement", "number"], condition=models.Q(event=None), name="sign_clause_once_an_agreement"
            ),
            models.UniqueConstraint(
                fields=["event", "number"], condition=models.Q(agreement=None), name="sign_clause_once_an_event"
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def own_ids(self) -> set[int]:
        """Debtor and creditor: nobody decides for either what became of it."""
        return {pk for pk in (self.debtor_id, self.creditor_id) if pk is not None}

    @property
    def place(self) -> Event:
        """The event it was promised at, in an agreement or without one."""
        return self.agreement.event if self.agreement else self.event  # type: ignore[return-value]  # from one place

    @property
    def made_on(self) -> date:
        """The day it was promised."""
        return self.agreement.signed_on if self.agreement else self.place.held_on

    @property
    def money(self) -> Money | None:
        """The amount promised, ``None`` where it is not stated."""
        return None if self.amount is None else Money(self.amount, self.currency, kinds.MoneyKind.COMMITTED)


class PromiseStep(models.Model):
    """One line of what happened to a promise: never changed, never deleted.

    A step a side reported itself ``is_claim``: it counts once an office that is neither side confirms it.
    """

    class Step(models.TextChoices):
        """What happened; keys of the engine."""

        KEPT = engine.Step.KEPT.value, _("fulfilled")
        BROKEN = engine.Step.BROKEN.value, _("broken")
        WAIVED = engine.Step.WAIVED.value, _("waived")
        VOIDED = engine.Step.VOIDED.value, _("void")
        DISPUTED = engine.Step.DISPUTED.value, _("disputed")
        SETTLED = engine.Step.SETTLED.value, _("dispute settled")
        WITHDRAWN = engine.Step.WITHDRAWN.value, _("last decision taken back")

    class Severity(models.TextChoices):
        """How much a broken promise weighs; keys of the credit catalogue."""

        MINOR = "minor", _("minor")
        GENERAL = "general", _("general")
        SERIOUS = "serious", _("serious")

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(_("step"), max_length=9, choices=Step.choices)
    happened_on = models.DateField(_("happened"))
    learned_on = models.DateField(_("learned"))
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices, blank=True)
    is_claim = models.BooleanField(_("claimed by a side"), default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """In the order written; learned on or after the day it happened."""

        ordering = ["promise", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(learned_on__gte=models.F("happened_on")), name="sign_step_learned_after"
            )
        ]

    def __str__(self) -> str:
        return f"{self.promise_id}: {self.step}"
