"""Pages of the clerk's desk: the queue, a pair, decisions, merges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.cells import organisation_link
from fairway.base.forms import Refusals
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import acting, needs
from fairway.base.words import in_language, reason_words
from fairway.know import tasks
from fairway.know.actions.desk import confirm_ruling, revoke_ruling, rule_pair
from fairway.know.actions.merging import undo_merge
from fairway.know.forms.desk import DecisionForm, ReasonForm
from fairway.know.models import Merge, Organisation, Pair, Ruling, Verdict
from fairway.know.queries import desk, merges, pairs
from fairway.lib.errors import Missing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrPromise

STATES: dict[str, tuple[StrPromise, str]] = {
    "open": (gettext_lazy("open"), "info"),
    "waiting": (gettext_lazy("waits for a second person"), "warn"),
    "later": (gettext_lazy("put off"), "plain"),
    "decided": (gettext_lazy("decided"), "ok"),
    "merged": (gettext_lazy("a record merged elsewhere"), "plain"),
}
TONES = {Verdict.SAME: "ok", Verdict.RELATED: "accent", Verdict.DIFFERENT: "plain", Verdict.ASK: "info"}


def _narrowing(request: HttpRequest) -> dict[str, str]:
    """What the visitor narrowed the queue by; it stays from pair to pair."""
    return {key: value for key in desk.NARROWED if (value := request.GET.get(key, ""))}


def _pair_address(pair: Pair, narrowing: Mapping[str, str]) -> str:
    return address("know:pair", pair.pk) + (f"?{urlencode(narrowing)}" if narrowing else "")


def _proposal(pair: Pair) -> Badge:
    words = pair.get_relation_display() or pair.get_verdict_display()
    return Badge(str(words), TONES[Verdict(pair.verdict)])


def _state(pair: Any) -> Badge:  # noqa: ANN401  # annotated by the queue
    return Badge(str(STATES[pair.state][0]), STATES[pair.state][1])


def _columns(narrowing: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        Column(
            "left",
            gettext_lazy("One record"),
            lambda p: Link(in_language(p.left), _pair_address(p, narrowing), p.left.is_demo),
            "left__name",
        ),
        Column("right", gettext_lazy("Other record"), lambda p: in_language(p.right), "right__name"),
        Column("kind", gettext_lazy("Kind"), lambda p: p.left.get_kind_display(), "left__kind"),
        Column("proposal", gettext_lazy("Proposal"), _proposal, "verdict"),
        Column(
            "probability",
            gettext_lazy("Probability"),
            lambda p: pairs.percent(p.probability),
            "probability",
            numeric=True,
        ),
        Column("consequence", gettext_lazy("Consequence"), lambda p: p.consequence, "consequence", numeric=True),
        Column("state", gettext_lazy("State"), _state),
    )


@needs("know.see_doubles")
def doubles(request: HttpRequest) -> HttpResponse:
    """The queue: what weighs most first; without a choice, what is open."""
    counts = desk.counts()
    if not request.GET and counts["open"]:
        return redirect(f"{reverse('know:doubles')}?state=open")
    return show(
        request,
        ListPage(
            name="doubles",
            title=gettext_lazy("Possible doubles"),
            intro=gettext_lazy(
                "Pairs of records that may be one organisation. Nothing is merged until somebody decides."
            ),
            rows=desk.queue(),
            columns=_columns(_narrowing(request)),
            filters=(
                Filter("state", gettext_lazy("State"), "state", lambda: [(k, w) for k, (w, _t) in STATES.items()]),
                Filter("proposal", gettext_lazy("Proposal"), "verdict", lambda: list(Verdict.choices)),
                Filter("kind", gettext_lazy("Kind"), "left__kind", lambda: list(Organisation.Kind.choices)),
            ),
            search=("left__name", "left__name_en", "right__name", "right__name_en"),
            order=("-consequence", "-probability", "pk"),
            empty=gettext_lazy("Look for doubles to fill the desk, or import a list: what is in doubt comes here."),
            extra={"counts": [(state, STATES[state][0], n) for state, n in counts.items()]},
            template="know/desk_queue.html",
        ),
    )


@require_POST
@needs("know.decide_doubles")
def find_doubles(request: HttpRequest) -> HttpResponse:
    """Start the search and show its progress."""
    job = tasks.start_finding(actor=acting(request), reason=gettext_noop("Started at the desk"))
    return redirect("job", pk=job.pk)


@needs("know.see_doubles")
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Two records side by side, and the decision on them; after a decision the next pair opens."""
    page = pairs.pair_page(pk)
    if page is None:
        raise Missing("pair-missing", gettext_noop("No pair of records has this address."))
    form = DecisionForm(request.POST or None, initial=_proposed(page))
    if request.method == "POST" and form.is_valid():
        with Refusals(form):
            ruling = rule_pair(actor=acting(request), reason=form.why, pair=page.pair, choice=form.choice(page.pair))
            return _onwards(request, page.pair, ruling)
    return render(request, "know/desk_pair.html", _context(request, page, form), status=422 if form.errors else 200)


