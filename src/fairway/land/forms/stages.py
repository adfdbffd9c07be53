"""Forms to record the next stage of a project, and to take back a line that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField
from fairway.know.models import Organisation
from fairway.land.engine.log import Entry
from fairway.land.engine.stage_map import AGREEMENT, Way
from fairway.land.forms.projects import DocumentField, OrganisationField, PlaceForm, reason_field
from fairway.land.models import Evidence
from fairway.land.queries import filled_fields, signable_agreements, usable_documents
from fairway.land.queries.methods import map_of
from fairway.land.templatetags.land import named
from fairway.sign.models import Agreement

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import QueryDict

    from fairway.base.models import User
    from fairway.land.engine.stage_map import StageMap
    from fairway.land.models import Project


class StageForm(PlaceForm):
    """The next stage of one project; only what may follow is offered, and only what it still asks for."""

    road: StageMap

    stage = forms.ChoiceField(label=_("Stage"))
    happened_on = DayField(label=_("Happened on"))
    learned_on = DayField(label=_("Learned on (empty: today)"), required=False)
    agreement = forms.ModelChoiceField(Agreement.objects.none(), label=_("Agreement"), required=False)
    document = DocumentField(Evidence.objects.none(), label=_("Document of the project"), required=False)
    evidence = forms.CharField(
        label=_("Or evidence by name: document, permit or photograph"), max_length=300, required=False
    )
    responsible = OrganisationField(Organisation.objects.none(), label=_("Responsible for what comes next"))
    next_due = DayField(label=_("Next stage due by"), required=False)
    way_reason = forms.ChoiceField(label=_("Why it leaves (only for a way out)"), required=False)
    note = forms.CharField(label=_("Remark"), max_length=500, required=False)
    reason = reason_field()

    field_order = ("stage", "happened_on", "learned_on", "agreement", "document", "evidence", "responsible", "next_due")

    def entry(self) -> Entry:
        """The stage as the log takes it."""
        values = self.cleaned_data
        chosen = self.road.find(values["stage"])
        if chosen is None:
            raise LookupError(values["stage"])
        return Entry(
            stage=chosen.counts_as,
            happened_on=values["happened_on"],
            learned_on=values["learned_on"] or timezone.localdate(),
            responsible=values["responsible"].pk,
            evidence=values["evidence"],
            next_due=values["next_due"],
            note=values["note"],
            step=chosen.key,
            way_reason=values["way_reason"] if isinstance(chosen, Way) else "",
        )


def stage_form(
    project: Project, user: User | AnonymousUser, sent: QueryDict | None = None, to: str | None = None
) -> StageForm:
    """The form with what may follow on ``project`` (``to`` is chosen), who answers, and what is to be filled in."""
    form = StageForm(sent, initial={"stage": to})
    form.road = map_of(project.map_key, project.map_version)
    following = form.road.following(project.map_stage)
    form.fields["stage"].choices = [(each.key, named(each)) for each in following]  # type: ignore[attr-defined]
    form.fields["document"].queryset = usable_documents(project)  # type: ignore[attr-defined]
    responsible = form.fields["responsible"]
    responsible.queryset = Organisation.objects.filter(pk__in=project.concerned_ids())  # type: ignore[attr-defined]
    responsible.initial = project.responsible_id
    ways = [each for each in following if isinstance(each, Way)]
    form.fields["way_reason"].choices = [  # type: ignore[attr-defined]
        ("", "–"),
        *((named(way), [(reason.key, named(reason)) for reason in way.reasons]) for way in ways),
    ]
    asked = form.road.asks(following[0].key) if following else ()
    lacking = set(asked) - filled_fields(project)
    form.keep_only(lacking)
    if AGREEMENT in lacking:
        form.fields["agreement"].queryset = signable_agreements(user, project)  # type: ignore[attr-defined]
    else:
        del form.fields["agreement"]
    return form
