"""Whole tables of organisations as a user hands them in, and the table of linked pairs that goes back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from fairway.know.engine.intake import INDUSTRY, REGION, organisation_name, person_problem, printed_names, spellings
from fairway.know.engine.linkage.bulk import COPY
from fairway.know.engine.linkage.pairs import RELATION_WORDS, VERDICT_WORDS, scheme_of
from fairway.know.engine.linkage.parts import spelt_out
from fairway.know.engine.places import full_name, places
from fairway.know.engine.written import Written
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables import BadCell, Column, TableSpec, check
from fairway.lib.tables.cells import half_width, key
from fairway.lib.tables.csv_file import read_csv
from fairway.lib.tables.raw import Grid, lost_table, read_table, table_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from fairway.know.engine.linkage.bulk import Linked
    from fairway.lib.tables import Problem, RawTable, Values

MOST_BYTES = 500_000_000
"""A table of organisations may be larger than a table somebody types: some millions of rows."""
_BATCH = 50_000
_OFFERED = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: its key (the line of the file where it has none), and what is known of the organisation."""

    key: str
    written: Written


@dataclass(frozen=True)
class Entries:
    """The rows that can be used, and what is wrong with the others."""

    rows: tuple[Entry, ...]
    problems: tuple[Problem, ...]

    @property
    def written(self) -> list[Written]:
        """What is linked, in the order of the rows."""
        return [each.written for each in self.rows]


def read_entries(data: bytes, filename: str) -> Entries:
    """Read a table of organisations (CSV of any size, or XLSX). Bad rows are told, good rows are not lost."""
    rows: list[Entry] = []
    problems: list[Problem] = []
    for number, grid in enumerate(_grids(data, filename)):
        found = check(grid, ENTRIES)
        rows += [Entry(row.value.key or str(row.number), row.value.written) for row in found.rows]
        # What is wrong with the headings is wrong in every piece of the file, and told once.
        problems += [each for each in found.problems if number == 0 or each.row is not None]
    return Entries(tuple(rows), tuple(each for each in problems if each.code != "unknown-column"))


def _grids(data: bytes, filename: str) -> Iterator[RawTable]:
    """The file as one table, or a long CSV file as several under the same headings."""
    if not filename.lower().endswith(".csv") or len(data) > MOST_BYTES:
        yield read_table(data, filename)
        return
    try:
        whole = read_csv(data, filename)
        yield from _pieces(whole, filename)
    except BadCell as bad:
        yield lost_table(filename, bad)


def _pieces(whole: Grid, filename: str) -> Iterator[RawTable]:
    rows = [row for row in whole.rows if any(row[1])]
    numbered: dict[int, list[Problem]] = defaultdict(list)
    for problem in whole.problems:
        numbered[problem.row or 0].append(problem)
    for start in range(1, max(2, len(rows)), _BATCH):
        piece = tuple(islice(rows, start, start + _BATCH))
        told = [each for number, _cells in piece for each in numbered.get(number, ())]
        yield table_from(Grid((*rows[:1], *piece), tuple(told)), filename)


def _code(cell: str) -> tuple[tuple[str, str], ...]:
    code = half_width(cell).upper()
    wrong = person_problem(code=code)
    if wrong:
        raise wrong
    return ((scheme_of(code), code),)


def _code_of(scheme: str) -> Callable[[str], tuple[tuple[str, str], ...]]:
    return lambda cell: ((scheme, code),) if (code := _code(cell)[0][1]) else ()


def _place(cell: str) -> str:
    """A division code of any edition, or the name of a place that is only one: 长春, 长春市朝阳区, Changchun."""
    text = half_width(cell)
    if text[:1].isdigit():
        code: str = REGION.parse(text)
        return code
    found = sorted(_known_places().get(text.casefold().replace(" ", ""), ()))
    if len(found) == 1:
        return found[0]
    if not found:
        raise BadCell("place", _("“%(value)s” is not the name of a place."), _USE_CODE, value=text)
    offered = ", ".join(f"{code} {full_name(code, 'zh')}" for code in found[:_OFFERED])
    raise BadCell("place-unclear", _("“%(value)s” can be several places."), _ONE_OF, value=text, offered=offered)


