"""The page on which the office's ratings are set against what happened afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairway.base.cells import shown
from fairway.base.exports import export
from fairway.base.lists import Column
from fairway.base.rights import needs
from fairway.trust import queries
from fairway.trust.engine.adverse_outcome import LEAST_OUTCOMES, SERIOUS
from fairway.trust.engine.catalogue import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpRequest, HttpResponse

READINGS = {
    "": gettext_lazy("cannot be said"),
    "stable": gettext_lazy("stable"),
    "shifting": gettext_lazy("shifting"),
    "shifted": gettext_lazy("shifted"),
}
GRADE_COLUMNS = (
    Column("grade", gettext_lazy("Grade"), lambda g: g.grade),
    Column("rated", gettext_lazy("Rated"), lambda g: g.rows, numeric=True),
    Column("outcomes", gettext_lazy("With the outcome"), lambda g: g.events, numeric=True),
    Column("rate", gettext_lazy("Rate, %"), lambda g: _percent(g.rate.value) if g.rows else None, numeric=True),
    Column("low", gettext_lazy("From, %"), lambda g: _percent(g.rate.low) if g.rows else None, numeric=True),
    Column("high", gettext_lazy("To, %"), lambda g: _percent(g.rate.high) if g.rows else None, numeric=True),
)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


@needs("trust.see_models")
def validation(request: HttpRequest) -> HttpResponse:
    """Show one rating date's figures; ``?edition=MODEL:DATE`` chooses another; ``format`` exports the grades."""
    listed, today = queries.rated_editions(), timezone.localdate()
    by_key = {f"{each['model']}:{each['as_of'].isoformat()}": each for each in listed}
    edition = by_key.get(request.GET.get("edition", "")) or queries.usual_edition(listed, today)
    found = queries.validation(edition, listed, today) if edition else None
    if found is not None and (kind := request.GET.get("format")):
        return export("validation", _("Validation"), GRADE_COLUMNS, found.grades, kind)
    context: dict[str, object] = {
        "choices": [(key, f"{each['name']} · {shown(each['as_of'])}", each == edition) for key, each in by_key.items()],
        "validation": found,
        "outcomes": list(_outcome_words()),
        "least": LEAST_OUTCOMES,
    }
    if found is not None:
        context |= {"bars": list(_bars(found.grades)), "lines": [_line(each) for each in found.grades]}
        context |= {"figures": _figures(found), "moves": _moves(found.drift)}
    return render(request, "trust/validation.html", context)


def _outcome_words() -> Iterator[str]:
    for key, severity in SERIOUS:
        kind = CATALOGUE[key]
        label = kind.severity(severity).label
        yield f"{_(kind.label)} ({_(label)})" if label else _(kind.label)


def _bars(grades: Sequence[queries.GradeLine]) -> Iterator[dict[str, str]]:
    """Each grade's interval of rates as places from 0 to 1 of the highest one, as CSS reads them."""
    top = max((g.rate.high for g in grades if g.rows), default=0.0) or 1.0
    for g in grades:
        if g.rows:
            ends = {"from": f"{g.rate.low / top:.4f}", "to": f"{g.rate.high / top:.4f}"}
            yield {"label": g.grade, **ends, "value": f"{_percent(g.rate.value)} %"}


def _line(line: queries.GradeLine) -> tuple[queries.GradeLine, str, str]:
    """A grade with its rate and interval as text; without rows there is none."""
    if not line.rows:
        return line, "–", "–"
    return line, f"{_percent(line.rate.value)} %", f"{_percent(line.rate.low)} – {_percent(line.rate.high)} %"


def _figures(found: queries.Validation) -> list[tuple[str, str, str]]:
    """Figures of separation with their intervals, as text; none with too few outcomes."""
    if found.separation is None:
        return []
    named = (("AUC", found.separation.auc), ("Gini", found.separation.gini), ("KS", found.separation.ks))
    return [(name, f"{each.value:.3f}", f"{each.low:.3f} – {each.high:.3f}") for name, each in named]


def _moves(drift: queries.Drift | None) -> dict[str, object]:
    if drift is None:
        return {}
    rows = list(zip(drift.grades, drift.moves, strict=True))
    index = "–" if drift.index is None else f"{drift.index:.3f}"
    return {"index": index, "reading": READINGS[drift.reading], "rows": rows}
