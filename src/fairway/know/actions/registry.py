"""Writing down organisations one by one: the record itself, its names, codes and addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.know.actions.fields import _checked, _edition, _refuse_person
from fairway.know.actions.origins import (
    Provenance,
    _check_life,
    _in_order,
    _keep_earlier_kinds,
    _keep_origins,
    _open,
    _source,
    _still,
)
from fairway.know.actions.search import reindex
from fairway.know.engine import places
from fairway.know.engine.legal_forms import form_in
from fairway.know.engine.tongue import language_of, script_of
from fairway.know.models import Address, Identifier, Name, Organisation
from fairway.know.queries.registry import CHECKS, plain_code
from fairway.lib import codes
from fairway.lib.errors import Invalid, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fairway.base.models import User

EDIT = "know.edit_organisations"
FIELDS = (
    "name",
    "name_en",
    "kind",
    "region_code",
    "industry_code",
    "segment",
    "legal_form",
    "size",
    "ownership_type",
    "founded_on",
    "dissolved_on",
)
"""What can be corrected, each with its origin kept. Whether a record is invented cannot."""
CODE_OF = gettext_noop("%(value)s is the code of %(name)s already. If both are one, merge them.")
CODE_OWN = gettext_noop("%(value)s is kept already as a code of this organisation.")
ONE_EACH = frozenset({Identifier.Scheme.USCC, Identifier.Scheme.ORGANISATION_CODE, Identifier.Scheme.LEI})


@dataclass(frozen=True)
class Draft:
    """An organisation to write down. "" is "not stated"; an empty ``legal_form`` is read off the name."""

    name: str
    kind: str
    region_code: str
    name_en: str = ""
    short_name: str = ""
    industry_code: str = ""
    segment: str = ""
    uscc: str = ""
    lei: str = ""
    legal_form: str = ""
    size: str = ""
    ownership_type: str = ""
    founded_on: date | None = None
    dissolved_on: date | None = None
    is_demo: bool = False
    address: str = ""


@dataclass(frozen=True)
class Spelling:
    """One way of writing a name; language and script are read off it where they are not given."""

    text: str
    kind: str
    language: str = ""
    script: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class Seat:
    """A place of an organisation; ``region_edition`` is the latest that has the code unless told otherwise."""

    region_code: str
    text: str = ""
    kind: str = Address.Kind.REGISTERED
    region_edition: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


@transaction.atomic
def add_organisation(*, actor: User, reason: str, draft: Draft, given: Provenance) -> Organisation:
    """Write down one organisation with its names, codes, seat and where each field comes from."""
    require(actor, EDIT)
    values = _checked({field: getattr(draft, field) for field in FIELDS})
    _refuse_person(code=draft.uscc)
    _check_life(draft.founded_on, draft.dissolved_on)
    organisation = Organisation(**values, is_demo=draft.is_demo)
    organisation.legal_form = organisation.legal_form or _form_of(draft.name)
    organisation.save()
    stated = {field: getattr(organisation, field) for field in FIELDS if getattr(organisation, field)}
    source = _keep_origins(actor, organisation.pk, stated, given)
    names = ((Name.Kind.LEGAL, draft.name), (Name.Kind.SHORT, draft.short_name), (Name.Kind.FOREIGN, draft.name_en))
    Name.objects.bulk_create([_name(organisation, Spelling(t, k), source) for k, t in names if t])
    for scheme, value in ((Identifier.Scheme.USCC, draft.uscc), (Identifier.Scheme.LEI, draft.lei)):
        if value:
            _keep_code(organisation, scheme, "", value, source)
    if draft.address:
        _address(organisation, Seat(draft.region_code, draft.address), source).save()
    reindex([organisation.pk])
    audit.record(actor=actor, verb="add_organisation", subject=organisation, reason=reason, name=draft.name)
    return organisation


def _form_of(name: str) -> str:
    """The legal form a name ends in, read as of China; "" where none can be told."""
    _rest, found = form_in(name, "CN")
    return found.code if found else ""


@transaction.atomic
def correct_organisation(
    *, actor: User, reason: str, organisation: Organisation, changes: Mapping[str, object], given: Provenance
) -> dict[str, object]:
    """Write the fields that change, each with where its value comes from; earlier values stay in the history.

    Gives the changed fields with their new values. A name that was written wrongly stays searchable as printed.
    """
    require(actor, EDIT)
    here = _open(organisation)
    kept = _checked({field: value for field, value in changes.items() if field in FIELDS})
    changed = {f: v for f, v in kept.items() if f in FIELDS and getattr(here, f) != v}
    if not changed:
        raise Invalid("nothing-changed", gettext_noop("Nothing differs from what is kept already."))
    _check_life(*(kept.get(f, getattr(here, f)) for f in ("founded_on", "dissolved_on")))  # type: ignore[arg-type]
    source = _keep_origins(actor, here.pk, changed, given)
    before = {field: str(getattr(here, field) or "") for field in changed}
    if "name" in changed:
        _replace_legal_name(here, Spelling(str(changed["name"]), Name.Kind.LEGAL), Name.Kind.PRINTED, source)
    if changed.get("name_en"):
        Name.objects.get_or_create(
            organisation=here,
            kind=Name.Kind.FOREIGN,
            text=changed["name_en"],
            defaults={"language": language_of(str(changed["name_en"])), "source_id": source},
        )
    _keep_earlier_kinds([here.pk] if "kind" in changed else [])
    for field, value in kept.items():
        setattr(here, field, value)
    here.save()
    reindex([here.pk])
    audit.record(actor=actor, verb="correct_organisation", subject=here, reason=reason, before=before)
    return changed


def _replace_legal_name(here: Organisation, spelling: Spelling, becomes: str, source: int | None) -> None:
    """Make ``spelling`` the legal name; what was it before stays as ``becomes``."""
    last = spelling.valid_from - timedelta(days=1) if spelling.valid_from else None
    for old in here.names.filter(kind=Name.Kind.LEGAL).exclude(text=spelling.text):
        here.names.filter(kind=becomes, text=old.text).delete()
        old.kind = becomes
        if becomes == Name.Kind.FORMER and old.valid_until is None:
            old.valid_until = last if last and last >= (old.valid_from or date.min) else None
        old.save()
    if not here.names.filter(kind=Name.Kind.LEGAL, text=spelling.text).exists():
        _name(here, spelling, source).save()


def _name(organisation: Organisation, spelling: Spelling, source: int | None) -> Name:
    return Name(
        organisation=organisation,
        text=spelling.text,
        kind=spelling.kind,
        language=spelling.language or language_of(spelling.text),
        script=spelling.script or script_of(spelling.text),
        valid_from=spelling.valid_from,
        valid_until=spelling.valid_until,
        source_id=source,
    )


@transaction.atomic
def add_name(*, actor: User, reason: str, organisation: Organisation, spelling: Spelling, given: Provenance) -> None:
    """Keep one more way of writing it. A new legal name is a renaming: the one before becomes a former name."""
    require(actor, EDIT)
    here = _open(organisation)
    _refuse_person(spelling.text, kind=spelling.kind)
    _in_order(spelling.valid_from, spelling.valid_until)
    if here.names.filter(kind=spelling.kind, text=spelling.text).exists():
        raise Refused("name-known", gettext_noop("This name is kept already."))
    if spelling.kind == Name.Kind.LEGAL:
        source = _keep_origins(actor, here.pk, {"name": spelling.text}, given)
        _replace_legal_name(here, spelling, Name.Kind.FORMER, source)
        here.name = spelling.text
        here.save()
    else:
        _name(here, spelling, _source(given)).save()
        if spelling.kind == Name.Kind.FOREIGN and not here.name_en:
            _keep_origins(actor, here.pk, {"name_en": spelling.text}, given)
            here.name_en = spelling.text
            here.save()
    reindex([here.pk])
    audit.record(actor=actor, verb="add_name", subject=here, reason=reason, name=spelling.text, kind=str(spelling.kind))


@transaction.atomic
def end_name(*, actor: User, reason: str, name: Name, until: date) -> None:
    """Say until when a name was used; the legal name ends only by a new one."""
    require(actor, EDIT)
    _still(name)
    _open(name.organisation)
    if name.kind == Name.Kind.LEGAL:
        text = gettext_noop("An organisation has a legal name at any time. Add the new legal name instead.")
        raise Refused("legal-name-stays", text)
    _in_order(name.valid_from, until)
    name.valid_until = until
    name.save()
    audit.record(actor=actor, verb="end_name", subject=name.organisation, reason=reason, name=name.text)


@transaction.atomic
def add_identifier(
    *, actor: User, reason: str, organisation: Organisation, code: tuple[str, str, str], given: Provenance
) -> None:
    """Keep a code (scheme, namespace, value) whose check characters are right and which nobody else has.

    A unified social credit code brings the organisation code inside it.
    """
    require(actor, EDIT)
    here = _open(organisation)
    scheme, namespace, value = code
    _keep_code(here, scheme, namespace, value, _source(given))
    reindex([here.pk])
    audit.record(actor=actor, verb="add_identifier", subject=here, reason=reason, scheme=scheme, value=value)


def _keep_code(here: Organisation, scheme: str, namespace: str, written: str, source: int | None) -> None:
    value = written.strip() if scheme == Identifier.Scheme.LOCAL else plain_code(scheme, written)
    _refuse_person(code=value)
    check = CHECKS.get(Identifier.Scheme(scheme))
    if check is not None and (problem := check(value)):
        raise Invalid(problem.code, problem.text, **problem.params)
    if scheme != Identifier.Scheme.LOCAL:
        namespace = ""
    _refuse_taken(here, scheme, namespace, value)
    Identifier.objects.create(organisation=here, scheme=scheme, namespace=namespace, value=value, source_id=source)
    inside = codes.organisation_code_in(value) if scheme == Identifier.Scheme.USCC else ""
    if inside and not Identifier.objects.filter(scheme=Identifier.Scheme.ORGANISATION_CODE, value=inside).exists():
        _keep_code(here, Identifier.Scheme.ORGANISATION_CODE, "", inside, source)


def _refuse_taken(here: Organisation, scheme: str, namespace: str, value: str) -> None:
    taken = Identifier.objects.filter(scheme=scheme, namespace=namespace, value=value).select_related("organisation")
    if (other := taken.first()) is not None:
        text = CODE_OF if other.organisation_id != here.pk else CODE_OWN
        raise Refused("code-taken", text, value=value, name=other.organisation.name)
    own = here.identifiers.filter(scheme=scheme).first() if scheme in ONE_EACH else None
    if own is not None:
        text = gettext_noop("It has the code %(value)s already. Withdraw that one first if it is wrong.")
        raise Refused("code-there", text, value=own.value)


@transaction.atomic
def withdraw_identifier(*, actor: User, reason: str, identifier: Identifier) -> None:
    """Take back a code that was written wrongly; the log keeps it."""
    require(actor, EDIT)
    _still(identifier)
    here = _open(identifier.organisation)
    audit.record(
        actor=actor,
        verb="withdraw_identifier",
        subject=here,
        reason=reason,
        scheme=str(identifier.scheme),
        value=identifier.value,
    )
    identifier.delete()
    reindex([here.pk])


@transaction.atomic
def add_address(*, actor: User, reason: str, organisation: Organisation, seat: Seat, given: Provenance) -> Address:
    """Keep where it sits or works. A new registered seat with its first day ends the one before."""
    require(actor, EDIT)
    here = _open(organisation)
    _in_order(seat.valid_from, seat.valid_until)
    address = _address(here, seat, _source(given))
    if seat.kind == Address.Kind.REGISTERED and seat.valid_from:
        before = here.addresses.filter(kind=seat.kind, valid_until=None, valid_from__lt=seat.valid_from)
        before.update(valid_until=seat.valid_from - timedelta(days=1))
    address.save()
    audit.record(actor=actor, verb="add_address", subject=here, reason=reason, region=seat.region_code)
    return address


def _address(here: Organisation, seat: Seat, source: int | None) -> Address:
    edition = seat.region_edition or _edition(seat.region_code)
    if places.place(seat.region_code, edition) is None:
        text = gettext_noop("The edition %(edition)s has no division %(value)s.")
        raise Invalid("region-edition", text, edition=edition, value=seat.region_code)
    return Address(
        organisation=here,
        kind=seat.kind,
        region_code=seat.region_code,
        region_edition=edition,
        text=seat.text,
        valid_from=seat.valid_from,
        valid_until=seat.valid_until,
        source_id=source,
    )


@transaction.atomic
def end_address(*, actor: User, reason: str, address: Address, until: date) -> None:
    """Say until when it was there."""
    require(actor, EDIT)
    _still(address)
    _in_order(address.valid_from, until)
    address.valid_until = until
    address.save()
    audit.record(actor=actor, verb="end_address", subject=address.organisation, reason=reason, until=str(until))
