"""Pages of ratings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import acting, needs
from fairway.base.words import in_language
from fairway.know.models import Organisation
from fairway.know.queries import place_choices
from fairway.trust import actions, queries
from fairway.trust.forms import AsOfForm
from fairway.trust.models import Rating
from fairway.trust.queries import finding
from fairway.trust.views.choices import plain_choices
from fairway.trust.views.looks import exports_kept, looks_at
from fairway.trust.views.methods import model_link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from fairway.base.models import User

GRADE_TONES = {
    "A": "ok",
    "BBB": "info",
    "BB": "info",
    "B": "warn",
    "CCC": "warn",
    "CC": "warn",
    "C": "bad",
}


def grade_badge(grade: str) -> Badge:
    """Show the grade in its colour; without one there is no file, which is neither good nor bad."""
    if not grade:
        return Badge(_("no file"))
    return Badge(grade, GRADE_TONES.get(grade, GRADE_TONES.get(grade[0], "plain")))


def _rated(rating: Rating) -> Link:
    url = address("trust:rating", rating.organisation_id)
    return Link(in_language(rating.organisation), url, is_demo=rating.is_demo)


def _grades() -> list[tuple[str, str]]:
    made = set(Rating.objects.order_by().values_list("grade", flat=True).distinct())
    model = queries.current_model()
    known = queries.method(model).grade_keys() if model else ()
    listed = [grade for grade in known if grade in made] + sorted(made - set(known) - {""})
    return [(grade, grade) for grade in listed] + [(queries.NO_FILE, _("no file"))]


def _prefectures() -> list[tuple[str, str]]:
    rated = Organisation.objects.filter(ratings__isnull=False).values_list("region_code", flat=True)
    return place_choices(rated)


RATING_COLUMNS = (
    Column("organisation", gettext_lazy("Organisation"), _rated, "organisation__name"),
    Column("grade", gettext_lazy("Grade"), lambda r: grade_badge(r.grade)),
    Column("points", gettext_lazy("Points"), lambda r: r.points, "points", numeric=True),
    Column("as_of", gettext_lazy("As of"), lambda r: r.as_of, "as_of"),
    Column("in_force", gettext_lazy("In force from"), lambda r: r.effective_on, "effective_on"),
    Column("model", gettext_lazy("Credit model"), lambda r: model_link(r.model)),
)
RATING_FILTERS = (
    Filter("grade", gettext_lazy("Grade"), "grade_or_no_file", _grades),
    Filter("kind", gettext_lazy("Kind"), "organisation__kind", lambda: plain_choices(Organisation.Kind.choices)),
    Filter("region", gettext_lazy("Region"), "organisation__region_code__startswith", _prefectures),
    Filter(
        "size",
        gettext_lazy("Size of enterprise"),
        "organisation__size",
        lambda: plain_choices(Organisation.Size.choices),
    ),
    Filter(
        "ownership",
        gettext_lazy("Type of ownership"),
        "organisation__ownership_type",
        lambda: plain_choices(Organisation.OwnershipType.choices),
    ),
)


@needs("trust.see_ratings")
@exports_kept
def ratings(request: HttpRequest) -> HttpResponse:
    """List the rating in force of every organisation."""
    return show(
        request,
        ListPage(
            name="ratings",
            title=gettext_lazy("Ratings"),
            intro=gettext_lazy(
                "Where nothing is known there is no file: no points and no grade, neither good nor bad."
            ),
            rows=queries.ratings_seen_by(cast("User", request.user)).defer("reasons", "model__toml"),
            columns=RATING_COLUMNS,
            filters=RATING_FILTERS,
            search=("organisation__name", "organisation__name_en"),
            order=("organisation__name", "pk"),
            empty=gettext_lazy("No organisation has been rated yet. Load a folder and run it."),
        ),
    )


@looks_at("trust.see_ratings", finding.organisation)
def rating(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Show one organisation's rating, every point with its record; ``?as_of=``: as of another day."""
    history = list(queries.history(organisation))
    asked = AsOfForm(request.GET if "as_of" in request.GET else None)
    day = asked.cleaned_data["as_of"] if asked.is_valid() else None
    statement = queries.statement(organisation, history, day)
    context: dict[str, object] = {"organisation": organisation, "history": history, "form": asked}
    if statement is not None:
        context |= _told(_as_seen(acting(request), organisation, statement))
    context["may_add_records"] = request.user.has_perm("trust.load_records", organisation)
    may = {
        right: request.user.has_perm(f"trust.{right}", organisation)
        for right in ("see_records", "see_file", "issue_statement")
    }
    context |= {f"may_{right}": held for right, held in may.items()}
    if request.user.has_perm("trust.see_notices", organisation):
        context["announced"] = queries.open_notices([organisation.pk]).first()
    return render(request, "trust/rating.html", context)


def _as_seen(user: User, organisation: Organisation, statement: queries.Statement) -> queries.Statement:
    """Leave out what is over for whoever may not see it any more."""
    if queries.sees_ended(user, organisation):
        return statement
    return replace(statement, lines=queries.shared_lines(statement.lines))


def _told(statement: queries.Statement) -> dict[str, object]:
    """Put the statement in the reader's language, with its bars from 0 to 1 of the model's scale."""
    model = queries.method(statement.model)
    account = queries.account(statement.lines)
    shares = queries.spoken(account.shares, model)
    return {
        "statement": statement,
        "grade": grade_badge(statement.grade),
        "in_force": statement.as_of >= model.applies_from,
        "method": model,
        "shares": list(_bars(shares, model.minimum, model.maximum)),
        "last_place": _place(statement.points or 0, model.minimum, model.maximum),
        "red_lines": queries.spoken(account.red_lines, model),
        "remarks": queries.spoken(account.remarks, model),
    }


def _bars(shares: Iterable[queries.Line], minimum: int, maximum: int) -> Iterable[dict[str, object]]:
    """Each line with the level before and after it, the latter also as points."""
    level = 0
    for share in shares:
        before, level = level, level + (share["points"] or 0)
        ends = [_place(value, minimum, maximum) for value in (before, level)]
        yield {**share, "label": _label(share), "from": ends[0], "to": ends[1], "level": level}


def _label(share: queries.Line) -> str:
    """Name a bar: the record's kind, the dimension that cuts off, the start or the scale's limit."""
    params = share["params"]
    if "start" in params:
        return _("Starting points")
    return str(params.get("kind") or params.get("dimension") or _("Limit of the scale"))


def _place(points: int, minimum: int, maximum: int) -> str:
    """Where points lie on the scale from 0 to 1, as CSS reads it in every language."""
    return f"{min(max((points - minimum) / (maximum - minimum), 0), 1):.4f}"


@require_POST
@needs("trust.rate")
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Rate one organisation as of a day and keep the result."""
    organisation, asked = finding.organisation(pk), AsOfForm(request.POST)
    if not asked.is_valid():
        return render(request, "trust/rate_again.html", {"organisation": organisation, "form": asked}, status=422)
    [kept] = actions.rate_organisations(
        actor=cast("User", request.user),
        reason=_("Rated on the organisation's page"),
        model=queries.needed_model(organisation.kind),
        as_of=asked.cleaned_data["as_of"],
        organisations=[organisation.pk],
    )
    announced = _("The rating is worse, so a notice is served. It takes effect after the notice period.")
    messages.success(request, _("The rating is kept.") if kept.effective_on else announced)
    return redirect("trust:rating", pk=pk)
