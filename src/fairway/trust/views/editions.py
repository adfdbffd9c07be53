"""Pages of editions: the list, publishing, making one again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.lists import Badge, Column, Link, ListPage, address, show
from fairway.base.rights import acting, needs
from fairway.trust import queries, tasks
from fairway.trust.forms import AsOfForm
from fairway.trust.queries import finding
from fairway.trust.views.methods import model_link

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fairway.trust.models import Edition

PUBLISHED = gettext_noop("Published on the page of editions")
REPLAYED = gettext_noop("Made again on the edition's page")


def replay_badge(edition: Edition) -> Badge:
    """Whether the edition came out the same when it was last made again."""
    if edition.is_reproduced is None:
        return Badge(_("not yet"))
    return Badge(_("the same"), "ok") if edition.is_reproduced else Badge(_("different"), "bad")


def _day(edition: Edition) -> Link:
    return Link(date_format(edition.as_of), address("trust:edition", edition.pk))


EDITION_COLUMNS = (
    Column("as_of", gettext_lazy("As of"), _day, "as_of"),
    Column("model", gettext_lazy("Credit model"), lambda e: model_link(e.model)),
    Column("published", gettext_lazy("Published"), lambda e: e.published_at, "published_at"),
    Column("count", gettext_lazy("Organisations rated"), lambda e: e.count, "count", numeric=True),
    Column("hash", gettext_lazy("Hash"), lambda e: e.sha256[:12]),
    Column("replayed", gettext_lazy("Made again"), replay_badge),
)


@needs("trust.see_editions")
def editions(request: HttpRequest) -> HttpResponse:
    """List the editions: all grades of a day, fixed by their number and hash."""
    return show(
        request,
        ListPage(
            name="editions",
            title=gettext_lazy("Editions"),
            intro=gettext_lazy(
                "All grades of a day, fixed by number and hash. Anybody can ask for one to be made again."
            ),
            rows=queries.editions(),
            columns=EDITION_COLUMNS,
            order=("-published_at", "-pk"),
            empty=gettext_lazy("No edition has been published yet."),
            extra={"form": AsOfForm(initial={"as_of": timezone.localdate()})},
            template="trust/editions.html",
        ),
    )


@needs("trust.see_editions")
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one edition with its whole hash and how it was worked out."""
    found = finding.edition(pk)
    return render(request, "trust/edition.html", {"edition": found, "replayed": replay_badge(found)})


@require_POST
@needs("trust.rate")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish an edition as of a day, in the background."""
    form = AsOfForm(request.POST)
    if not form.is_valid():
        return render(request, "trust/publish_edition.html", {"form": form}, status=422)
    day = form.cleaned_data["as_of"]
    job = tasks.start_publishing(actor=acting(request), reason=PUBLISHED, model=queries.needed_model(), as_of=day)
    return redirect("job", pk=job.pk)


@require_POST
@needs("trust.rate")
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an edition again, in the background."""
    job = tasks.start_replay(actor=acting(request), reason=REPLAYED, edition=finding.edition(pk))
    return redirect("job", pk=job.pk)