def _proposed(page: pairs.PairPage) -> dict[str, str]:
    kept = "left" if page.proposed.pk == page.pair.left_id else "right"
    return {"relation": page.pair.relation, "kept": kept}


def _context(request: HttpRequest, page: pairs.PairPage, form: DecisionForm) -> dict[str, object]:
    narrowing, records = _narrowing(request), (page.pair.left, page.pair.right)
    following = {step: desk.next_open(page.pair, narrowing, step=step) for step in (1, -1)}
    ruling = page.ruling
    return {
        "page": page,
        "pair": page.pair,
        "form": form,
        "evidence": pairs.evidence_in_words(page.pair),
        "waterfall": pairs.drawing(page.pair),
        "state": STATES[page.pair.state],  # type: ignore[attr-defined]  # annotated
        "tie": pairs.tie_words(ruling, page.pair) if ruling else "",
        "next": _pair_address(following[1], narrowing) if following[1] else "",
        "previous": _pair_address(following[-1], narrowing) if following[-1] else "",
        "may_decide": all(request.user.has_perm("know.decide_doubles", each) for each in records),
        "may_confirm": all(request.user.has_perm("know.confirm_merges", each) for each in records),
        "is_own_decision": ruling is not None and ruling.decided_by_id == request.user.pk,
        "merge": ruling.merges.filter(undone_at=None).first() if ruling else None,
    }


def _onwards(request: HttpRequest, decided: Pair, ruling: Ruling) -> HttpResponse:
    """Say what was kept, with the way back to it, and open the next pair."""
    narrowing = _narrowing(request)
    words = _("Kept; a second person must confirm it.") if ruling.needs_second else _("The decision is kept.")
    link = format_html('<a href="{}">{}</a>', _pair_address(decided, narrowing), _("See it again"))
    messages.success(request, format_html("{} {}", words, link))
    following = desk.next_open(decided, narrowing)
    return redirect(_pair_address(following, narrowing) if following else reverse("know:doubles"))


def _ruling(pk: int) -> Ruling:
    found = Ruling.objects.filter(pk=pk).first()
    if found is None:
        raise Missing("ruling-missing", gettext_noop("No decision has this address."))
    return found


def _back_to(ruling: Ruling) -> HttpResponse:
    return redirect("know:rulings") if ruling.pair_id is None else redirect("know:pair", pk=ruling.pair_id)


@require_POST
@needs("know.confirm_merges")
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree as the second person, and merge."""
    reason = ReasonForm(request.POST).why(gettext_noop("Confirmed at the desk"))
    ruling = confirm_ruling(actor=acting(request), reason=reason, ruling=_ruling(pk))
    messages.success(request, _("Confirmed: the two records are one now."))
    return _back_to(ruling)


@require_POST
@needs("know.see_doubles")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back, and its merge with it."""
    reason = ReasonForm(request.POST).why(gettext_noop("Taken back at the desk"))
    ruling = revoke_ruling(actor=acting(request), reason=reason, ruling=_ruling(pk))
    messages.success(request, _("The decision is taken back. The pair is open again."))
    return _back_to(ruling)


def _holds(ruling: Ruling) -> Badge:
    if ruling.revoked_at is not None:
        return Badge(_("taken back"), "plain")
    if ruling.needs_second and ruling.confirmed_by_id is None:
        return Badge(_("waits for a second person"), "warn")
    return Badge(_("holds"), "ok")


