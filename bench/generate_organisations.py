"""Make a company register of any size: organisations, some entered twice, and some that only look so.

:func:`organisations` is deterministic. Names are put together from the short forms of ``cn_name_corpus`` (as brands),
the places of the project's own list, and ``registry_words``. What is planted is what registers show:

* 5 % of the records are a second or third entry of an organisation (``planted`` starts with ``twice``): other width
  or brackets, place with or without its suffix, another way to write the legal form, traditional script, a slip of
  the keyboard, the short name, the place left out, or the same once more; every fifth in two ways at once. An entry
  has a code or a place of its own only as often as any other, and now and then another industry.
* about 10 % are organisations of their own that look like another one (``planted`` starts with ``alone``): the same
  name in another place, the group beside the company, branches by number or place, one character of the brand
  changed or added, a trade more or another one.

No two organisations have names that are alike but for the legal form or the suffix of the place: registers refuse
those. Nothing here looks at the rules of the product.
"""

from __future__ import annotations

import csv
import random
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import accumulate, islice
from typing import TYPE_CHECKING, TypedDict

from registry_words import BODIES, FORMS, TRADES

from fairway.know.engine.places import Place, ancestors, place, places
from fairway.lib.codes import USCC_ALPHABET, organisation_check_character, uscc_check_character

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

# Of records, of organisations, and of cells that are filled.
TWICE, ALONE = 0.05, 0.10
WITH_CODE, WITH_PLACE, WITH_INDUSTRY, WITH_ENGLISH = 0.6, 0.92, 0.7, 0.1
# Records that wait to be entered: an organisation's second entry comes some time after its first.
POOL = 5_000
_SUFFIXES = ("地区", "林区", "矿区", "新区", "省", "市", "县", "区", "盟", "旗")
_NATIONS = (
    "壮族|满族|回族|苗族|维吾尔|土家族|彝族|蒙古族|蒙古|藏族|布依族|侗族|瑶族|朝鲜族|白族|哈尼族|哈萨克族|哈萨克|黎族|傣族|畲族|"
    "傈僳族|仡佬族|东乡族|拉祜族|水族|佤族|纳西族|羌族|土族|仫佬族|锡伯族|锡伯|柯尔克孜|达斡尔族|景颇族|毛南族|撒拉族|布朗族|"
    "塔吉克族|塔吉克|普米族|怒族|独龙族|裕固族|保安族|鄂温克族|各族"
)
_AUTONOMOUS = re.compile(f"(?<=..)(?:{_NATIONS})*自治[区州县旗]$")


