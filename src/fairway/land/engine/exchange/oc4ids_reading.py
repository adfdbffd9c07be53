"""An object of OC4IDS read back into a project. The standard's own fields count; our extension adds what they lack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fairway.land.engine.exchange import fields as f
from fairway.land.engine.exchange.oc4ids import INDUSTRIES, LISTS, REGIONS
from fairway.land.engine.exchange.shape import AMOUNT, CURRENCY, DAY, BadField, Field, as_list, as_object, read, text
from fairway.land.engine.exchange.values import Agreement, Code, Organisation, Party, Payment, Project
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

SCHEMES = {name: scheme.value for scheme, name in LISTS.items()} | {"CN-SAIC": "uscc", "CN-USCC": "uscc"}
"""List of org-id.guide, or the name we give one → scheme of the registry."""


def read_project(data: object, path: str) -> Project:
    """Read one project; :class:`BadField` with the path of the first thing that cannot be right."""
    found = as_object(data, path)
    own = read(_own(found, path), f.PROJECT, f"{path}.fairway")
    del own["version"]
    organisations, parties = _parties(found, f"{path}.parties")
    project = Project(
        title=_text(found, "title", path),
        agreement=_agreement(found, parties, path),
        organisations=organisations,
        payments=tuple(_payments(found, path)),
        region=_region(found, path),
        industry=_industry(found, path),
        **own,
    )
    _refuse_strangers(project, path)
    return project


def _own(found: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    if "fairway" not in found:
        raise BadField(f"{path}.fairway", BadCell("not-ours", NOT_OURS, SEND_OURS))
    return as_object(found["fairway"], f"{path}.fairway")


def _text(found: Mapping[str, Any], key: str, path: str, limit: int = 300) -> str:
    return str(read(found, (Field(key, key, text(limit)),), path)[key])


def _items(found: Mapping[str, Any], key: str, path: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The objects of a list that may be missing, each with its path."""
    places = enumerate(as_list(found.get(key, []), f"{path}.{key}"))
    return [(at := f"{path}.{key}[{n}]", as_object(each, at)) and (at, each) for n, each in places]


def _agreement(found: Mapping[str, Any], parties: tuple[Party, ...], path: str) -> Agreement | None:
    processes = _items(found, "contractingProcesses", path)
    if not processes:
        return None
    if len(processes) > 1:
        bad = BadCell("one-process", ONE_PROCESS, SPLIT_PROJECT, count=len(processes))
        raise BadField(f"{path}.contractingProcesses", bad)
    at = f"{processes[0][0]}.summary"
    summary = as_object(processes[0][1].get("summary"), at)
    amount, currency = _budget(found, path)
    return Agreement(
        number=_text(summary, "externalReference", at, 80),
        title=_text(summary, "title", at),
        parties=parties,
        amount=amount,
        currency=currency,
        **read(summary.get("fairway"), f.AGREEMENT, f"{at}.fairway"),
    )


def _budget(found: Mapping[str, Any], path: str) -> tuple[Decimal | None, str]:
    budget = as_object(found.get("budget", {}), f"{path}.budget")
    return _value(budget["amount"], f"{path}.budget.amount") if "amount" in budget else (None, "")


def _value(data: object, path: str) -> tuple[Decimal, str]:
    given = as_object(data, path)
    exact = as_object(given.get("fairway", {}), f"{path}.fairway").get("exactAmount", given.get("amount"))
    return AMOUNT.read(exact, f"{path}.amount"), CURRENCY.read(given.get("currency"), f"{path}.currency")


def _parties(found: Mapping[str, Any], path: str) -> tuple[tuple[Organisation, ...], tuple[Party, ...]]:
    organisations, ordered = [], []
    for at, each in _items(found, "parties", path.rpartition(".")[0]):
        said = read(each.get("fairway"), f.PARTY, f"{at}.fairway")
        role, order = said.pop("role"), said.pop("order")
        key = _text(each, "id", at, 400)
        made = Organisation(key=key, name=_text(each, "name", at), codes=tuple(sorted(_codes(each, at))), **said)
        organisations.append(made)
        if order:
            ordered.append((order, Party(key, role)))
    return tuple(organisations), tuple(party for _order, party in sorted(ordered, key=lambda pair: pair[0]))


def _codes(found: Mapping[str, Any], path: str) -> Iterator[Code]:
    first = as_object(found.get("identifier", {}), f"{path}.identifier")
    given = [(f"{path}.identifier", first)] if "id" in first else []
    for at, each in [*given, *_items(found, "additionalIdentifiers", path)]:
        name, _colon, namespace = _text(each, "scheme", at, 200).partition(":")
        scheme = SCHEMES.get(name, name.lower())
        if scheme not in set(f.Scheme):
            listed = ", ".join([*SCHEMES, "STOCK", "LOCAL"])
            raise BadField(f"{at}.scheme", BadCell("choice", SCHEME, USE_ONE_OF, value=name, options=listed))
        yield Code(scheme, namespace, _text(each, "id", at, 80))


def _payments(found: Mapping[str, Any], path: str) -> Iterator[Payment]:
    for at, each in _items(found, "transactions", path):
        amount, currency = _value(each.get("value"), f"{at}.value")
        day = DAY.read(each.get("date"), f"{at}.date")
        said = read(each.get("fairway"), f.PAYMENT, f"{at}.fairway")
        yield Payment(amount=amount, currency=currency, happened_on=day, **said)


def _region(found: Mapping[str, Any], path: str) -> str:
    for at, each in _items(found, "locations", path):
        gazetteer = as_object(each.get("gazetteer", {}), f"{at}.gazetteer")
        codes = as_list(gazetteer.get("identifiers", []), f"{at}.gazetteer.identifiers")
        if gazetteer.get("scheme") == REGIONS and codes:
            return str(text(60).read(codes[0], f"{at}.gazetteer.identifiers[0]"))
    return ""


def _industry(found: Mapping[str, Any], path: str) -> str:
    for at, each in _items(found, "additionalClassifications", path):
        if each.get("scheme") == INDUSTRIES:
            return _text(each, "id", at, 5)
    return ""


def _refuse_strangers(project: Project, path: str) -> None:
    """Every organisation that is named must stand among the parties."""
    known = {each.key for each in project.organisations}
    named = [(f"log[{n}].responsible", line.responsible) for n, line in enumerate(project.log)]
    named += [(f"openedFor[{n}].organisation", each.organisation) for n, each in enumerate(project.opened_for)]
    for n, promise in enumerate(project.promises or ()):
        named += [(f"promises[{n}].debtor", promise.debtor), (f"promises[{n}].creditor", promise.creditor or "")]
    for place, key in named:
        if key and key not in known:
            raise BadField(f"{path}.fairway.{place}", BadCell("party-unknown", STRANGER, ADD_PARTY, key=key), key)


NOT_OURS = _("The project does not carry Fairway's extension, which says its reference, the kind of paper and the log.")
SEND_OURS = _("Export it from Fairway, or add the extension as its schema describes.")
ONE_PROCESS = _("A project follows one agreement, but this one has %(count)s contracting processes.")
SPLIT_PROJECT = _("Write one project for each agreement.")
SCHEME = _("“%(value)s” is no list of identifiers that is known here.")
USE_ONE_OF = _("Use one of: %(options)s.")
STRANGER = _("“%(key)s” is named here, but stands not among the parties.")
ADD_PARTY = _("Add it to the parties, or name one of them.")
