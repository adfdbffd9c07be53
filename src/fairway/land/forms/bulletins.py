"""The form of a bulletin: by which definition, and over which period."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField, StyledForm
from fairway.land.queries import definitions, usual_definition
from fairway.land.templatetags.land import versioned
from fairway.lib.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from fairway.land.engine.kpi.definition import Definition


class BulletinForm(StyledForm):
    """Which definition, which beside it, and which period; without answers the usual ones hold."""

    definition = forms.ChoiceField(label=_("Definition"), choices=())
    beside = forms.ChoiceField(label=_("Beside it"), choices=(), required=False)
    start = DayField(label=_("From"))
    end = DayField(label=_("Until"))

    def clean(self) -> dict[str, object]:
        """Refuse a period that ends before it begins, or after today."""
        values = super().clean() or {}
        start, end = values.get("start"), values.get("end")
        if start and end and end < start:
            self.add_error("end", _("The period ends before it begins."))
        if end and end > timezone.localdate():
            self.add_error("end", _("This day has not come yet."))
        return values

    def _value(self, name: str) -> Any:  # noqa: ANN401  # a form holds what it holds
        return self.cleaned_data[name] if self.is_bound else self.initial[name]

    def chosen(self) -> list[Definition]:
        """The definitions asked for, each once."""
        known = definitions()
        keys = dict.fromkeys(key for name in ("definition", "beside") if (key := self._value(name)))
        return [known[key] for key in keys]

    def chosen_period(self) -> Period:
        """The period asked for."""
        return Period(self._value("start"), self._value("end"))


def bulletin_form(asked: QueryDict | None, usual: date) -> BulletinForm:
    """The form over the year of ``usual`` by our own definition until something is asked for."""
    known = definitions()
    initial = {"definition": usual_definition(), "beside": "", "start": date(usual.year, 1, 1), "end": usual}
    form = BulletinForm(_with_versions(asked, known.values()), initial=initial)
    named = [(key, versioned(each)) for key, each in known.items()]
    form.fields["definition"].choices = named  # type: ignore[attr-defined]  # a ChoiceField
    form.fields["beside"].choices = [("", "–"), *named]  # type: ignore[attr-defined]
    return form


def _with_versions(asked: QueryDict | None, known: Iterable[Definition]) -> QueryDict | None:
    """An address of the time when every definition had one version names none: it means the first, as it did."""
    if asked is None:
        return None
    first = {each.key: f"{each.key}.{each.version}" for each in sorted(known, key=lambda each: -each.version)}
    told = asked.copy()
    for name in ("definition", "beside"):
        key = str(told.get(name, ""))
        told[name] = first.get(key, key)
    return told
