"""The form of a bulletin: by which definition, and over which period."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField, StyledForm
from fairway.base.words import reads_chinese
from fairway.land.queries import definitions
from fairway.lib.period import Period

if TYPE_CHECKING:
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
        keys = dict.fromkeys(key for name in ("definition", "beside") if (key := self._value(name)))
        return [definitions()[key] for key in keys]

    def chosen_period(self) -> Period:
        """The period asked for."""
        return Period(self._value("start"), self._value("end"))


def bulletin_form(asked: QueryDict | None, usual: date) -> BulletinForm:
    """The form over the year of ``usual`` by our own definition until something is asked for."""
    first = next(iter(definitions()))
    initial = {"definition": first, "beside": "", "start": date(usual.year, 1, 1), "end": usual}
    form = BulletinForm(asked, initial=initial)
    named = [(key, each.name_zh if reads_chinese() else each.name) for key, each in definitions().items()]
    form.fields["definition"].choices = named  # type: ignore[attr-defined]  # a ChoiceField
    form.fields["beside"].choices = [("", "–"), *named]  # type: ignore[attr-defined]
    return form
