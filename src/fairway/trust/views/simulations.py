"""The page of a simulation: what a draft would change for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from fairway.base.exports import export
from fairway.base.lists import Column, Link, address
from fairway.base.rights import needs
from fairway.base.words import in_language
from fairway.know.models import Organisation
from fairway.know.queries import industry_name, legal_form_name, place_choices, place_name
from fairway.lib.errors import Missing
from fairway.trust import queries
from fairway.trust.engine.simulation import BANDS, NOT_RATED
from fairway.trust.views.choices import plain_choices
from fairway.trust.views.methods import seen_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrPromise

    from fairway.trust.models import CreditModel

    Data = Mapping[str, Any]


MOVER_COLUMNS = (
    Column("organisation", gettext_lazy("Organisation"), lambda m: m["link"]),
    Column("before", gettext_lazy("Points now"), lambda m: m["points_before"], numeric=True),
    Column("after", gettext_lazy("Points then"), lambda m: m["points_after"], numeric=True),
    Column("grade_before", gettext_lazy("Grade now"), lambda m: grade_word(m["grade_before"])),
    Column("grade_after", gettext_lazy("Grade then"), lambda m: grade_word(m["grade_after"])),
    Column("size", gettext_lazy("Size of enterprise"), lambda m: m["size"]),
    Column("ownership", gettext_lazy("Type of ownership"), lambda m: m["ownership"]),
    Column("region", gettext_lazy("Region"), lambda m: m["region"]),
    Column("because", gettext_lazy("Because of"), lambda m: _("; ").join(m["reasons"])),
)
GROUP_COLUMNS = (
    Column("by", gettext_lazy("Grouped by"), lambda line: str(line[0])),
    Column("group", gettext_lazy("Group"), lambda line: line[1]),
    Column("organisations", gettext_lazy("Organisations"), lambda line: line[2], numeric=True),
    Column("better", gettext_lazy("Better grade"), lambda line: line[3], numeric=True),
    Column("worse", gettext_lazy("Worse grade"), lambda line: line[4], numeric=True),
    Column("points", gettext_lazy("Points moved"), lambda line: line[5], numeric=True),
)


@needs("trust.draft_models")
def simulation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the newest simulation of a draft; ``?format=`` exports its biggest movers, with ``&groups`` its groups."""
    model = seen_model(request, pk)
    found = queries.simulation_of(model)
    if found is None:
        raise Missing("simulation-missing", gettext_noop("This text has not been simulated yet."))
    kind = request.GET.get("format")
    if kind and "groups" in request.GET:
        lines = [(title, label, *counts) for title, rows in _groups(found.result) for label, counts in rows]
        return export("groups", str(_("Who moves, by group")), GROUP_COLUMNS, lines, kind)
    movers = _movers(found.result, model)
    if kind:
        return export("movers", str(_("Biggest movers")), MOVER_COLUMNS, movers, kind)
    context = {"model": model, "simulation": found, "movers": movers[:25], "listed": len(movers)}
    return render(request, "trust/simulation.html", context | _told(found.result, model))


def grade_word(grade: str) -> str:
    """Name a grade, or what stands for none."""
    return {"": _("no file"), NOT_RATED: _("not rated")}.get(grade, grade)


def _told(data: Data, model: CreditModel) -> dict[str, object]:
    """Put the kept counts into the reader's words."""
    lines = {line.key: line for line in queries.method(model).red_lines}
    own = queries.own_words(model)
    return {
        "data": data,
        "matrix": _matrix(data),
        "moves": [(band_word(end), count) for end, count in data["moves"]],
        "groups": _groups(data),
        "red_lines": [
            (own(lines[key].label) if key in lines else key, before, after) for key, before, after in data["red_lines"]
        ],
    }


GROUPS = {
    "kind": gettext_lazy("By kind of organisation"),
    "size": gettext_lazy("By size of enterprise"),
    "ownership_type": gettext_lazy("By type of ownership"),
    "region": gettext_lazy("By region"),
    "industry": gettext_lazy("By industry"),
    "form": gettext_lazy("By legal form"),
}


