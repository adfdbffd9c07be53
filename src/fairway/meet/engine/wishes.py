"""A spreadsheet of meeting requests in which organisations are named as people write them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.cells import choice, half_width, whole, words, yes_no
from fairway.lib.tables.problem import BadCell
from fairway.lib.tables.spec import Column, TableSpec, Values
from fairway.meet.engine.intake import ANSWER_WORDS, Answer

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Wish:
    """Who asks whom. ``must`` be held or ``never``: the organiser's word; ``reason`` goes with never."""

    asking: str
    asked: str
    priority: int = 3
    answer: Answer = Answer.NONE
    must: bool = False
    never: bool = False
    reason: str = ""


def folded(name: str) -> str:
    """A name or code as it is compared: without case, width and blanks."""
    return "".join(half_width(name).casefold().split())


def _two_sides(values: Values) -> Iterator[tuple[str, BadCell]]:
    if folded(values["asking"]) == folded(values["asked"]):
        text = _("“%(name)s” asks for a meeting with itself.")
        yield "asked", BadCell("meets-itself", text, _("Name whom it wants to meet."), name=values["asked"])


def _not_both(values: Values) -> Iterator[tuple[str, BadCell]]:
    if values["never"] and (values["must"] or values["answer"] is Answer.ACCEPTED):
        text = _("The row says that the two meet, and that they never do.")
        yield "never", BadCell("must-and-never", text, _("Keep one of the two."))


WISHES: TableSpec[Wish] = TableSpec(
    name="requests",
    columns=(
        Column(
            "asking",
            ("Asked by", "申请方", "from", "asking"),
            words(200),
            required=True,
            remedy=_("Write the name, the code or the key of the organisation that asks."),
        ),
        Column(
            "asked",
            ("Asked", "受邀方", "to", "asked organisation"),
            words(200),
            required=True,
            remedy=_("Write the name, the code or the key of the organisation it wants to meet."),
        ),
        Column("priority", ("Priority", "优先级"), whole(1, 5), default=3),
        Column("answer", ("Answer", "答复", "reply"), choice(ANSWER_WORDS), default=Answer.NONE),
        Column("must", ("Must meet", "必须安排", "must"), yes_no, default=False),
        Column("never", ("Never meet", "不得安排", "never", "forbidden"), yes_no, default=False),
        Column("reason", ("Reason", "理由"), words(300), default=""),
    ),
    build=lambda values: Wish(**values),
    key=("asking", "asked"),
    checks=(_two_sides, _not_both),
)