@lru_cache(maxsize=1)
def _known_places() -> Mapping[str, frozenset[str]]:
    """Codes by name, alone and behind what the place lies in, with and without its rank."""
    known: dict[str, set[str]] = defaultdict(set)
    for each in places().values():
        whole = full_name(each.code, "zh")
        for name in (each.name_zh, each.name_en, whole, full_name(each.code, "en")):
            known[name.casefold().replace(" ", "")].add(each.code)
        for start in range(1, len(whole) - 2):
            if whole[start - 1] in "省市区州盟":
                known[whole[start:]].add(each.code)
        if each.level in ("province", "prefecture") and len(each.name_zh) > 2:
            known[each.name_zh[:-1]].add(each.code)
    return {name: frozenset(codes) for name, codes in known.items()}


def _entry(values: Values) -> Entry:
    codes = dict.fromkeys(pair for scheme in ("code", "uscc", "orgcode", "lei") for pair in values[scheme])
    names = tuple(spellings(values["aliases"])) if values["aliases"] else ()
    written = Written(values["name"], tuple(codes), values["place"], values["industry"], names)
    return Entry(values["key"], spelt_out(written))


_USE_CODE = _("Use the six digits of the place, such as 220100 for Changchun.")
_ONE_OF = _("Write its code: %(offered)s …")

ENTRIES: TableSpec[Entry] = TableSpec(
    name="organisations to link",
    columns=(
        Column(
            "name",
            ("Name", "名称", "legal name", "单位名称", "企业名称", "机构名称", "公司名称"),
            organisation_name,
            required=True,
            remedy=_("Write the name as the source has it."),
        ),
        Column("key", ("Key", "编号", "id", "organisation key", "机构编号", "序号"), key, default=""),
        Column("code", ("Code", "代码", "identifier", "机构代码"), _code, default=()),
        Column(
            "uscc",
            ("USCC", "统一社会信用代码", "unified social credit code", "信用代码"),
            _code_of("uscc"),
            default=(),
        ),
        Column("orgcode", ("Organisation code", "组织机构代码"), _code_of("orgcode"), default=()),
        Column("lei", ("LEI", "法人机构识别编码", "legal entity identifier"), _code_of("lei"), default=()),
        Column("place", ("Place", *REGION.headings, "地点", "城市"), _place, default=""),
        INDUSTRY,
        Column("aliases", ("Other names", "其他名称", "aliases", "别名", "曾用名", "简称"), printed_names, default=""),
    ),
    build=_entry,
    key=(),
)

PAIR_HEADINGS = (
    _("Key A"),
    _("Name A"),
    _("Key B"),
    _("Name B"),
    _("Decision"),
    _("Relation"),
    _("Probability"),
    _("Weight"),
    _("Reasons"),
)
GROUP_HEADINGS = (_("Group"), _("Key"), _("Name"))


def pair_row(
    linked: Linked, left: Sequence[Entry], right: Sequence[Entry], translate: Callable[[str], str] = str
) -> tuple[str, ...]:
    """One line under ``PAIR_HEADINGS``; words in the reader's language by ``translate``."""
    a, b, decision = left[linked.left], right[linked.right], linked.decision
    relation = RELATION_WORDS[decision.relation]
    reasons = [
        translate(each.reason.text) % each.reason.params
        for each in decision.evidence
        if each.feature != "start" or len(decision.evidence) == 1
    ]
    return (
        a.key,
        a.written.name,
        b.key,
        b.written.name,
        translate(VERDICT_WORDS[decision.verdict]),
        translate(relation) if relation else "",
        f"{decision.probability:.3f}",
        f"{linked.weight:.1f}" if linked.weight != COPY else "",
        " ".join(reasons),
    )


def group_rows(groups: Sequence[Sequence[int]], rows: Sequence[Entry]) -> Iterator[tuple[int, str, str]]:
    """Lines under ``GROUP_HEADINGS``: the records of one organisation, by the number of the group."""
    for number, members in enumerate(groups, 1):
        for member in members:
            yield number, rows[member].key, rows[member].written.name
