"""Cases: objections, repairs, appeals and problems, with every step they took."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairway.trust.models.assessments import AssessmentOrder
from fairway.trust.models.records import CreditRecord

OPEN_STATES = ("open", "asked", "answered", "notified", "planned", "rectified")


class Case(models.Model):
    """One matter between an organisation and the office. What may happen next says ``engine.process``.

    An appeal is against the decision of a case (``appeal_of``) or on an assessment (``assessment``).
    """

    class Kind(models.TextChoices):
        """What it is about."""

        OBJECTION = "objection", _("objection")
        REPAIR = "repair", _("credit repair")
        APPEAL = "appeal", _("appeal")
        PROBLEM = "problem", _("problem")

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("newly opened")
        ASKED = "asked", _("authority asked")
        ANSWERED = "answered", _("authority answered")
        DECIDED = "decided", _("decision made")
        TAKEN_BACK = "taken_back", _("taken back")
        NOTIFIED = "notified", _("notified")
        PLANNED = "planned", _("plan agreed")
        RECTIFIED = "rectified", _("reported as rectified")
        CLOSED = "closed", _("closed")

    class Outcome(models.TextChoices):
        """How it was decided."""

        WITHDRAWN = "withdrawn", _("upheld: record withdrawn")
        CORRECTED = "corrected", _("upheld: record corrected")
        REJECTED = "rejected", _("objection rejected")
        GRANTED = "granted", _("repair granted")
        REFUSED = "refused", _("repair refused")
        OVERTURNED = "overturned", _("first decision overturned")
        CONFIRMED = "confirmed", _("first decision confirmed")

    class Level(models.TextChoices):
        """How pressing it was when somebody last looked."""

        DUE_SOON = "due_soon", _("due soon")
        OVERDUE = "overdue", _("overdue")
        ESCALATED = "escalated", _("escalated")

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.OPEN)
    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="cases")
    record = models.ForeignKey(CreditRecord, on_delete=models.PROTECT, null=True, related_name="cases")
    status_before = models.CharField(_("status before"), max_length=16, blank=True, choices=CreditRecord.Status.choices)
    appeal_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="appeals")
    assessment = models.ForeignKey(AssessmentOrder, on_delete=models.PROTECT, null=True, related_name="appeals")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField(_("opened"))
    text = models.TextField(_("what is asked for, and why"))
    evidence = models.TextField(_("evidence"), blank=True)
    commitment = models.TextField(_("commitment"), blank=True)
    due_on = models.DateField(_("due"))
    authority_due_on = models.DateField(_("authority answers by"), null=True)
    level = models.CharField(_("urgency"), max_length=12, blank=True, choices=Level.choices)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(_("decision made"), null=True)
    outcome = models.CharField(_("how it was decided"), max_length=12, blank=True, choices=Outcome.choices)
    decision = models.TextField(_("reasons of the decision"), blank=True)
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        """A record has one open case; a case is decided whole, and by somebody other than who opened it.

        A decision on a case is appealed against once, that on an assessment once by either side, one after the other;
        what was taken back does not count.
        """

        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=Q(state__in=OPEN_STATES), name="trust_one_open_case_a_record"
            ),
            models.UniqueConstraint(
                fields=["appeal_of"], condition=~Q(state="taken_back"), name="trust_one_appeal_a_case"
            ),
            models.UniqueConstraint(
                fields=["assessment", "organisation"],
                condition=~Q(state="taken_back"),
                name="trust_one_appeal_a_side",
            ),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(state__in=OPEN_STATES), name="trust_one_open_appeal_an_assessment"
            ),
            models.CheckConstraint(
                condition=Q(kind="problem", record=None, assessment=None)
                | Q(kind="appeal", record=None, assessment__isnull=False)
                | (~Q(kind="problem") & Q(record__isnull=False, assessment=None)),
                name="trust_hearing_has_a_matter",
            ),
            models.CheckConstraint(
                condition=Q(kind="appeal", appeal_of__isnull=False, assessment=None)
                | Q(kind="appeal", appeal_of=None, assessment__isnull=False)
                | (~Q(kind="appeal") & Q(appeal_of=None, assessment=None)),
                name="trust_appeal_of_one_decision",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_on=None, outcome="")
                | (Q(decided_by__isnull=False, decided_on__isnull=False, state="decided") & ~Q(outcome="")),
                name="trust_case_decided_whole",
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("opened_by")), name="trust_opener_does_not_decide"),
            models.CheckConstraint(
                condition=Q(decided_on__gte=F("opened_on")) | Q(decided_on=None), name="trust_decided_after_opened"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("opened_on")), name="trust_due_after_opened"),
        ]

    def __str__(self) -> str:
        return self.number

    def own_ids(self) -> tuple[int, ...]:
        """Name whom the case is about: they may see it and have their say, never decide it."""
        return (self.organisation_id,) if self.assessment is None else self.assessment.own_ids()

    @property
    def is_over(self) -> bool:
        """Whether no clock runs any more."""
        return self.state not in OPEN_STATES


class CaseStep(models.Model):
    """One thing that happened in a case."""

    class Event(models.TextChoices):
        """What happened."""

        OPEN = "open", _("opened")
        ASK_AUTHORITY = "ask_authority", _("authority asked")
        ANSWER = "answer", _("authority answered")
        DECIDE = "decide", _("decision made")
        TAKE_BACK = "take_back", _("taken back")
        NOTIFY = "notify", _("organisation notified")
        PLAN = "plan", _("rectification plan agreed")
        REPORT_DONE = "report_done", _("reported as rectified")
        CLOSE = "close", _("closed")
        REOPEN = "reopen", _("reopened")
        DUE_SOON = "due_soon", _("due soon")
        OVERDUE = "overdue", _("overdue")
        ESCALATED = "escalated", _("escalated")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    event = models.CharField(_("step"), max_length=16, choices=Event.choices)
    on = models.DateField(_("day"))
    at = models.DateTimeField(_("written down"), default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("words"), blank=True)
    evidence = models.TextField(_("evidence"), blank=True)

    class Meta:
        """In the order they were written down."""

        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.event}"
