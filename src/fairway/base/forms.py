"""The look of form fields, given once."""

from __future__ import annotations

from django import forms


class StyledForm(forms.Form):
    """A form whose fields carry the workbench's classes and name their error for screen readers."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field in self.fields.values():
            chooses = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if chooses else "form-control"


class DayField(forms.DateField):
    """A day, picked from the browser's calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
