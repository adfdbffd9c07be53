"""Pages to write an organisation down and to correct it, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fairway.base.lists import address as page_of
from fairway.base.rights import acting, needs
from fairway.base.words import in_language
from fairway.know import actions
from fairway.know.forms.facts import FactForm
from fairway.know.forms.fields import EndForm, WhyForm
from fairway.know.forms.registry import (
    AddressForm,
    CodeForm,
    CorrectionForm,
    NameForm,
    NewOrganisationForm,
    PostForm,
    RelationForm,
)
from fairway.know.models import Address, Fact, Identifier, Name, Organisation, Post, Relation
from fairway.know.views.writing import Writing, body_of, gone, saved, sent, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model
    from django.http import HttpRequest, HttpResponse

EDIT = "know.edit_organisations"


def _about(organisation: Organisation, title: str, intro: str = "") -> Writing:
    """A form about one organisation, which it goes back to."""
    heading = _("%(title)s: %(name)s") % {"title": title, "name": in_language(organisation)}
    return Writing(heading, page_of("know:organisation", organisation.pk), saved(), intro)


def _row(kind: type[Model], pk: int, *related: str) -> Any:  # noqa: ANN401  # a row of ``kind``
    found = kind._default_manager.select_related(*related).filter(pk=pk).first()
    if found is None:
        raise gone()
    return found


@needs(EDIT)
def new_organisation(request: HttpRequest) -> HttpResponse:
    """Write down one organisation."""
    form = NewOrganisationForm(sent(request))
    intro = _("Organisations only: no natural persons and no sole traders. For many at once, load a file.")
    writing = Writing(
        _("Add an organisation"),
        reverse("know:organisations"),
        _("The organisation is written down."),
        intro,
        template="know/organisation_new.html",
    )

    def act() -> Organisation:
        return actions.add_organisation(actor=acting(request), reason=form.why, draft=form.draft(), given=form.given)

    return write(request, form, writing, act)


@needs(EDIT)
def correct_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct fields; what was kept before stays in the history."""
    body = body_of(pk)
    form = CorrectionForm.of(body, sent(request))
    intro = _("Earlier values stay in the history with where they came from.")

    def act() -> object:
        values = form.values()
        return actions.correct_organisation(
            actor=acting(request), reason=form.why, organisation=body, changes=values, given=form.given
        )

    return write(request, form, _about(body, _("Correct"), intro), act)


@needs(EDIT)
def new_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep one more way of writing it."""
    body = body_of(pk)
    form = NameForm(sent(request))
    intro = _("One more way of writing it, in any language.")

    def act() -> object:
        return actions.add_name(
            actor=acting(request), reason=form.why, organisation=body, spelling=form.spelling(), given=form.given
        )

    return write(request, form, _about(body, _("Add a name"), intro), act)


@needs(EDIT)
def new_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a code."""
    body = body_of(pk)
    form = CodeForm(sent(request))
    intro = _("Check characters are verified; a unified social credit code brings its organisation code.")

    def act() -> object:
        return actions.add_identifier(
            actor=acting(request), reason=form.why, organisation=body, code=form.code(), given=form.given
        )

    return write(request, form, _about(body, _("Add a code"), intro), act)


@needs(EDIT)
def new_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep where it sits or works."""
    body = body_of(pk)
    form = AddressForm(sent(request))
    intro = _("A code means something in its edition; where the division is today is shown beside it.")

    def act() -> object:
        return actions.add_address(
            actor=acting(request), reason=form.why, organisation=body, seat=form.seat(), given=form.given
        )

    return write(request, form, _about(body, _("Add an address"), intro), act)


@needs(EDIT)
def new_relation(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what it is to another organisation."""
    body = body_of(pk)
    form = RelationForm(sent(request))
    intro = _("What this organisation is to another. Two lines at a time are allowed.")

    def act() -> object:
        return actions.relate(actor=acting(request), reason=form.why, bond=form.bond(body), given=form.given)

    return write(request, form, _about(body, _("Add a relation"), intro), act)


@needs(EDIT)
def new_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep who holds a post."""
    body = body_of(pk)
    form = PostForm(sent(request))
    intro = _("A person is named as the holder of a post on given days, and nowhere else.")

    def act() -> object:
        return actions.appoint_post(
            actor=acting(request), reason=form.why, holding=form.holding(body), given=form.given
        )

    return write(request, form, _about(body, _("Add a post"), intro), act)


@needs(EDIT)
def new_fact(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what a source says."""
    body = body_of(pk)
    form = FactForm(sent(request))
    intro = _("As the source says it: more than 400 stays more than 400.")

    def act() -> object:
        return actions.add_fact(
            actor=acting(request), reason=form.why, statement=form.statement(body), given=form.given
        )

    return write(request, form, _about(body, _("State a fact"), intro), act)


def _end(
    request: HttpRequest, row: Model, about: Organisation, act: Callable[..., object], **given: object
) -> HttpResponse:
    """Ask until when a row held."""
    form = EndForm(sent(request))
    writing = _about(about, _("Until when?"), str(row))
    return write(
        request, form, writing, lambda: act(actor=acting(request), reason=form.why, until=form.until_day, **given)
    )


def _take_back(
    request: HttpRequest,
    row: Model,
    about: Organisation,
    act: Callable[..., object],
    **given: object,
) -> HttpResponse:
    """Ask why a row is taken back or marked."""
    form = WhyForm(sent(request))
    writing = _about(about, _("Why?"), str(row))
    return write(request, form, writing, lambda: act(actor=acting(request), reason=form.why, **given))


@needs(EDIT)
def end_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Say until when it held."""
    row = _row(Name, pk, "organisation")
    return _end(request, row, row.organisation, actions.end_name, name=row)


@needs(EDIT)
def end_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Say until when it held."""
    row = _row(Address, pk, "organisation")
    return _end(request, row, row.organisation, actions.end_address, address=row)


@needs(EDIT)
def end_relation(request: HttpRequest, pk: int) -> HttpResponse:
    """Say until when it held."""
    row = _row(Relation, pk, "subject")
    return _end(request, row, row.subject, actions.end_relation, relation=row)


@needs(EDIT)
def end_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Say until when it held."""
    row = _row(Post, pk, "organisation")
    return _end(request, row, row.organisation, actions.end_post, post=row)


@needs(EDIT)
def withdraw_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back; the log keeps it."""
    row = _row(Identifier, pk, "organisation")
    return _take_back(request, row, row.organisation, actions.withdraw_identifier, identifier=row)


@needs(EDIT)
def withdraw_relation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back; the log keeps it."""
    row = _row(Relation, pk, "subject")
    return _take_back(request, row, row.subject, actions.withdraw_relation, relation=row)


@needs(EDIT)
def withdraw_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back; the log keeps it."""
    row = _row(Post, pk, "organisation")
    return _take_back(request, row, row.organisation, actions.withdraw_post, post=row)


MARKS = {"contest": actions.contest_fact, "withdraw": actions.withdraw_fact, "reinstate": actions.reinstate_fact}


@needs(EDIT)
def mark_fact(request: HttpRequest, pk: int, mark: str) -> HttpResponse:
    """Contest, withdraw or reinstate a fact."""
    row = _row(Fact, pk, "organisation")
    if row.organisation is None or mark not in MARKS:
        raise gone()
    return _take_back(request, row, row.organisation, MARKS[mark], fact=row)
