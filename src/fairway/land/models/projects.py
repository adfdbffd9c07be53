"""Projects, their append-only stage log, and the money that came."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.land.engine import intake
from fairway.land.engine.log import Entry
from fairway.lib.money import Money, MoneyKind


class Stage(models.TextChoices):
    """From the signature to a project that pays off, and the two ways out."""

    SIGNED = "signed", _("signed")
    REGISTERED = "registered", _("registered")
    STARTED = "started", _("started")
    COMPLETED = "completed", _("completed")
    IN_PRODUCTION = "in_production", _("in production")
    AT_CAPACITY = "at_capacity", _("at capacity")
    EFFECTIVE = "effective", _("effective")
    WITHDRAWN = "withdrawn", _("withdrawn")
    TERMINATED = "terminated", _("terminated")


class Project(models.Model):
    """What became of an agreement. ``stage``, ``responsible`` and ``next_due`` repeat the log's last line."""

    agreement = models.OneToOneField("sign.Agreement", on_delete=models.PROTECT, related_name="project")
    responsible = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="projects")
    stage = models.CharField(_("stage"), max_length=14, choices=Stage.choices)
    stage_since = models.DateField(_("since"))
    next_due = models.DateField(_("next due"), null=True)
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        """In the order of the agreements."""

        ordering = ["agreement__number", "pk"]

    def __str__(self) -> str:
        return str(self.agreement_id)

    def own_ids(self) -> set[int]:
        """The ids of the agreement's parties: a project belongs to those who signed for it."""
        return self.agreement.own_ids()

    def concerned_ids(self) -> set[int]:
        """Who may answer for the next stage: the parties, and who answers now."""
        return {self.responsible_id, *self.own_ids()}


class StageEntry(models.Model):
    """One line of the stage log: never changed, never deleted.

    ``is_own_report``: a party of the agreement reported it itself, no office did.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="log")
    stage = models.CharField(_("stage"), max_length=14, choices=Stage.choices)
    happened_on = models.DateField(_("happened"))
    learned_on = models.DateField(_("learned"))
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    responsible = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="+")
    next_due = models.DateField(_("next due"), null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    is_own_report = models.BooleanField(_("reported by a party"), default=False)

    class Meta:
        """A stage is reached once."""

        ordering = ["project", "happened_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "stage"], name="land_stage_once"),
            models.CheckConstraint(
                condition=models.Q(learned_on__gte=models.F("happened_on")), name="land_learned_after_happened"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.stage}"

    def as_entry(self) -> Entry:
        """The line as the engine reads it."""
        return Entry(
            stage=intake.Stage(self.stage),
            happened_on=self.happened_on,
            learned_on=self.learned_on,
            responsible=self.responsible_id,
            evidence=self.evidence,
            next_due=self.next_due,
            note=self.note,
        )


class Payment(models.Model):
    """Money of one kind that moved on a project; kinds are never added together."""

    class Kind(models.TextChoices):
        """How far the money has come."""

        COMMITTED = "committed", _("committed")
        PAID_IN = "paid_in", _("paid in")
        REALISED = "realised", _("realised")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="payments")
    kind = models.CharField(_("kind of money"), max_length=10, choices=Kind.choices)
    amount = models.DecimalField(_("amount"), max_digits=24, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3)
    happened_on = models.DateField(_("happened"))
    learned_on = models.DateField(_("learned"))
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)

    class Meta:
        """Above zero, in the order of time."""

        ordering = ["project", "happened_on", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="land_payment_above_zero")]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.kind} {self.amount} {self.currency}"

    @property
    def money(self) -> Money:
        """The amount with its kind."""
        return Money(self.amount, self.currency, MoneyKind(self.kind))
