"""Changes made by hand in a timetable, and the solver runs that timetables come from."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class GridEdit(models.Model):
    """One change of a timetable by hand: never changed, never deleted; undoing one is a further edit.

    ``before`` and ``after`` say of each request touched where it stood: ``{"request", "slot", "table", "locked"}``,
    with ``slot`` (its number) and ``table`` ``None`` where it was not in the timetable. ``version`` is the
    timetable's version that the edit made.
    """

    class Kind(models.TextChoices):
        """What was done."""

        MOVE = "move", _("moved")
        SWAP = "swap", _("swapped")
        TAKE_OUT = "take_out", _("taken out")
        PUT_IN = "put_in", _("put in")
        LOCK = "lock", _("locked")
        UNLOCK = "unlock", _("unlocked")
        UNDO = "undo", _("change undone")

    timetable = models.ForeignKey("meet.Timetable", on_delete=models.CASCADE, related_name="edits")
    version = models.PositiveIntegerField(_("version"))
    kind = models.CharField(_("change"), max_length=8, choices=Kind.choices)
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    made_by = models.ForeignKey("base.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("when"), auto_now_add=True)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by")

    class Meta:
        """Newest first; every edit makes one version."""

        ordering = ["timetable", "-version"]
        constraints = [models.UniqueConstraint(fields=["timetable", "version"], name="meet_edit_makes_one_version")]

    def __str__(self) -> str:
        return f"{self.timetable_id}/{self.version}"

    @property
    def requests(self) -> set[int]:
        """The ids of the requests it touched."""
        return {place["request"] for place in self.before}


class SolverRun(models.Model):
    """One search for a timetable: how value and bound closed over time, and what came of it.

    ``points`` holds ``[seconds, value, bound]`` in the order of time. ``take_requested``: somebody found it good
    enough and asked for the best so far. ``seconds`` is ``None`` while it works.
    """

    event = models.ForeignKey("meet.Event", on_delete=models.CASCADE, related_name="runs")
    job = models.OneToOneField("base.Job", on_delete=models.PROTECT, related_name="solver_run")
    timetable = models.OneToOneField("meet.Timetable", on_delete=models.SET_NULL, null=True, related_name="run")
    seed = models.PositiveIntegerField(_("seed"))
    effort = models.PositiveIntegerField(_("effort"))
    points = models.JSONField(_("value and bound over time"), default=list)
    take_requested = models.BooleanField(_("taken early"), default=False)
    started_at = models.DateTimeField(_("begun"), auto_now_add=True)
    seconds = models.DecimalField(_("seconds"), max_digits=9, decimal_places=1, null=True)

    class Meta:
        """Newest first."""

        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.event_id} {self.started_at}"

    @property
    def value(self) -> int | None:
        """The value of the best timetable so far; ``None`` before the first."""
        return self.points[-1][1] if self.points else None

    @property
    def bound(self) -> int | None:
        """What no timetable can exceed, as far as is proven; ``None`` before the first."""
        return self.points[-1][2] if self.points else None

    @property
    def gap(self) -> int | None:
        """The value at most missing."""
        return None if self.value is None or self.bound is None else self.bound - self.value

    @property
    def gap_percent(self) -> Decimal | None:
        """The gap as a share of the bound, in percent with one decimal; ``None`` of nothing."""
        return (
            (Decimal(100 * self.gap) / self.bound).quantize(Decimal("0.1"))
            if self.gap is not None and self.bound
            else None
        )
