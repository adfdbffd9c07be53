"""A table of pairs of names as a user hands it in, and what was decided on each row."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.know.engine.intake import region
from fairway.know.engine.linkage.decide import decide
from fairway.know.engine.written import Decision, Relation, Verdict, Written
from fairway.lib.explain import filled
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.cells import half_width, words
from fairway.lib.tables.spec import Column, TableSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from fairway.know.engine.linkage.model import NameModel
    from fairway.lib.tables.spec import Row

_LONGEST = 300
_CODE_FORMS = (
    (re.compile("[0-9A-Z]{18}"), "uscc"),
    (re.compile("[0-9A-Z]{20}"), "lei"),
    (re.compile("[0-9A-Z]{8}-?[0-9X]"), "orgcode"),
    (re.compile("[0-9]{4,6}([.][A-Z]{2})?"), "stock"),
)


@dataclass(frozen=True)
class PairRow:
    """One pair to compare."""

    a: Written
    b: Written


@dataclass(frozen=True)
class DecidedRow:
    """One pair with its decision; ``number`` is its line in the file."""

    number: int
    a: Written
    b: Written
    decision: Decision


def scheme_of(code: str) -> str:
    """Tell by its form which identifier a code is; what fits none is taken for a unified social credit code."""
    return next((scheme for form, scheme in _CODE_FORMS if form.fullmatch(code)), "uscc")


def _code(cell: str) -> tuple[tuple[str, str], ...]:
    code = half_width(cell).upper()
    return ((scheme_of(code), code),)


def _of_scheme(scheme: str) -> Callable[[str], tuple[tuple[str, str], ...]]:
    return lambda cell: ((scheme, half_width(cell).upper()),)


def _columns(side: str, chinese: str) -> tuple[Column, ...]:
    """The columns of one side: name (required), code of any kind or of one kind, place."""
    upper = side.upper()
    return (
        Column(
            f"name_{side}",
            (
                f"Name {upper}",
                f"名称{chinese}",
                f"名称{upper}",
                f"企业名称{chinese}",
                f"企业名称{upper}",
                f"name{side}",
            ),
            words(_LONGEST),
            required=True,
            remedy=_("Write the name as the source has it."),
        ),
        Column(f"code_{side}", (f"Code {upper}", f"代码{chinese}", f"代码{upper}"), _code, default=()),
        Column(
            f"uscc_{side}",
            (f"USCC {upper}", f"统一社会信用代码{chinese}", f"统一社会信用代码{upper}", f"信用代码{upper}"),
            _of_scheme("uscc"),
            default=(),
        ),
        Column(f"lei_{side}", (f"LEI {upper}", f"法人机构识别编码{upper}"), _of_scheme("lei"), default=()),
        Column(
            f"place_{side}",
            (f"Place {upper}", f"地区{chinese}", f"行政区划代码{upper}", f"地区{upper}"),
            region,
            default="",
        ),
    )


def _pair(values: Mapping[str, object]) -> PairRow:
    return PairRow(_written(values, "a"), _written(values, "b"))


def _written(values: Mapping[str, object], side: str) -> Written:
    codes = [pair for key in ("code", "uscc", "lei") for pair in values[f"{key}_{side}"]]  # type: ignore[attr-defined]
    return Written(str(values[f"name_{side}"]), tuple(dict.fromkeys(codes)), str(values[f"place_{side}"]))


PAIRS: TableSpec[PairRow] = TableSpec(
    name="pairs", columns=(*_columns("a", "甲"), *_columns("b", "乙")), build=_pair, key=()
)


def decide_rows(rows: Iterable[Row[PairRow]], model: NameModel | None = None) -> Iterator[DecidedRow]:
    """Decide each pair, in order."""
    for row in rows:
        decision = decide(row.value.a, row.value.b, model=model)
        yield DecidedRow(row.number, row.value.a, row.value.b, decision)


HEADINGS = (_("Row"), _("Name A"), _("Name B"), _("Decision"), _("Relation"), _("Probability"), _("Reasons"))
COUNTED = _("Pairs")
VERDICT_WORDS: Mapping[Verdict, str] = {
    Verdict.SAME: _("same"),
    Verdict.RELATED: _("related"),
    Verdict.DIFFERENT: _("different"),
    Verdict.ASK: _("ask"),
}
RELATION_WORDS: Mapping[Relation, str] = {
    Relation.NONE: "",
    Relation.BRANCH_OF: _("A is a branch of B"),
    Relation.HEAD_OF: _("B is a branch of A"),
    Relation.UNION_OF: _("A is a union or staff body of B"),
    Relation.HAS_UNION: _("B is a union or staff body of A"),
    Relation.PART_OF: _("A is a part of B"),
    Relation.HAS_PART: _("B is a part of A"),
    Relation.SUBSIDIARY_OF: _("A belongs to the group B"),
    Relation.PARENT_OF: _("B belongs to the group A"),
    Relation.GROUP_OF: _("A means B and others"),
    Relation.IN_GROUP: _("B means A and others"),
    Relation.PRODUCT_OF: _("A is managed by B and no organisation"),
    Relation.HAS_PRODUCT: _("B is managed by A and no organisation"),
    Relation.SIBLING: _("two parts of one organisation"),
}


def result_row(row: DecidedRow, translate: Callable[[str], str] = str) -> tuple[str | int, ...]:
    """One line of the result under ``HEADINGS``; sentences in the reader's language by ``translate``."""
    decision = row.decision
    reasons = " ".join(
        filled(translate(each.reason.text), each.reason.params)
        for each in decision.evidence
        if each.feature != "start" or len(decision.evidence) == 1
    )
    relation = RELATION_WORDS[decision.relation]
    return (
        row.number,
        row.a.name,
        row.b.name,
        translate(VERDICT_WORDS[decision.verdict]),
        translate(relation) if relation else "",
        f"{decision.probability:.3f}",
        reasons,
    )


def counted(rows: Iterable[DecidedRow]) -> dict[Verdict, int]:
    """How many pairs got each verdict, every verdict named."""
    found = Counter(row.decision.verdict for row in rows)
    return {verdict: found[verdict] for verdict in Verdict}