class Record(TypedDict):
    """One line of the register. ``entity`` and ``planted`` are the truth and no part of what may be looked at."""

    key: str
    name: str
    english: str
    uscc: str
    place: str
    industry: str
    entity: int
    planted: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation and the parts of its name; ``where`` the town stands: "" nowhere, "before", "bracket"."""

    entity: int
    code: str
    town: str
    suffix: str
    where: str
    brand: str
    trade: str
    group: str
    form: str
    branch: str
    industry: str
    uscc: str

    def name(self) -> str:
        """Write the name as registered."""
        before = self.town + self.suffix if self.where == "before" else ""
        bracket = f"({self.town})" if self.where == "bracket" else ""
        return f"{before}{self.brand}{bracket}{self.trade}{self.group}{self.form}{self.branch}"

    def claim(self) -> str:
        """Write what a register keeps others from using: the name without form, suffix and brackets."""
        town = self.town if self.where else ""
        return f"{town}{self.brand}{self.trade}{self.group.strip('()')}{self.branch}"


def organisations(n: int, seed: int, data_dir: Path) -> Iterator[Record]:
    """Yield ``n`` records in a deterministic order; ``data_dir`` is laid out like the shared data."""
    return islice(_entered(_Register(seed, data_dir), max(1, min(POOL, n // 10))), n)


def _entered(register: _Register, pool_size: int) -> Iterator[Record]:
    chance = register.random
    pool: list[Record] = []
    for number, record in enumerate(register.records()):
        pool.append(record)
        if len(pool) > pool_size:
            place_in_pool = chance.randrange(len(pool))
            pool[place_in_pool], pool[-1] = pool[-1], pool[place_in_pool]
            chosen = pool.pop()
            chosen["key"] = f"o{number - pool_size:07d}"
            yield chosen


class _Register:
    """Draws organisations one after another, and writes each as often as it is entered."""

    def __init__(self, seed: int, data_dir: Path) -> None:
        self.random = random.Random(seed)
        self.brands = _brands(data_dir)
        self.random.shuffle(self.brands)
        self.alike = _sounds_alike(self.brands)
        self.towns = _towns()
        self.town_weights = list(accumulate(_TOWN_WEIGHT[found.level] for found in self.towns))
        self.trade_weights = list(accumulate(1 / (rank + 5) for rank in range(len(TRADES))))
        self.claimed: set[str] = set()
        self.count = 0

    def records(self) -> Iterator[Record]:
        while True:
            first = self.new()
            family = [(first, "")] if first else []
            if first and self.random.random() < ALONE / (1 - ALONE):
                family += self.neighbours(first)
            for found, planted in family:
                yield self.record(found, found.name(), planted)
                if self.random.random() < TWICE / (1 - TWICE) / 1.2:
                    yield from self.again(found)

    def new(self) -> Organisation | None:
        """Draw an organisation; None where its name is taken."""
        chance = self.random
        town = chance.choices(self.towns, cum_weights=self.town_weights)[0]
        stem, suffix = _split(_spoken(town))
        # Squared: a few brands are everywhere, most stand nowhere else.
        brand = self.brands[int(len(self.brands) * chance.random() ** 2)]
        zh, _, industry = chance.choices(TRADES, cum_weights=self.trade_weights)[0]
        trade = "" if len(brand) > 3 and chance.random() < 0.6 else zh
        where = chance.choices(("before", "bracket", ""), (90, 6, 4))[0]
        form = chance.choices([f[0] for f in FORMS], [f[2] for f in FORMS])[0]
        group = chance.choices(("", "集团", "(集团)"), (95, 3, 2))[0]
        if chance.random() < 0.04:
            where, trade, group, form = "before", "", "", chance.choice(list(BODIES))
        kept = suffix if chance.random() < 0.55 else ""
        if where == "bracket":
            stem = _split(_city(town))[0]
        if "集团" in brand or not form.endswith("公司"):
            group = ""
        found = Organisation(0, town.code, stem, kept, where, brand, trade, group, form, "", industry, "")
        return self.claim(found)

    def claim(self, found: Organisation) -> Organisation | None:
        """Register it under a number and a code of its own; None where the name is taken."""
        if found.claim() in self.claimed:
            return None
        self.claimed.add(found.claim())
        self.count += 1
        return replace(found, entity=self.count, uscc=_uscc(self.random, found))

    def neighbours(self, first: Organisation) -> list[tuple[Organisation, str]]:
        """Register organisations of their own that look like ``first``."""
        kind = self.random.choices(list(_NEIGHBOURS), [weight for weight, _ in _NEIGHBOURS.values()])[0]
        drawn = _NEIGHBOURS[kind][1](self, first)
        claimed = [self.claim(each) for each in drawn if each.claim() != first.claim()]
        return [(each, f"alone {kind}") for each in claimed if each]

    def again(self, found: Organisation) -> Iterator[Record]:
        """Enter it once more, every fifth time twice more."""
        for _ in range(2 if self.random.random() < 0.2 else 1):
            first, second = self.random.choices(list(_ENTRIES), [weight for weight, _ in _ENTRIES.values()], k=2)
            name, used = found.name(), []
            for kind in {first: None, second: None} if self.random.random() < 0.2 else [first]:
                before, name = name, _ENTRIES[kind][1](self, found, name)
                used.append(kind if name != before else "exact")
            yield self.record(found, name, "twice " + "+".join(used), entered_again=True)

    def record(self, found: Organisation, name: str, planted: str, *, entered_again: bool = False) -> Record:
        """Write a line; each cell is filled, or filled wrongly, by chance of its own."""
        chance = self.random
        uscc = found.uscc if chance.random() < WITH_CODE else ""
        if uscc and chance.random() < 0.005:
            at = chance.randrange(8, 18)
            uscc = uscc[:at] + chance.choice(USCC_ALPHABET) + uscc[at + 1 :]
        code = found.code if chance.random() < WITH_PLACE else ""
        if code and entered_again and chance.random() < 0.25:
            code = _wider(code)
        industry = found.industry if chance.random() < WITH_INDUSTRY else ""
        if industry and entered_again and chance.random() < 0.1:
            industry = chance.choice(TRADES)[2]
        english = _english(found) if chance.random() < WITH_ENGLISH else ""
        return Record(
            key="", name=name, english=english, uscc=uscc, place=code, industry=industry,
            entity=found.entity, planted=planted,
        )  # fmt: skip

    def other_character(self, text: str) -> str:
        """Change one character: half the time for one that sounds alike, else for any that brands use."""
        at = self.random.randrange(len(text))
        alike = self.alike.get(text[at], "")
        pool = alike if alike and self.random.random() < 0.5 else self.random.choice(self.brands)
        return text[:at] + self.random.choice(pool) + text[at + 1 :]


def _elsewhere(register: _Register, first: Organisation) -> list[Organisation]:
    town = register.random.choices(register.towns, cum_weights=register.town_weights)[0]
    stem, suffix = _split(_spoken(town))
    kept = suffix if register.random.random() < 0.55 else ""
    where = "" if first.where and register.random.random() < 0.1 else first.where or "before"
    return [replace(first, code=town.code, town=stem, suffix=kept, where=where)]


def _group(register: _Register, first: Organisation) -> list[Organisation]:
    trade = first.trade if register.random.random() < 0.5 or len(first.brand) < 3 else ""
    return [replace(first, group="集团", trade=trade, form="有限公司")] if "集团" not in first.name() else []


def _numbered(register: _Register, first: Organisation) -> list[Organisation]:
    if not first.form.endswith("公司"):
        return []
    count = register.random.randint(2, 4)
    return [replace(first, branch=f"第{'一二三四'[number]}分公司") for number in range(count)]


def _placed(register: _Register, first: Organisation) -> list[Organisation]:
    if not first.form.endswith("公司"):
        return []
    towns = register.random.sample(register.towns, 2)
    return [replace(first, code=town.code, branch=f"{_split(_spoken(town))[0]}分公司") for town in towns]


def _one_off(register: _Register, first: Organisation) -> list[Organisation]:
    brand = register.other_character(first.brand)
    if register.random.random() < 0.25:
        at = register.random.randrange(len(brand))
        brand = first.brand[:at] + brand[at] + first.brand[at:]
    return [replace(first, brand=brand)]


def _other_trade(register: _Register, first: Organisation) -> list[Organisation]:
    zh, _, industry = register.random.choices(TRADES, cum_weights=register.trade_weights)[0]
    more = first.trade + zh if register.random.random() < 0.4 and zh not in first.trade else zh
    return [replace(first, trade=more, industry=industry)] if first.form not in BODIES else []


_NEIGHBOURS: Mapping[str, tuple[int, Callable[[_Register, Organisation], list[Organisation]]]] = {
    "elsewhere": (30, _elsewhere),
    "group": (18, _group),
    "numbered": (10, _numbered),
    "placed": (12, _placed),
    "one off": (15, _one_off),
    "other trade": (15, _other_trade),
}


def _exact(_register: _Register, _found: Organisation, name: str) -> str:
    return name


def _width(register: _Register, _found: Organisation, name: str) -> str:
    """Full-width brackets, letters and digits, or blanks where none belong."""
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    if wide != name and register.random.random() < 0.8:
        return wide
    at = register.random.randrange(1, len(name))
    return name[:at] + register.random.choice((" ", "\u3000", "\u200b")) + name[at:]


def _suffix(_register: _Register, found: Organisation, name: str) -> str:
    """The place with the suffix it is registered without, or the other way round."""
    if found.where != "before" or not name.startswith(found.town):
        return name
    if found.suffix:
        return name.replace(found.town + found.suffix, found.town, 1)
    return name.replace(found.town, found.town + _full_suffix(found.code), 1)


_FORMS_AGAIN = {
    "有限公司": ("有限责任公司", "公司", "有限责任公司", "有限责任公司"),
    "有限责任公司": ("有限公司", "有限公司", "责任有限公司"),
    "股份有限公司": ("股份公司", "有限公司", "股份有限责任公司", "有限公司"),
    "(有限合伙)": ("合伙企业(有限合伙)", "有限合伙"),
}


def _form(register: _Register, found: Organisation, name: str) -> str:
    """The same form in other words, or the one before or after a change of form."""
    others = _FORMS_AGAIN.get(found.form)
    head, form, branch = name.rpartition(found.form)
    return head + register.random.choice(others) + branch if others and form else name


def _script(_register: _Register, _found: Organisation, name: str) -> str:
    return _traditional(name)


def _slip(register: _Register, found: Organisation, name: str) -> str:
    """A slip of the keyboard anywhere before the form: another, a missing, a doubled or two swapped characters."""
    end = max(2, len(name) - len(found.form) - len(found.branch))
    at, kind = register.random.randrange(end - 1), register.random.random()
    if kind < 0.6:
        return name[:at] + register.other_character(name[at]) + name[at + 1 :]
    if kind < 0.75:
        return name[:at] + name[at + 1 :]
    if kind < 0.85:
        return name[:at] + name[at] + name[at:]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _short(_register: _Register, found: Organisation, name: str) -> str:
    """The name people use: without the legal form."""
    head, form, branch = name.rpartition(found.form)
    return head + branch if form and found.form.endswith("公司") else name


def _placeless(_register: _Register, found: Organisation, name: str) -> str:
    return name.removeprefix(found.town + found.suffix) if found.where == "before" and found.suffix else name


def _brackets(_register: _Register, found: Organisation, name: str) -> str:
    """The group or the place in brackets or out of them."""
    if "集团" in name:
        return name.replace("(集团)", "集团") if "(集团)" in name else name.replace("集团", "(集团)", 1)
    if found.where == "bracket":
        return found.town + name.replace(f"({found.town})", "", 1)
    return name.replace("(", "（").replace(")", "）")


# Of a hundred. Shares follow how matched names differ in ``cn_company_pairs`` (legal form left out or spelt otherwise,
# place suffix, script and brackets; slips 3.5, a lost place 0.5), with slips and lost places more frequent than there.
_ENTRIES: Mapping[str, tuple[int, Callable[[_Register, Organisation, str], str]]] = {
    "exact": (8, _exact),
    "width": (12, _width),
    "suffix": (20, _suffix),
    "form": (18, _form),
    "short": (24, _short),
    "script": (6, _script),
    "slip": (5, _slip),
    "placeless": (3, _placeless),
    "brackets": (4, _brackets),
}

_TOWN_WEIGHT = {"province": 12.0, "prefecture": 5.0, "county": 1.0, "zone": 0.3}


def _brands(data_dir: Path) -> list[str]:
    """Short forms of two to five Chinese characters, in the order of the file."""
    file = data_dir / "cn_name_corpus" / "company_short_forms.csv"
    with file.open(encoding="utf-8-sig", newline="") as stream:
        found = [row["short_name"] for row in csv.DictReader(stream)]
    return [brand for brand in found if 2 <= len(brand) <= 5 and all("\u4e00" <= c <= "\u9fff" for c in brand)]


def _towns() -> list[Place]:
    return [found for found in places().values() if not found.name_zh.startswith(("香港", "澳门", "台湾"))]


def _city(town: Place) -> str:
    """Name the city a district belongs to, everything else itself."""
    around = place(town.parent) if town.parent and _spoken(town) != town.name_zh else None
    return around.name_zh if around else town.name_zh


def _spoken(town: Place) -> str:
    """Name a district with its city, everything else alone: 长春市南关区, 公主岭市."""
    if town.level in ("county", "zone") and not town.name_zh.endswith(("市", "县", "旗")) and town.parent:
        around = place(town.parent)
        return f"{around.name_zh}{town.name_zh}" if around else town.name_zh
    return town.name_zh


@cache
def _split(name: str) -> tuple[str, str]:
    """What people call a place, and what its official name has behind that: 德宏, 傣族景颇族自治州."""
    found = _AUTONOMOUS.search(name)
    if found:
        return name[: found.start()], found.group()
    suffix = next((each for each in _SUFFIXES if name.endswith(each) and len(name) - len(each) >= 2), "")
    return name.removesuffix(suffix), suffix


def _full_suffix(code: str) -> str:
    found = place(code)
    return _split(_spoken(found))[1] if found else ""


def _wider(code: str) -> str:
    around = ancestors(code)
    return around[0].code if around else code


def _uscc(chance: random.Random, found: Organisation) -> str:
    body = "".join(chance.choices(USCC_ALPHABET, k=8))
    first = f"{BODIES.get(found.form, '91')}{found.code}{body}{organisation_check_character(body)}"
    # The check of an organisation code may be X, which both alphabets have.
    return first + uscc_check_character(first)


def _english(found: Organisation) -> str:
    trade = next((en for zh, en, _ in TRADES if zh == found.trade), "")
    form = next((en for zh, en, _ in FORMS if zh == found.form), "")
    town = place(found.code)
    where = town.name_en.split(" ")[0] if town and found.where else ""
    group = "Group" if found.group else ""
    return " ".join(filter(None, (where, _romanised(found.brand), trade, group, form)))


@lru_cache(maxsize=200_000)
def _romanised(brand: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(brand)).capitalize()


def _sounds_alike(brands: list[str]) -> dict[str, str]:
    """Other characters of brands with the same reading, for each character."""
    from pypinyin import lazy_pinyin

    by_sound: dict[str, list[str]] = defaultdict(list)
    for character in sorted(set("".join(brands))):
        by_sound[lazy_pinyin(character)[0]].append(character)
    return {c: "".join(x for x in alike if x != c) for alike in by_sound.values() for c in alike if len(alike) > 1}


def _traditional(name: str) -> str:
    return str(_converter()(name))


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("s2t").convert
    return convert