def _matrix(data: Data) -> dict[str, object]:
    """Grades now as rows, grades then as columns; empty cells are 0."""
    counts = {(before, after): count for before, after, count in data["matrix"]}
    columns = [*data["grades"], *(["", NOT_RATED] if counts else [])]
    columns = [grade for grade in columns if any(after == grade for _before, after in counts)]
    others = sorted({before for before, _after in counts} - set(data["grades"]) - {"", NOT_RATED})
    rows = [g for g in (*data["grades"], *others, "", NOT_RATED) if any(before == g for before, _a in counts)]
    cells = [(grade_word(row), [(counts.get((row, c), 0), row == c) for c in columns]) for row in rows]
    return {"columns": [grade_word(grade) for grade in columns], "rows": cells}


def band_word(end: int) -> str:
    """Name the band of moves that ends at ``end``."""
    if end == 0:
        return _("unchanged")
    if end == BANDS[0]:
        return _("%(points)s or lower") % {"points": f"−{-end}"}
    if end > BANDS[-1]:
        return _("+%(points)s or more") % {"points": end}
    begin = BANDS[BANDS.index(end) - 1] + 1
    sign = "−" if end < 0 else "+"
    return f"{sign}{abs(begin)} … {sign}{abs(end)}"


def _groups(data: Data) -> list[tuple[StrPromise, list[tuple[str, list[int]]]]]:
    """What was counted, by what it was grouped by; a simulation of old knows fewer groups."""
    return [(title, _group(name, data["groups"][name])) for name, title in GROUPS.items() if name in data["groups"]]


def _group(name: str, rows: Sequence[Sequence[Any]]) -> list[tuple[str, list[int]]]:
    """The rows of a group in words: classes in their own order, whatever else by number; "not stated" comes last."""
    labels = _WORDS[name]([value for value, *_counts in rows])
    order = [*labels] if name in CLASSES else []
    ranked = sorted(rows, key=lambda row: order.index(row[0]) if row[0] in order else len(order))
    return [(labels.get(value) or _("not stated"), counts) for value, *counts in ranked]


CLASSES = frozenset({"size", "ownership_type"})
"""Groups whose values are classes with an order of their own."""


def _kinds(_values: Sequence[str]) -> dict[str, str]:
    return dict(plain_choices(Organisation.Kind.choices))


def _sizes(_values: Sequence[str]) -> dict[str, str]:
    return dict(plain_choices(Organisation.Size.choices))


def _ownership_types(_values: Sequence[str]) -> dict[str, str]:
    return dict(plain_choices(Organisation.OwnershipType.choices))


def _regions(values: Sequence[str]) -> dict[str, str]:
    return dict(place_choices(values))


def _industries(values: Sequence[str]) -> dict[str, str]:
    return {value: industry_name(value) for value in values}


def _forms(values: Sequence[str]) -> dict[str, str]:
    return {value: legal_form_name(value) for value in values}


_WORDS: Mapping[str, Callable[[Sequence[str]], dict[str, str]]] = {
    "kind": _kinds,
    "size": _sizes,
    "ownership_type": _ownership_types,
    "region": _regions,
    "industry": _industries,
    "form": _forms,
}


def _movers(data: Data, model: CreditModel) -> list[dict[str, Any]]:
    """The biggest movers with their names and reasons in words."""
    named = Organisation.objects.in_bulk([mover["organisation"] for mover in data["movers"]])
    own = queries.own_words(model)
    return [
        {**mover, **_identity(named.get(mover["organisation"])), "reasons": [*_because(mover["because"], own)]}
        for mover in data["movers"]
    ]


def _identity(organisation: Organisation | None) -> dict[str, Any]:
    """Who it is, how large, whose and where, as the registry says today."""
    if organisation is None:
        return dict.fromkeys(("link", "size", "ownership", "region"))
    return {
        "link": _link(organisation),
        "size": organisation.get_size_display() or _("not stated"),
        "ownership": organisation.get_ownership_type_display() or _("not stated"),
        "region": place_name(organisation.region_code) or _("not stated"),
    }


def _link(organisation: Organisation) -> Link:
    url = address("trust:rating", organisation.pk)
    return Link(in_language(organisation), url, is_demo=organisation.is_demo)


def _because(lines: Iterable[Data], own: queries.Words) -> Iterable[str]:
    """Each line as "Administrative penalty 12: −30 → −15"; "–" where it has no share."""
    limits = {"start": _("Starting points"), "scale": _("Limit of the scale")}
    for line in lines:
        label = limits.get(line["label"]) or own(line["label"])
        sides = ["–" if side is None else str(side) for side in (line["before"], line["after"])]
        yield f"{label} {line['record']}".strip() + _(": ") + " → ".join(sides)
