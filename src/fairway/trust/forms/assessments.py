"""Forms for ordering an assessment, declaring interests, handing it in and refusing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField, StyledForm
from fairway.base.words import in_language
from fairway.know.queries import find_organisations, place_name
from fairway.trust.actions import Finding, Request
from fairway.trust.engine.independence import Interest
from fairway.trust.models import DeclaredInterest

if TYPE_CHECKING:
    from fairway.know.models import Organisation


class NamedOrganisation(forms.CharField):
    """An organisation by its whole name, one of its codes, or # and its number; gives the record."""

    def clean(self, value: Any) -> Organisation:  # noqa: ANN401  # what a field takes
        """Name what is wrong: nobody by that name, or several."""
        found = find_organisations(super().clean(value))
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("No organisation has this name or code."))
        listed = "; ".join(f"#{each.pk} {in_language(each)} ({place_name(each.region_code)})" for each in found)
        text = gettext("Several organisations are called so. Write # and the number of one of them: %(list)s")
        raise forms.ValidationError(text % {"list": listed})


class OrderForm(StyledForm):
    """Who shall assess whom, what for, by when."""

    subject = NamedOrganisation(
        label=_("Organisation to be assessed"),
        max_length=300,
        help_text=_("Its whole name, one of its codes, or # and its number."),
    )
    assessor = NamedOrganisation(label=_("Assessor"), max_length=300)
    purpose = forms.CharField(label=_("What it is for"), max_length=300)
    due_on = DayField(label=_("Due"))

    def wanted(self) -> Request:
        """The order as the action takes it."""
        return Request(**self.cleaned_data)


class DeclarationForm(StyledForm):
    """The four kinds of interest, each in words with its beginning; or the declaration that there is none."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in DeclaredInterest.Kind.choices:
            self.fields[kind] = forms.CharField(label=label, max_length=300, required=False)
            self.fields[f"{kind}_since"] = forms.CharField(label=_("since when"), max_length=80, required=False)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"
        self.fields["none"] = forms.BooleanField(label=_("None of these ties us to it"), required=False)
        self.fields["none"].widget.attrs["class"] = "form-check-input"

    def kinds(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each kind's field with that of its beginning."""
        return [(self[kind], self[f"{kind}_since"]) for kind in DeclaredInterest.Kind.values]

    def clean(self) -> dict[str, Any]:
        """Either an interest or none: an empty form declares nothing."""
        given: dict[str, Any] = super().clean() or {}
        declared = [kind for kind in DeclaredInterest.Kind.values if given.get(kind)]
        alone = [kind for kind in DeclaredInterest.Kind.values if given.get(f"{kind}_since") and not given.get(kind)]
        if alone:
            self.add_error(alone[0], _("Say in words what it is."))
        if bool(declared) == bool(given.get("none")):
            raise forms.ValidationError(_("Write down each interest, or tick that there is none."))
        return given

    def interests(self) -> list[Interest]:
        """The interests as the action takes them."""
        given = self.cleaned_data
        kinds = [kind for kind in DeclaredInterest.Kind.values if given[kind]]
        return [Interest(kind, given[kind], given[f"{kind}_since"]) for kind in kinds]


class FindingForm(StyledForm):
    """What the assessor found."""

    result = forms.CharField(
        label=_("What the assessor found"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    grade = forms.CharField(label=_("Grade, as the assessor gives it"), max_length=40, required=False)
    method = forms.CharField(label=_("Method"), max_length=300, help_text=_("Its name and version, and where it is."))
    data_on = DayField(label=_("Data up to"))

    def finding(self) -> Finding:
        """The finding as the action takes it."""
        return Finding(**self.cleaned_data)


class RefusalForm(StyledForm):
    """Why an assessment is not published, for both sides to read."""

    reason = forms.CharField(label=_("Why it is refused"), max_length=500)
