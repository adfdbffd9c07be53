"""Projects as seven tables: a workbook, or CSV files in a ZIP archive.

What tables cannot hold (promises, further amounts, English names, owners, codes other than the official ones) they do
not say: read back, ``promises`` and ``further`` are ``None``.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, cast

from fairway.land.engine.exchange import fields as f
from fairway.land.engine.exchange.shape import AMOUNT, BadField, Codec
from fairway.land.engine.exchange.values import (
    Agreement,
    Code,
    Line,
    Organisation,
    Party,
    Payment,
    Project,
    Stated,
)
from fairway.land.engine.intake import LANDED_MONEY, STAGE_WORDS
from fairway.land.engine.sizes import Area, Capacity, plain_unit
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.cells import choice, currency, day, whole, words, yes_no
from fairway.lib.tables.check import check
from fairway.lib.tables.csv_file import read_csv
from fairway.lib.tables.problem import BadCell, Level
from fairway.lib.tables.raw import MAX_BYTES, table_from
from fairway.lib.tables.spec import Column, TableSpec
from fairway.lib.tables.write import Sheet, csv_bytes
from fairway.lib.tables.xlsx_file import read_xlsx, sheet_names
from fairway.sign.engine.intake import KIND_WORDS, MONEY_KIND_WORDS, ROLE_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from fairway.lib.money import MoneyKind
    from fairway.lib.tables.problem import Problem
    from fairway.lib.tables.raw import Grid
    from fairway.lib.tables.write import Cell

Row = dict[str, Any]


def _plain(words_of: Mapping[str, Any], only: frozenset[MoneyKind] | None = None) -> dict[str, str]:
    kept = {word: kind for word, kind in words_of.items() if only is None or kind in only}
    return {word: kind.value for word, kind in kept.items()}


def _through(codec: Codec) -> Callable[[str], Any]:
    def parse(cell: str) -> object:
        try:
            return codec.read(cell.replace(",", ""), "")
        except BadField as bad:
            raise BadCell(bad.code, bad.text, bad.remedy, **bad.params) from bad

    return parse


_FILL = _("Fill the cell, as in the file that was exported.")


def _column(key: str, english: str, chinese: str, parse: Callable[[str], Any], default: object = ...) -> Column:
    if default is ...:
        return Column(key, (english, chinese), parse, required=True, remedy=_FILL)
    return Column(key, (english, chinese), parse, default=default)


_PROJECT = _column("reference", "Project", "项目编号", words(200))
_VERIFIED = _column("is_verified", "Verified", "经第二方核实", yes_no, default=False)
_DEMO = _column("is_demo", "Demo", "演示", yes_no, default=False)
_amount = _through(AMOUNT)


def _spec(name: str, columns: Sequence[Column], key: Sequence[str] = ()) -> TableSpec[Row]:
    return TableSpec(name=name, columns=tuple(columns), build=dict, key=tuple(key))


ORGANISATIONS = _spec(
    "organisations",
    (
        _column("key", "Key", "编号", words(400)),
        _column("name", "Name", "名称", words(300)),
        _column("kind", "Kind", "类别", choice({kind: kind for kind in f.KINDS})),
        _column("region", "Region", "地区", words(6), ""),
        _column("uscc", "USCC", "统一社会信用代码", words(80), ""),
        _column("lei", "LEI", "LEI编码", words(80), ""),
        _DEMO,
    ),
    ["key"],
)
PROJECTS = _spec(
    "projects",
    (
        _PROJECT,
        _column("title", "Title", "项目名称", words(300)),
        _column("road", "Stage map", "阶段图", words(60)),
        _column("event", "Event", "活动", words(80), ""),
        _column("region", "Region", "地区", words(60), ""),
        _column("industry", "Industry", "行业", words(5), ""),
        _column("site", "Site", "项目地点", words(200), ""),
        _column("pledged_kind", "Kind of the amount named", "意向金额性质", choice(_plain(MONEY_KIND_WORDS)), ""),
        _column("pledged_amount", "Amount named", "意向金额", _amount, None),
        _column("pledged_currency", "Currency of the amount named", "意向金额币种", currency, ""),
        _column("signing", "Signed at", "签约活动", words(80), ""),
        _column("number", "Number", "协议编号", words(80), ""),
        _column("paper", "Agreement", "协议名称", words(300), ""),
        _column("kind", "Kind", "协议类型", choice(_plain(KIND_WORDS)), ""),
        _column("money_kind", "Money kind", "金额性质", choice(_plain(MONEY_KIND_WORDS)), ""),
        _column("amount", "Amount", "金额", _amount, None),
        _column("currency", "Currency", "币种", currency, ""),
        _column("signed_on", "Signed on", "签约日期", day, None),
        _DEMO,
    ),
    ["reference"],
)
_PAPER = ("signing", "number", "paper", "kind", "money_kind", "signed_on")
"""What is said of an agreement: all of it, or nothing before there is one."""
PARTIES = _spec(
    "parties",
    (
        _PROJECT,
        _column("order", "Order", "次序", whole(1, 32_767)),
        _column("organisation", "Organisation", "机构编号", words(400)),
        _column("role", "Role", "角色", choice(_plain(ROLE_WORDS)), ""),
    ),
    ["reference", "organisation"],
)
LOG = _spec(
    "log",
    (
        _PROJECT,
        _column("stage", "Stage", "阶段", choice(_plain(STAGE_WORDS))),
        _column("step", "Stage of the map", "阶段图中的阶段", words(40), ""),
        _column("happened_on", "Happened on", "发生日期", day),
        _column("learned_on", "Learned on", "获知日期", day),
        _column("responsible", "Responsible", "责任单位编号", words(400)),
        _column("evidence", "Evidence", "证明材料", words(300), ""),
        _column("next_due", "Next due", "下一节点期限", day, None),
        _column("note", "Note", "备注", words(500), ""),
        _column("is_own_report", "Own report", "当事方自报", yes_no, default=False),
        _column("way_reason", "Reason for leaving", "退出原因", words(40), ""),
        _VERIFIED,
    ),
    ["reference", "stage", "step"],
)
PAYMENTS = _spec(
    "payments",
    (
        _PROJECT,
        _column("kind", "Money kind", "金额性质", choice(_plain(MONEY_KIND_WORDS, LANDED_MONEY))),
        _column("amount", "Amount", "金额", _amount),
        _column("currency", "Currency", "币种", currency),
        _column("happened_on", "Happened on", "发生日期", day),
        _column("learned_on", "Learned on", "获知日期", day),
        _column("evidence", "Evidence", "证明材料", words(300), ""),
        _VERIFIED,
    ),
)
_KNOWN = (
    _column("learned_on", "Learned on", "获知日期", day),
    _column("evidence", "Evidence", "证明材料", words(300)),
)
AREAS = _spec("areas", (_PROJECT, _column("mu", "Land area in mu", "用地面积（亩）", _amount), *_KNOWN))
CAPACITIES = _spec(
    "capacities",
    (
        _PROJECT,
        _column("quantity", "Planned capacity", "设计产能", _amount),
        _column("unit", "Unit", "单位", plain_unit),
        *_KNOWN,
    ),
)
TABLES = (ORGANISATIONS, PROJECTS, PARTIES, LOG, PAYMENTS, AREAS, CAPACITIES)
LATER = (PAYMENTS, AREAS, CAPACITIES)
"""Tables a file may lack."""


def sheets(projects: Iterable[Project], *, chinese: bool) -> list[Sheet]:
    """The seven tables of some projects; amounts are text, since cells of a workbook round them."""
    rows: dict[str, list[list[Cell]]] = {spec.name: [] for spec in TABLES}
    seen: set[str] = set()
    for project in projects:
        for spec, found in _rows(project, seen):
            rows[spec.name] += [[_cell(given.get(column.key)) for column in spec.columns] for given in found]
    return [Sheet(spec.name, _headings(spec, chinese=chinese), rows[spec.name]) for spec in TABLES]


def _headings(spec: TableSpec[Row], *, chinese: bool) -> list[str]:
    return [column.headings[1 if chinese else 0] for column in spec.columns]


def _rows(project: Project, seen: set[str]) -> Iterator[tuple[TableSpec[Row], list[Row]]]:
    here = {"reference": project.reference}
    new = [each for each in project.organisations if each.key not in seen]
    seen.update(each.key for each in new)
    yield ORGANISATIONS, [vars(each) | {code.scheme: code.value for code in each.codes} for each in new]
    yield PROJECTS, [_project_row(project)]
    yield PARTIES, [here | vars(each) | {"order": n} for n, each in enumerate(project.parties, start=1)]
    yield LOG, [here | vars(line) for line in project.log]
    yield PAYMENTS, [here | vars(payment) for payment in project.payments]
    yield AREAS, [here | vars(area) for area in project.areas]
    yield CAPACITIES, [here | vars(capacity) for capacity in project.capacities]


def _project_row(project: Project) -> Row:
    row = dict(vars(project))
    if (named := project.pledged) is not None:
        row |= {f"pledged_{name}": said for name, said in vars(named).items()}
    if (paper := project.agreement) is not None:
        row |= {"signing": paper.event, "paper": paper.title}
        row |= {
            name: getattr(paper, name) for name in ("number", "kind", "money_kind", "amount", "currency", "signed_on")
        }
    return row


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, str | int) or hasattr(value, "isoformat"):
        return value  # type: ignore[return-value]  # a day
    return f"{value:f}"


def archive(found: Iterable[Sheet]) -> bytes:
    """The tables as CSV files in a ZIP archive, the same bytes for the same tables."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as into:
        for sheet in found:
            entry = zipfile.ZipInfo(f"{sheet.title}.csv", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            into.writestr(entry, csv_bytes(sheet.headings, sheet.rows))
    return packed.getvalue()


@dataclass(frozen=True)
class Told:
    """A project of tables; ``row``: its line in that of projects, ``codes``: its columns of region and industry."""

    project: Project
    row: int
    codes: Mapping[str, str]


def read_workbook(content: bytes) -> list[Told]:
    """Read a workbook; raises :class:`Faulty` with every row that cannot be right, and then takes none."""
    names = {name.casefold(): name for name in sheet_names(content)}
    return _read({key: read_xlsx(content, f"{key}", name) for key, name in names.items() if key in _NAMES})


def read_archive(content: bytes) -> list[Told]:
    """Read an archive of CSV files, as :func:`read_workbook`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = {each.filename.removesuffix(".csv").casefold(): each for each in packed.infolist()}
            if sum(each.file_size for each in entries.values()) > 10 * MAX_BYTES:
                raise BadCell("file-too-large", TOO_LARGE, SPLIT_IT, limit=10 * MAX_BYTES // 1_000_000)
            held = {key: packed.read(each) for key, each in entries.items() if key in _NAMES}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise BadCell("zip", NOT_ZIP, SEND_ZIP) from error
    return _read({key: read_csv(data, f"{key}.csv") for key, data in held.items()})


_NAMES = frozenset(spec.name for spec in TABLES)


class Faulty(BadCell):
    """Rows of tables cannot be right: ``problems`` names each."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("tables", TABLES_WRONG, MEND_ROWS)
        self.problems = tuple(problems)


@dataclass(frozen=True)
class _Held:
    """The rows of each table, and the lines they stand in."""

    rows: Mapping[str, list[tuple[int, Row]]]

    def by_project(self, spec: TableSpec[Row]) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for _number, row in self.rows[spec.name]:
            found[row["reference"]].append(row)
        return found


def _read(grids: Mapping[str, Grid]) -> list[Told]:
    missing = [spec.name for spec in TABLES if spec.name not in grids and spec not in LATER]
    if missing:
        raise BadCell("table-missing", NO_TABLE, ADD_TABLE, table=missing[0])
    held: dict[str, list[tuple[int, Row]]] = {spec.name: [] for spec in TABLES}
    problems: list[Problem] = []
    codes: dict[str, str] = {}
    for spec in TABLES:
        if spec.name in grids and any(any(cells) for _n, cells in grids[spec.name].rows):
            checked = check(table_from(grids[spec.name], spec.name), spec)
            problems += [each for each in checked.problems if each.level is Level.ERROR and each.code != "empty-table"]
            held[spec.name] = [(row.number, row.value) for row in checked.rows]
            if spec is PROJECTS:
                codes = {name: f"{spec.name}, {checked.headings.get(name, '')}" for name in ("region", "industry")}
    found = _Held(held)
    problems += [*_strangers(found), *_halves(found)]
    if problems:
        raise Faulty(problems)
    return [Told(project, number, codes) for number, project in _projects(found)]


def _strangers(held: _Held) -> Iterator[Problem]:
    """Rows that name a project or an organisation that no row describes."""
    projects = {row["reference"] for _n, row in held.rows["projects"]}
    organisations = {row["key"] for _n, row in held.rows["organisations"]}
    for spec, column in ((PARTIES, "organisation"), (LOG, "responsible"), *((spec, "") for spec in LATER)):
        for number, row in held.rows[spec.name]:
            if row["reference"] not in projects:
                bad = BadCell("project-unknown", NO_PROJECT, ADD_PROJECT, number=row["reference"])
                yield bad.at(spec.name, number, "reference")
            if column and row[column] not in organisations:
                bad = BadCell("party-unknown", NO_ORGANISATION, ADD_ORGANISATION, key=row[column])
                yield bad.at(spec.name, number, column)


def _halves(held: _Held) -> Iterator[Problem]:
    """Rows of projects that say some of an agreement or of an amount, but not all."""
    for number, row in held.rows["projects"]:
        for needed in (_PAPER, ("pledged_kind", "pledged_amount", "pledged_currency")):
            missing = [name for name in needed if not row[name]]
            if 0 < len(missing) < len(needed):
                yield BadCell("half-said", HALF_SAID, SAY_ALL).at("projects", number, missing[0])


def _projects(held: _Held) -> Iterator[tuple[int, Project]]:
    known = {row["key"]: _organisation(row) for _n, row in held.rows["organisations"]}
    parties, log = held.by_project(PARTIES), held.by_project(LOG)
    paid, areas, capacities = (held.by_project(spec) for spec in LATER)
    for number, row in held.rows["projects"]:
        key = row["reference"]
        ordered = tuple(_made(Party, each) for each in sorted(parties[key], key=lambda each: each["order"]))
        lines = tuple(_made(Line, each) for each in log[key])
        named = dict.fromkeys([each.organisation for each in ordered] + [line.responsible for line in lines])
        parts = {
            "agreement": _agreement(row, ordered),
            "opened_for": () if row["number"] else ordered,
            "pledged": _pledged(row),
            "organisations": tuple(known[each] for each in named),
            "log": lines,
            "payments": tuple(_made(Payment, each) for each in paid[key]),
            "areas": tuple(_made(Area, each) for each in areas[key]),
            "capacities": tuple(_made(Capacity, each) for each in capacities[key]),
            "promises": None,
        }
        yield number, _made(Project, row | parts)


def _agreement(row: Row, parties: tuple[Party, ...]) -> Agreement | None:
    if not row["number"]:
        return None
    said = {"event": row["signing"], "title": row["paper"], "parties": parties, "further": None}
    return cast("Agreement", _made(Agreement, row | said))


def _pledged(row: Row) -> Stated | None:
    if not row["pledged_kind"]:
        return None
    return Stated(row["pledged_kind"], row["pledged_amount"], row["pledged_currency"])


def _made(kind: type[Any], row: Row) -> Any:  # noqa: ANN401  # a plain value of that kind
    return kind(**{each.name: row[each.name] for each in fields(kind)})


def _organisation(row: Row) -> Organisation:
    codes = tuple(Code(scheme, "", row[scheme]) for scheme in ("lei", "uscc") if row[scheme])
    return Organisation(row["key"], row["name"], row["kind"], region=row["region"], codes=codes, is_demo=row["is_demo"])


TOO_LARGE = _("The file is larger than %(limit)s MB.")
SPLIT_IT = _("Split it into smaller files, or delete what does not belong to it.")
NOT_ZIP = _("The file is no ZIP archive, or a damaged one.")
SEND_ZIP = _("Send the archive as it was exported, or a workbook.")
TABLES_WRONG = _("Rows of the tables cannot be right.")
MEND_ROWS = _("Mend them; until then no project of the file is taken.")
NO_TABLE = _("The table “%(table)s” is missing.")
ADD_TABLE = _("Add it, as in the file that is exported.")
HALF_SAID = _("Some of what belongs together is said, this is not.")
SAY_ALL = _("Fill this cell too, or empty the others: an agreement or an amount is said whole or not at all.")
NO_PROJECT = _("No row of the table of projects is “%(number)s”.")
ADD_PROJECT = _("Add the project, or delete this row.")
NO_ORGANISATION = _("No row of the table of organisations has the key “%(key)s”.")
ADD_ORGANISATION = _("Add the organisation, or write the key of one that is there.")
