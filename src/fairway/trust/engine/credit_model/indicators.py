"""Reading the indicators of a credit model: which records count, for how much and how long."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine.catalogue import CATALOGUE, RecordKind, Sign
from fairway.trust.engine.credit_model.method import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fairway.lib.toml_text import Table

# Since this day repair ends a record's use and not only its display (信用修复管理办法).
REPAIR_ENDS_USE = date(2026, 4, 1)
LONGEST_LOOK_BACK_MONTHS = 120


class Frame:
    """What an indicator is read against: the dimensions, the subjects, and the shares that hold by default."""

    def __init__(
        self, dimensions: Sequence[str], subjects: Sequence[str], shares: Mapping[str, int], applies_from: date
    ) -> None:
        self.dimensions = dimensions
        self.subjects = subjects
        self.shares = shares
        self.applies_from = applies_from


def read_indicators(tables: Sequence[Table], frame: Frame) -> tuple[Indicator, ...]:
    """Read the indicators; a kind belongs to one of them only, or a record would count twice."""
    owners: dict[str, str] = {}
    indicators = []
    for table in tables:
        indicator = _indicator(table, frame)
        for kind in dict.fromkeys(kind for kind, _severity in indicator.points):
            if kind in owners:
                text = _("%(place)s: kind %(kind)s is counted by indicator “%(owner)s” already. Remove one.")
                table.refuse("model-kind-twice", text, "points", kind, kind=kind, owner=owners[kind])
            owners[kind] = indicator.key
        indicators.append(indicator)
    return tuple(indicators)


def percent(table: Table, key: str, applies_from: date) -> int:
    """Read what is left of a repaired or disputed record's points: nothing since the repair measures."""
    share = table.whole(key)
    if not 0 <= share <= 100:
        text = _("%(place)s: a percentage lies from 0 to 100.")
        table.refuse("model-percent", text, key)
    if share and applies_from >= REPAIR_ENDS_USE:
        text = _("%(place)s: from %(day)s on, repaired and disputed records are not counted. Write 0.")
        table.refuse("model-repaired-counted", text, key, day=REPAIR_ENDS_USE.isoformat())
    return share


def look_back(table: Table) -> int:
    """Read for how many calendar months records are looked back on."""
    return _months(table, "look_back_months", _("%(place)s: a look-back lies from 1 to %(longest)s calendar months."))


def catalogued(table: Table, kind: str, subjects: Sequence[str], *keys: str) -> RecordKind:
    """Look a kind up in the catalogue; it must be one that the model's subjects may carry."""
    if kind not in CATALOGUE:
        text = _("%(place)s: “%(kind)s” is not in the catalogue of records. Use one of: %(allowed)s.")
        allowed = ", ".join(key for key, known in CATALOGUE.items() if known.is_for(subjects))
        table.refuse("model-kind-unknown", text, *keys, kind=kind, allowed=allowed)
    if not CATALOGUE[kind].is_for(subjects):
        text = _("%(place)s: records of kind %(kind)s are about %(carriers)s, and this model is for others. Remove it.")
        carriers = ", ".join(CATALOGUE[kind].subjects)
        table.refuse("model-kind-subject", text, *keys, kind=kind, carriers=carriers)
    return CATALOGUE[kind]


def _indicator(table: Table, frame: Frame) -> Indicator:
    dimension = table.words("dimension")
    if dimension not in frame.dimensions:
        text = _("%(place)s: there is no dimension “%(dimension)s”. Use one of: %(allowed)s.")
        facts = {"dimension": dimension, "allowed": ", ".join(frame.dimensions)}
        table.refuse("model-dimension-unknown", text, "dimension", **facts)
    cap = table.whole("cap")
    if cap <= 0:
        text = _("%(place)s: a cap must be above 0; it limits gains and losses alike.")
        table.refuse("model-cap", text, "cap")
    indicator = Indicator(
        key=table.words("key"),
        label=table.words("label"),
        label_zh=table.words("label_zh"),
        dimension=dimension,
        look_back_months=look_back(table),
        cap=cap,
        points=_points(table.table("points"), frame.subjects),
        half_life_months=_half_life(table),
        **{key: _share(table, key, frame) for key in frame.shares},
    )
    table.finish()
    return indicator


def _half_life(table: Table) -> int | None:
    if not table.has("half_life_months"):
        return None
    return _months(table, "half_life_months", _("%(place)s: a half-life lies from 1 to %(longest)s calendar months."))


def _share(table: Table, key: str, frame: Frame) -> int:
    return percent(table, key, frame.applies_from) if table.has(key) else frame.shares[key]


def _months(table: Table, key: str, text: str) -> int:
    months = table.whole(key)
    if not 1 <= months <= LONGEST_LOOK_BACK_MONTHS:
        table.refuse("model-look-back", text, key, longest=LONGEST_LOOK_BACK_MONTHS)
    return months


def _points(table: Table, subjects: Sequence[str]) -> dict[tuple[str, str], int]:
    """Points by (kind, severity): one number for a kind without severities, a table for a kind with them."""
    if not table.values:
        text = _("%(place)s: no kind of record is counted here. Add one, such as award = 10.")
        table.refuse("model-points-empty", text)
    points: dict[tuple[str, str], int] = {}
    for key in table.values:
        kind = catalogued(table, key, subjects, key)
        plain = kind.severities[0].key == ""
        of_kind = {"": table.whole(key)} if plain else _points_by_severity(table.table(key), kind)
        _check_signs(table, kind, of_kind)
        points |= {(key, severity): number for severity, number in of_kind.items()}
    return points


def _points_by_severity(table: Table, kind: RecordKind) -> dict[str, int]:
    of_kind = {severity.key: table.whole(severity.key) for severity in kind.severities}
    table.finish()
    return of_kind


def _check_signs(table: Table, kind: RecordKind, points: Mapping[str, int]) -> None:
    """Good records never cost, adverse never earn, neutral do neither, and worse is never worth more."""
    best = None
    for severity in kind.severities:
        number = points[severity.key]
        keys = (kind.key, severity.key) if severity.key else (kind.key,)
        lowest, highest = {Sign.GOOD: (0, None), Sign.NEUTRAL: (0, 0), Sign.ADVERSE: (None, 0)}[severity.sign]
        if (lowest is not None and number < lowest) or (highest is not None and number > highest):
            text = _("%(place)s: a record that is %(sign)s may not be worth %(found)s. Mend the sign.")
            table.refuse("model-points-sign", text, *keys, sign=severity.sign.value, found=number)
        if best is not None and number > best:
            text = _("%(place)s: a worse severity may not be worth more than a better one. Lower %(found)s.")
            table.refuse("model-points-order", text, *keys, found=number)
        best = number