@needs("know.see_doubles")
def rulings(request: HttpRequest) -> HttpResponse:
    """Every decision: what was decided of two spellings, by whom, and whether it holds."""
    return show(
        request,
        ListPage(
            name="decisions",
            title=gettext_lazy("Decisions on doubles"),
            intro=gettext_lazy("A decision that holds is remembered: the same two spellings are not asked again."),
            rows=Ruling.objects.select_related("decided_by", "confirmed_by"),
            columns=(
                Column("a", gettext_lazy("Spelling"), _spelling, "spelling_a"),
                Column("b", gettext_lazy("Other spelling"), lambda r: r.spelling_b, "spelling_b"),
                Column(
                    "verdict", gettext_lazy("Decision"), lambda r: r.get_relation_display() or r.get_verdict_display()
                ),
                Column("reason", gettext_lazy("Reason"), lambda r: reason_words(r.reason)),
                Column("by", gettext_lazy("Decided by"), lambda r: r.decided_by.get_username()),
                Column("at", gettext_lazy("Decided"), lambda r: r.decided_at, "decided_at"),
                Column(
                    "second",
                    gettext_lazy("Confirmed by"),
                    lambda r: r.confirmed_by.get_username() if r.confirmed_by else None,
                ),
                Column("holds", gettext_lazy("State"), _holds),
            ),
            filters=(Filter("verdict", gettext_lazy("Decision"), "verdict", lambda: list(Verdict.choices)),),
            search=("spelling_a", "spelling_b", "reason"),
            order=("-decided_at", "-pk"),
            empty=gettext_lazy("Decide on a pair of the desk to see it here."),
        ),
    )


def _spelling(ruling: Ruling) -> Link | str:
    return Link(ruling.spelling_a, address("know:pair", ruling.pair_id)) if ruling.pair_id else ruling.spelling_a


def _merge_link(merge: Merge) -> Link:
    return Link(in_language(merge.merged), address("know:merge", merge.pk), merge.merged.is_demo)


def _stands(merge: Merge) -> Badge:
    return Badge(_("undone"), "plain") if merge.undone_at else Badge(_("stands"), "ok")


MERGE_COLUMNS = (
    Column("merged", gettext_lazy("Merged record"), _merge_link, "merged__name"),
    Column("kept", gettext_lazy("Into"), lambda m: organisation_link(m.kept), "kept__name"),
    Column("rows", gettext_lazy("Rows moved"), lambda m: m.rows_moved, "rows_moved", numeric=True),
    Column("reason", gettext_lazy("Reason"), lambda m: reason_words(m.reason)),
    Column("by", gettext_lazy("Merged by"), lambda m: m.done_by.get_username()),
    Column("at", gettext_lazy("Merged"), lambda m: m.done_at, "done_at"),
    Column("state", gettext_lazy("State"), _stands),
)


def _undo_button(merge: Merge) -> str:
    """A button of the form ``undo`` on the page; files have no such column."""
    if merge.undone_at is not None:
        return ""
    markup = '<button class="btn btn-sm" form="undo" formaction="{}">{}</button>'
    return format_html(markup, address("know:undo_merge", merge.pk), _("Undo"))


@needs("know.see_doubles")
def merge_list(request: HttpRequest) -> HttpResponse:
    """Every merge, with what it moved; each that stands is undone in one click."""
    may_undo = request.user.has_perm("know.decide_doubles") and "format" not in request.GET
    button = (Column("undo", gettext_lazy("Undo"), _undo_button),) if may_undo else ()
    return show(
        request,
        ListPage(
            name="merges",
            title=gettext_lazy("Merges"),
            intro=gettext_lazy("Every merge can be undone in any order: what it moved goes back."),
            rows=merges.merges_seen(),
            columns=MERGE_COLUMNS + button,
            search=("kept__name", "merged__name", "reason"),
            order=("-done_at", "-pk"),
            empty=gettext_lazy("No two records have been merged yet."),
            template="know/desk_merges.html",
        ),
    )


def _merge(pk: int) -> Merge:
    found = merges.merges_seen().filter(pk=pk).first()
    if found is None:
        raise Missing("merge-missing", gettext_noop("No merge has this address."))
    return found


@needs("know.see_doubles")
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """One merge: what moved, what stayed, who did it and why, and the button that undoes it."""
    found = _merge(pk)
    records = (found.kept, found.merged)
    context = {
        "merge": found,
        "moved": pairs.hanging_words(merges.moved_by_table(found)),
        "stayed": pairs.hanging_words(merges.stayed_by_table(found)) if found.undone_at is None else [],
        "later": merges.leaning_on(found) if found.undone_at is None else [],
        "may_undo": all(request.user.has_perm("know.decide_doubles", each) for each in records),
    }
    return render(request, "know/desk_merge.html", context)


@require_POST
@needs("know.decide_doubles")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merge in one click."""
    reason = ReasonForm(request.POST).why(gettext_noop("Undone at the desk"))
    undone = undo_merge(actor=acting(request), reason=reason, merge=_merge(pk))
    messages.success(request, _("The merge is undone: both records are as they were."))
    return redirect("know:merge", pk=undone.pk)
