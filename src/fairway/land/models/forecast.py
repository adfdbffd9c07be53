"""Forecasts that were made, kept as they were: what was asked, what was learned, each project's chances."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ForecastEdition(models.Model):
    """One forecast: as of which day, by which method, with which seed; filled in by its job, then never changed.

    ``method`` is the whole text of the method. ``region_code``: the beginning of the codes of the places it is about,
    empty for all. ``made_at`` is ``None`` until the job is through.
    """

    job = models.OneToOneField("base.Job", on_delete=models.PROTECT, related_name="forecast")
    as_of = models.DateField(_("as of"))
    years = models.PositiveSmallIntegerField(_("years ahead"))
    seed = models.PositiveIntegerField(_("seed"))
    region_code = models.CharField(_("region"), max_length=6, blank=True)
    method = models.TextField(_("method"))
    method_name = models.CharField(_("name of the method"), max_length=140)
    is_demo = models.BooleanField(_("demo"), default=False)
    made_at = models.DateTimeField(_("made"), null=True)
    pending = models.PositiveIntegerField(_("pending projects"), default=0)
    sha256 = models.CharField(_("hash"), max_length=64, blank=True)

    class Meta:
        """Newest first."""

        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.as_of} · {self.method_name}"


class ForecastOutlook(models.Model):
    """The forecast of one goal. Where there was too little data, ``refusal`` says what is missing and nothing else is.

    ``learned`` are the hazards, packed, so that reasons can be told later; ``figures`` the portfolio and past scores.
    """

    edition = models.ForeignKey(ForecastEdition, on_delete=models.CASCADE, related_name="outlooks")
    goal = models.CharField(_("goal"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order"))
    learned = models.BinaryField(null=True)
    figures = models.JSONField(default=dict)
    refusal = models.JSONField(null=True)

    class Meta:
        """In the order of the road."""

        ordering = ["edition", "order"]
        constraints = [models.UniqueConstraint(fields=["edition", "goal"], name="land_outlook_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.goal}"


class ForecastLine(models.Model):
    """One pending project in a forecast: what was known of it, and its chances of each goal year by year.

    ``known`` holds ``reached``, ``features`` and ``amounts``; ``chances`` maps a goal to ``[years, chance, low, high]``
    a year. ``landed`` repeats the chance of the last goal by the horizon, ``None`` where that was refused.
    """

    edition = models.ForeignKey(ForecastEdition, on_delete=models.CASCADE, related_name="lines")
    project = models.ForeignKey("land.Project", on_delete=models.PROTECT, related_name="forecasts")
    stage = models.CharField(_("stage"), max_length=40)
    known = models.JSONField()
    chances = models.JSONField()
    landed = models.FloatField(_("chance"), null=True)

    class Meta:
        """Most likely first."""

        ordering = ["edition", "-landed", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "project"], name="land_forecast_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.project_id}"


class ForecastOverride(models.Model):
    """What an officer expects instead, with the reason: kept beside the forecast, never changed, scored later."""

    edition = models.ForeignKey(ForecastEdition, on_delete=models.PROTECT, related_name="overrides")
    project = models.ForeignKey("land.Project", on_delete=models.PROTECT, related_name="overrides")
    goal = models.CharField(_("goal"), max_length=40)
    years = models.PositiveSmallIntegerField(_("years ahead"))
    until = models.DateField(_("until"))
    chance = models.DecimalField(_("chance"), max_digits=4, decimal_places=3)
    why = models.CharField(_("reason"), max_length=500)
    said_on = models.DateField(_("said"))
    said_by = models.ForeignKey("base.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Newest first; a chance lies between 0 and 1."""

        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(chance__gte=0, chance__lte=1), name="land_override_is_chance")
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.goal} {self.chance}"
