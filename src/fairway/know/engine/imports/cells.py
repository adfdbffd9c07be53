"""Cells of a file of organisations: text in, the value as it is kept out, :class:`BadCell` for anything else."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING

from fairway.know.engine import industries
from fairway.know.engine.intake import (
    KIND_WORDS,
    OrganisationKind,
    legal_name_problem,
    organisation_kind,
    person_problem,
)
from fairway.know.engine.legal_forms import form_in, forms_of, legal_form
from fairway.know.engine.script import fold
from fairway.lib.codes import lei_problem, organisation_code_problem, uscc_problem
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.cells import checked_code, day, half_width, key, words
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_NAMES = 40
_LISTED = re.compile(r"[;；|\n]")
# Words of registers for what an organisation is, besides those of an input folder.
_MORE_KINDS = {
    "公司": OrganisationKind.ENTERPRISE,
    "企业法人": OrganisationKind.ENTERPRISE,
    "机关": OrganisationKind.GOVERNMENT,
    "党政机关": OrganisationKind.GOVERNMENT,
    "政府机关": OrganisationKind.GOVERNMENT,
    "事业法人": OrganisationKind.INSTITUTION,
    "社会团体": OrganisationKind.ASSOCIATION,
    "社团": OrganisationKind.ASSOCIATION,
    "商会": OrganisationKind.ASSOCIATION,
    "园区": OrganisationKind.ZONE,
}
_COMPANY = re.compile("公司(?:[(].*[)])?$")
RELATIONS = {
    "subsidiary": "subsidiary",
    "子公司": "subsidiary",
    "owned": "owned",
    "partly owned": "owned",
    "参股": "owned",
    "branch": "branch",
    "分支机构": "branch",
    "分公司": "branch",
    "part": "part",
    "下属单位": "part",
    "union": "union",
    "工会": "union",
    "successor": "successor",
    "继承": "successor",
    "dispatched": "dispatched",
    "派出机构": "dispatched",
    "entrusted": "entrusted",
    "委托管理": "entrusted",
    "advises": "advises",
    "提供顾问服务": "advises",
    "finances": "finances",
    "提供资金": "finances",
}


def several(parse: Callable[[str], str]) -> Callable[[str], tuple[str, ...]]:
    """Several values in a cell, apart by ; or a line end; the same one twice is one."""

    def read(cell: str) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(parse(part) for part in map(str.strip, _LISTED.split(cell)) if part))
        if len(found) > MOST_NAMES:
            text = _("The cell holds %(count)s values; %(limit)s are allowed.")
            raise BadCell("too-many-values", text, _("Keep those that matter."), count=len(found), limit=MOST_NAMES)
        return found

    return read


def name(cell: str) -> str:
    """Return a legal name; what may be a natural person's or a sole trader's is refused."""
    wrong = legal_name_problem(cell)
    if wrong is not None:
        raise wrong
    return words(300)(cell)


def other_name(cell: str) -> str:
    """Return one more spelling; names and numbers of natural persons are refused."""
    wrong = person_problem(name=cell)
    if wrong is not None:
        raise wrong
    return words(300)(cell)


def own_key(cell: str) -> str:
    """Return the source's key; the number of a natural person is none."""
    wrong = person_problem(code=cell)
    if wrong is not None:
        raise wrong
    return key(cell)


def kind(cell: str) -> str:
    """What an organisation is, also by the words of registers; a legal form ending in 公司 is an enterprise."""
    text = half_width(cell)
    if text in _MORE_KINDS:
        return _MORE_KINDS[text].value
    if _COMPANY.search(text) and text not in KIND_WORDS:
        return OrganisationKind.ENTERPRISE.value
    return organisation_kind(cell).value


def organisation_code(cell: str) -> str:
    """Return an organisation code without its hyphen."""
    return checked_code(organisation_code_problem)(cell).replace("-", "")


def industry(cell: str) -> str:
    """Return the industry code of a code or a name of GB/T 4754-2017."""
    text = half_width(cell)
    found = industries.industry(text.upper())
    if found:
        return found.code
    codes = _industry_names().get(fold(text), ())
    if codes:
        return codes[-1]
    raise BadCell(
        "industry",
        _("“%(value)s” is neither a code nor a name of GB/T 4754-2017."),
        _("Use the digits of the division, group or class, such as 3670, or its whole Chinese name."),
        value=text[:60],
    )


@lru_cache(maxsize=1)
def _industry_names() -> Mapping[str, tuple[str, ...]]:
    """Folded Chinese names with their codes, widest first: where several levels share a name the narrowest is meant."""
    found: dict[str, list[str]] = {}
    for code, line in industries.industries().items():
        found.setdefault(fold(line.name_zh), []).append(code)
    return {name: tuple(sorted(codes, key=lambda code: (len(code), code))) for name, codes in found.items()}


def form(cell: str) -> str:
    """Return the ISO 20275 code of a code or of a Chinese form's whole name."""
    text = half_width(cell)
    wrong = person_problem(kind=text)
    if wrong is not None:
        raise wrong
    found = legal_form(text)
    if found:
        return found.code
    codes = _form_names().get(fold(text), frozenset())
    if len(codes) == 1:
        return next(iter(codes))
    # Forms are read at the end of a name; any character can stand for the rest of it.
    _rest, written = form_in(f"某{text}", "CN")
    if written and written.code:
        return written.code
    remedy = _("Use its four characters, such as ECAK, or leave the cell empty: the name says it too.")
    raise BadCell("legal-form", _("“%(value)s” is not a legal form of ISO 20275."), remedy, value=text[:60])


@lru_cache(maxsize=1)
def _form_names() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in forms_of("CN"):
        found.setdefault(fold(line.name), set()).add(line.code)
    return {name: frozenset(codes) for name, codes in found.items()}


def share(cell: str) -> str:
    """Return a share in per cent as text: 51, 51% and 51.25 % are understood."""
    text = half_width(cell).removesuffix("%").strip()
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    if not 0 < value <= 100 or value != value.quantize(Decimal("0.0001")):
        remedy = _("Write per cent, above 0 and up to 100, with at most four decimals.")
        raise BadCell("share", _("“%(value)s” is not a share."), remedy, value=half_width(cell)[:60])
    return f"{value.normalize():f}"


def relation(cell: str) -> str:
    """What the organisation is to the one it belongs to."""
    found = RELATIONS.get(half_width(cell).casefold())
    if found is None:
        remedy = _("Use one of: %(options)s.")
        options = ", ".join(word for word in RELATIONS if word.isascii())
        raise BadCell("relation", _("“%(value)s” is not a relation."), remedy, value=cell[:60], options=options)
    return found


def parent(cell: str) -> tuple[str, str]:
    """What the one it belongs to is known by: scheme and value of a code, else ``key``, else ``name``."""
    text = half_width(cell)
    for scheme, problem in (("uscc", uscc_problem), ("lei", lei_problem), ("orgcode", organisation_code_problem)):
        if problem(text.upper()) is None:
            return scheme, text.upper().replace("-", "") if scheme == "orgcode" else text.upper()
    try:
        return "key", key(text)
    except BadCell:
        return "name", words(300)(cell)


def iso_day(cell: str) -> str:
    """Read a day, year first, and return it as ISO 8601."""
    return day(cell).isoformat()
