"""A stage map read from its text: what is not one whole, sound map is refused with line and remedy."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from fairway.land.engine.intake import LANDED_MONEY, OTHER, REQUIRED, WAYS_OUT, Stage
from fairway.land.engine.log import ROAD, is_at_least
from fairway.land.engine.shipped import shipped_texts
from fairway.land.engine.stage_map import EVIDENCE, FIELDS, VERIFIED, MapStage, StageMap, Way, WayReason
from fairway.lib.explain import gettext_noop as _
from fairway.lib.toml_text import read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fairway.lib.money import MoneyKind
    from fairway.lib.toml_text import Table

DEFAULT = "investment"
FOLDER = "stage_maps"
LONGEST_KEY = 40
LONGEST_SOURCE = 500
NEEDED = (Stage.SIGNED, Stage.IN_PRODUCTION, Stage.EFFECTIVE)
"""What every map must count as: what figures divide by, what a forecast calls landed, and the end."""


def read_stage_map(text: str, name: str) -> StageMap:
    """Read a map; raises :class:`Invalid` with file, place, line and remedy. ``name`` stands for it in messages."""
    top = read_toml(text, name)
    words = {key: top.words(key) for key in ("name", "name_zh", "authority")}
    key, version = _key(top), top.whole("version")
    words |= {"authority_zh": top.optional_words("authority_zh"), "source": top.words("source", LONGEST_SOURCE)}
    words["source_zh"] = top.optional_words("source_zh", LONGEST_SOURCE)
    since = top.day("in_force_from")
    stage_tables, way_tables = top.tables("stages"), top.tables("ways_out")
    required = top.table("required")
    if not 1 <= version <= 9999:
        top.refuse("map-version", _("%(place)s: versions count from 1 to 9999."), "version")
    stages = tuple(_stage(each) for each in stage_tables)
    ways = tuple(_way(each) for each in way_tables)
    _refuse_twice([*stage_tables, *way_tables], [*(each.key for each in stages), *(each.key for each in ways)])
    _check_road(stage_tables, stages)
    asked = _required(required, stages)
    money = _verified_money(top)
    top.finish()
    return StageMap(
        key=key,
        version=version,
        in_force_from=since,
        stages=stages,
        ways_out=ways,
        required=asked,
        verified_money=money,
        **words,
    )


def _key(table: Table) -> str:
    key = table.words("key")
    if len(key) > LONGEST_KEY or not key.replace("_", "a").isalnum() or not key.isascii() or key != key.lower():
        text = _("%(place)s: a key is made of small letters, digits and “_”, at most %(longest)s of them.")
        table.refuse("map-key", text, "key", longest=LONGEST_KEY)
    return key


def _stage(table: Table) -> MapStage:
    key, name, name_zh = _key(table), table.words("name"), table.words("name_zh")
    counts_as = _counts_as(table, [stage for stage in Stage if stage not in WAYS_OUT])
    opens = table.take("opens") if table.has("opens") else False
    if not isinstance(opens, bool):
        table.refuse("map-flag", _("%(place)s: write true or false."), "opens")
    table.finish()
    return MapStage(key, name, name_zh, counts_as, opens=opens)


def _way(table: Table) -> Way:
    key, name, name_zh = _key(table), table.words("name"), table.words("name_zh")
    counts_as = _counts_as(table, [stage for stage in Stage if stage in WAYS_OUT])
    tables = table.tables("reasons")
    reasons = tuple(_reason(each) for each in tables)
    _refuse_twice(tables, [each.key for each in reasons])
    if OTHER not in [each.key for each in reasons]:
        text = _("%(place)s: one of the reasons is “%(key)s”: tables give only a note. Add it.")
        table.refuse("map-reasons", text, "reasons", key=OTHER)
    table.finish()
    return Way(key, name, name_zh, counts_as, reasons)


def _reason(table: Table) -> WayReason:
    reason = WayReason(_key(table), table.words("name"), table.words("name_zh"))
    table.finish()
    return reason


def _counts_as(table: Table, allowed: Sequence[Stage]) -> Stage:
    value = table.words("counts_as")
    if value not in allowed:
        text = _("%(place)s: “%(found)s” is not known here. Use one of: %(allowed)s.")
        table.refuse("map-word", text, "counts_as", found=value, allowed=", ".join(allowed))
    return Stage(value)


def _refuse_twice(tables: Sequence[Table], keys: Sequence[str]) -> None:
    for place, key in enumerate(keys):
        if key in keys[:place]:
            text = _("%(place)s: “%(key)s” is there twice. Rename or remove one.")
            tables[place].refuse("map-twice", text, "key", key=key)


def _check_road(tables: Sequence[Table], stages: Sequence[MapStage]) -> None:
    """The stages go forward, count as what figures need, and projects may begin before or at the signature."""
    for place, (one, following) in enumerate(pairwise(stages), start=1):
        if not is_at_least(following.counts_as, one.counts_as):
            text = _("%(place)s: “%(stage)s” counts as less than the stage before it. Put the stages in their order.")
            tables[place].refuse("map-order", text, "counts_as", stage=following.key)
    for needed in NEEDED:
        places = [place for place, stage in enumerate(stages) if stage.counts_as is needed]
        if (len(places) != 1 and needed is not Stage.IN_PRODUCTION) or not places:
            text = _("%(place)s: exactly one stage counts as “%(stage)s”. Add it, or let another count as less.")
            tables[places[1] if places else -1].refuse("map-needs", text, "counts_as", stage=str(needed))
    late = next((place for place, stage in enumerate(stages) if stage.opens and stage.counts_as in ROAD[1:]), None)
    if late is not None:
        text = _("%(place)s: no project begins after its signature. Remove this line.")
        tables[late].refuse("map-opens", text, "opens")
    if not any(stage.opens for stage in stages):
        tables[0].refuse("map-opens", _("%(place)s: no stage opens a project. Add a line “opens = true” here."))


def _required(table: Table, stages: Sequence[MapStage]) -> Mapping[str, str]:
    keys = [stage.key for stage in stages]
    found = {name: table.words(name) for name in FIELDS if table.has(name)}
    for name, key in found.items():
        if key not in keys:
            text = _("%(place)s: “%(found)s” is not known here. Use one of: %(allowed)s.")
            table.refuse("map-word", text, name, found=key, allowed=", ".join(keys))
    table.finish()
    least = next(place for place, stage in enumerate(stages) if is_at_least(stage.counts_as, REQUIRED["evidence"]))
    if EVIDENCE not in found or keys.index(found[EVIDENCE]) > least:
        text = _('%(place)s: evidence is needed from “%(stage)s” on at the latest. Write: evidence = "%(stage)s"')
        table.refuse("map-evidence", text, EVIDENCE, stage=keys[least])
    if VERIFIED in found and keys.index(found[VERIFIED]) < keys.index(found[EVIDENCE]):
        text = _("%(place)s: evidence cannot be verified before any is needed. Name “%(stage)s” or a later stage.")
        table.refuse("map-verified", text, VERIFIED, stage=found[EVIDENCE])
    return found


def _verified_money(top: Table) -> frozenset[MoneyKind]:
    if not top.has("money"):
        return frozenset()
    table = top.table("money")
    values = table.texts("verified")
    unknown = [value for value in values if value not in LANDED_MONEY]
    if unknown:
        text = _("%(place)s: “%(found)s” is not known here. Use one of: %(allowed)s.")
        table.refuse("map-word", text, "verified", found=unknown[0], allowed=", ".join(sorted(LANDED_MONEY)))
    table.finish()
    return frozenset(kind for kind in LANDED_MONEY if kind in values)


@lru_cache(maxsize=1)
def shipped_maps() -> Mapping[tuple[str, int], StageMap]:
    """Every map that ships, by key and version; the one most projects follow first."""
    read = [read_stage_map(text, name) for name, text in shipped_texts(FOLDER).items()]
    ordered = sorted(read, key=lambda each: (each.key != DEFAULT, each.key, each.version))
    return {(each.key, each.version): each for each in ordered}


def shipped_map(key: str = DEFAULT) -> StageMap:
    """The newest version of a map that ships."""
    return max((each for each in shipped_maps().values() if each.key == key), key=lambda each: each.version)
