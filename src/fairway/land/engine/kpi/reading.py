"""A definition of KPIs read from its text: what is not one whole, sound definition is refused with line and remedy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fairway.land.engine.kpi.definition import Cohort, Definition, Kpi, Land, Reached, States, Sum
from fairway.lib.explain import gettext_noop as _
from fairway.lib.money import MoneyKind
from fairway.lib.toml_text import read_toml
from fairway.sign.engine.intake import AgreementKind
from fairway.sign.engine.promises import Side, State

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from fairway.land.engine.kpi.definition import Part
    from fairway.lib.toml_text import Table

LONGEST_SOURCE = 500
LONGEST_KEY = 24
"""With its version a key is the title of a sheet, which holds 31 signs."""
HIGHEST_VERSION = 9999
KEY = re.compile(r"[a-z0-9_-]+")


def read_definition(text: str, name: str, road: Sequence[str], ways_out: Collection[str]) -> Definition:
    """Read a definition; ``road`` are the stages in order and ``ways_out`` the ways off it that it may name.

    Raises :class:`Invalid` with file, place, line and remedy. ``name`` stands for the text in messages.
    """
    top = read_toml(text, name)
    words = {key: top.words(key) for key in ("key", "name", "name_zh", "authority")}
    words |= {"authority_zh": top.optional_words("authority_zh"), "source": top.words("source", LONGEST_SOURCE)}
    words["source_zh"] = top.optional_words("source_zh", LONGEST_SOURCE)
    version, since = top.whole("version"), top.day("in_force_from")
    tables = top.tables("kpis")
    top.finish()
    if not KEY.fullmatch(words["key"]) or len(words["key"]) > LONGEST_KEY:
        no_key = _("%(place)s: a key is made of small letters, digits, “-” and “_”, at most %(longest)s of them.")
        top.refuse("kpi-key", no_key, "key", longest=LONGEST_KEY)
    if not 1 <= version <= HIGHEST_VERSION:
        top.refuse("kpi-version", _("%(place)s: versions count from 1 to 9999."), "version")
    kpis = tuple(_kpi(each, road, ways_out) for each in tables)
    for place, kpi in enumerate(kpis):
        if kpi.key in {each.key for each in kpis[:place]}:
            text_twice = _("%(place)s: “%(key)s” is there twice. Rename or remove one.")
            tables[place].refuse("kpi-twice", text_twice, "key", key=kpi.key)
    return Definition(version=version, in_force_from=since, kpis=kpis, **words)


def _kpi(table: Table, road: Sequence[str], ways_out: Collection[str]) -> Kpi:
    key, name, name_zh = (table.words(each) for each in ("key", "name", "name_zh"))
    cohort = Cohort(_one_of(table, "cohort", list(Cohort)))
    above, below = (_part(table.table(each), road) for each in ("numerator", "denominator"))
    papers = _some_of(table, "papers", list(AgreementKind))
    left_out = _some_of(table, "left_out", sorted(ways_out))
    side = _one_of(table, "side", list(Side)) if table.has("side") else ""
    if isinstance(above, States) != isinstance(below, States):
        table.refuse(
            "kpi-mixed", _("%(place)s: promises are a share of promises, projects of projects."), "denominator"
        )
    if side and not isinstance(above, States):
        table.refuse("kpi-side", _("%(place)s: only promises have a side. Remove this line."), "side")
    table.finish()
    return Kpi(key, name, name_zh, cohort, above, below, papers, left_out, side)


def _part(table: Table, road: Sequence[str]) -> Part:
    """Read what is counted above or below the line: its first word says what."""
    part: Part
    if table.has("states"):
        part = States(tuple(sorted(_some_of(table, "states", list(State), needed=True))))
    elif table.has("money"):
        part = Sum(MoneyKind(_one_of(table, "money", list(MoneyKind))), in_period=_flag(table, "in_period"))
    elif table.has("land"):
        _one_of(table, "land", ["mu"])
        part = Land()
    else:
        stage = _one_of(table, "reached", road)
        part = Reached(stage, nested=_flag(table, "nested", absent=True), in_period=_flag(table, "in_period"))
    table.finish()
    return part


def _one_of(table: Table, key: str, allowed: Sequence[str]) -> str:
    value = table.words(key)
    if value not in allowed:
        text = _("%(place)s: “%(found)s” is not known here. Use one of: %(allowed)s.")
        table.refuse("kpi-word", text, key, found=value, allowed=", ".join(allowed))
    return value


def _some_of(table: Table, key: str, allowed: Sequence[str], *, needed: bool = False) -> frozenset[str]:
    if not needed and not table.has(key):
        return frozenset()
    values = table.texts(key)
    unknown = [value for value in values if value not in allowed]
    if unknown or not values:
        text = _("%(place)s: “%(found)s” is not known here. Use one of: %(allowed)s.")
        table.refuse("kpi-word", text, key, found=", ".join(unknown), allowed=", ".join(allowed))
    return frozenset(values)


def _flag(table: Table, key: str, *, absent: bool = False) -> bool:
    if not table.has(key):
        return absent
    value = table.take(key)
    if not isinstance(value, bool):
        table.refuse("kpi-flag", _("%(place)s: write true or false."), key)
    return value
