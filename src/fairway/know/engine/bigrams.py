"""What an organisation can be found by: short terms of its names and codes, the same on every store.

A name in Chinese gives its characters, its bigrams (two neighbours: the shortest word people look for is one), the
pinyin of neighbours (``chang-chun``) and the initials of three (``~ccy``). A word in Latin script and a code give
their beginnings. A store needs nothing but to know which terms an organisation has.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice, product
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from fairway.know.engine.script import fold, pinyin
from fairway.lib.learned import Learned

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

METHOD = "bigrams-1"
"""Which terms are made; an index made by another method must be made anew."""
BEGINNINGS = (1, 2, 3, 4, 6, 8, 12)
"""How many characters of a Latin word or of a code are terms; a code's begin at four, or are all of it."""
SHORTEST_CODE = 4
CODE, INITIALS = "#", "~"
"""What lines of codes and of initials begin with."""
SHORTEST_SLIP, SLIP_LETTERS = 4, 6
"""Latin words from this many letters on are found with a slip in their first letters."""
SHORT_NAME = 4
"""Names up to this many characters are terms as a whole: what begins like them is too much to read through."""
MOST_READINGS = 4
_PAIR = 2
_CJK = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_CJK_ONLY = re.compile(f"[{_CJK}]+")
RUNS = re.compile(f"[{_CJK}]+|[^\\W_{_CJK}]+")
# What ends nearly every company's name, longer ones first.
_FORMS = ("股份有限公司", "有限责任公司", "责任有限公司", "有限公司", "公司")
_TWO_READINGS = (
    "长=chang,zhang 重=zhong,chong 行=hang,xing 乐=le,yue 厦=xia,sha 朝=chao,zhao 曾=zeng,ceng 都=du,dou "
    "藏=zang,cang 盛=sheng,cheng 单=dan,shan 解=jie,xie 会=hui,kuai 车=che,ju 番=fan,pan 蔚=wei,yu 六=liu,lu "
    "蚌=bang,beng 泊=bo,po 堡=bao,pu 阿=a,e 乾=qian,gan 调=diao,tiao 传=chuan,zhuan 角=jiao,jue 贾=jia,gu "
    "覃=qin,tan 柏=bai,bo 绿=lv,lu 参=can,shen 翟=zhai,di 露=lu,lou 尉=wei,yu 朴=pu,piao 仇=chou,qiu 浚=jun,xun "
    "涡=wo,guo 铅=qian,yan 枞=zong,cong 旅=lv,lu 铝=lv,lu 律=lv,lu 吕=lv,lu 女=nv,nu 还=huan,hai 荥=xing,ying "
    "珲=hun,hui 弹=dan,tan 降=jiang,xiang 宿=su,xiu 折=zhe,she 校=xiao,jiao 系=xi,ji 便=bian,pian 巷=xiang,hang "
    "强=qiang,jiang 薄=bo,bao 沈=shen,chen 仔=zai,zi 伽=jia,qie 秘=mi,bi 数=shu,shuo 莘=shen,xin 筠=yun,jun"
)
"""Characters that names use with two readings; found by either."""


class Described(NamedTuple):
    """An organisation as an index keeps it.

    ``text`` is every spelling as :func:`written`, every code behind :data:`CODE` and every string of initials behind
    :data:`INITIALS`, each between line feeds; ``groups`` is what it is found by: terms, some of them in groups with
    blanks between; two Chinese characters stand for all that :func:`spoken` says of them. Groups come again in other
    organisations, so that a store makes what it needs of each but once.
    """

    text: str
    groups: list[str]

    @property
    def terms(self) -> list[str]:
        """Every term by itself, some more than once."""
        return " ".join(map(spoken, self.groups)).split()


class Traits(NamedTuple):
    """What a list of results is narrowed by; each is a term as well. ``section`` is a letter of GB/T 4754 or ""."""

    kind: str
    region: str
    section: str
    is_demo: bool


def written(text: str) -> str:
    """Bring a spelling to the form it is indexed in: Chinese without blanks, a blank before each Latin word."""
    folded = fold(text)
    if _CJK_ONLY.fullmatch(folded):
        return folded
    return "".join([run if is_chinese(run) else f" {_bare(run)}" for run in RUNS.findall(folded)])


def written_code(text: str) -> str:
    """Bring a code to the form it is indexed in: its letters and digits as one word."""
    joined = text.lower() if text.isascii() and text.isalnum() else "".join(RUNS.findall(fold(text)))
    return f" {joined}" if joined else ""


def is_chinese(run: str) -> bool:
    """Whether a run of :data:`RUNS` is Chinese (or another script written without blanks) rather than Latin."""
    return _CJK_ONLY.match(run) is not None


def _bare(word: str) -> str:
    if word.isascii():
        return word
    return "".join([c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)])


def described(names: Iterable[str], codes: Iterable[str], traits: Traits) -> Described:
    """Say what an organisation with these spellings and codes is found by, and what is read to be sure."""
    spelled = dict.fromkeys([line for text in dict.fromkeys(names) if (line := written(text))])
    coded = dict.fromkeys([code for text in codes if (code := written_code(text))])
    return _described(spelled, coded, traits)


def from_text(text: str, traits: Traits) -> Described:
    """Make a :class:`Described` again from its text alone."""
    lines = text[1:-1].split("\n")
    names = [line for line in lines if line and not line.startswith((CODE, INITIALS))]
    return _described(names, [line[1:] for line in lines if line.startswith(CODE)], traits)


def _described(names: Iterable[str], codes: Iterable[str], traits: Traits) -> Described:
    groups, initials = [trait_group(traits)], dict[str, None]()
    for name in names:
        for run in _name_groups(name, groups):
            initials |= dict.fromkeys(lines_of_initials(run))
    for code in codes:
        groups += _code_terms(code[1:])
    groups += _initial_terms(initials)
    text = ["", *names, *[f"{CODE}{code}" for code in codes], *[f"{INITIALS}{line}" for line in initials], ""]
    return Described("\n".join(text), groups)


def trait_terms(traits: Traits) -> tuple[str, ...]:
    """Return the terms of what results are narrowed by."""
    return (
        f"#k{traits.kind}",
        f"#d{int(traits.is_demo)}",
        *((f"#p{traits.region[:2]}", f"#p{traits.region[:4]}") if traits.region else ()),
        *((f"#i{traits.section.lower()}",) if traits.section else ()),
    )


@lru_cache(maxsize=50_000)
def trait_group(traits: Traits) -> str:
    """Return the terms of what results are narrowed by as a group."""
    return " ".join(trait_terms(traits))


def _code_terms(code: str) -> list[str]:
    shortest = min(SHORTEST_CODE, len(code))
    return [f"@{code[:length]}" for length in BEGINNINGS if shortest <= length <= len(code)]


def _name_groups(line: str, groups: list[str]) -> list[str]:
    """Add the terms of a written name to ``groups``; gives its Chinese without the legal form."""
    form = _form_of(line) if line.endswith(_FORMS[-1]) else ""
    head = line.removesuffix(form)
    runs = [head] if _CJK_ONLY.fullmatch(head) else RUNS.findall(head)
    chinese = [run for run in runs if is_chinese(run)]
    for run in chinese:
        groups += map(add, run, run[1:])
        groups.append(run[-1])
    if len(runs) > len(chinese):
        groups += [_word_group(run) for run in runs if not is_chinese(run)]
    if form:
        groups.append(_form_group(form, head[-1] if runs and is_chinese(runs[-1]) else ""))
    groups.append(start_term(line))
    if len(line) <= SHORT_NAME + 1:
        groups.append(whole_term(line))
    return chinese


def _form_of(line: str) -> str:
    for form in _FORMS:
        if line.endswith(form):
            return form
    return ""


def spoken(group: str) -> str:
    """Return the terms of a group: of two Chinese neighbours the first, both, and how both sound."""
    if len(group) == _PAIR and _CJK_ONLY.fullmatch(group):
        return " ".join((group[0], group, *_pair_sounds(group)))
    return group


@lru_cache(maxsize=50_000)
def _form_group(form: str, before: str) -> str:
    """A legal form behind a character (or behind none): what ends nearly every name is not sought by its sound."""
    run = before + form
    return " ".join((*form, *map(add, run, run[1:])))


@lru_cache(maxsize=100_000)
def _word_group(word: str) -> str:
    return " ".join((*(word[:length] for length in BEGINNINGS if length <= len(word)), *slip_terms(word)))


def _initial_terms(lines: Collection[str]) -> Iterable[str]:
    terms = [f"~{line[at : at + 3]}" for line in lines for at in range(len(line) - 2)]
    terms += [f"~~{line[:2]}" for line in lines]
    return terms if len(lines) < 2 else dict.fromkeys(terms)


def slip_terms(word: str) -> list[str]:
    """Return what a Latin word and a mistyped one share: how it begins, whole and with any one letter left out.

    One letter more, less or other, or two swapped, leave at least one of these in common: the symmetric deletes of
    W. Garbe, SymSpell (2012), on the first letters.
    """
    first = word[:SLIP_LETTERS]
    if len(first) < SHORTEST_SLIP or not first.isalpha():
        return []
    return [f"!{first}", *{f"!{first[:at]}{first[at + 1 :]}" for at in range(len(first))}]


def start_term(line: str) -> str:
    """Return the term that says how a spelling begins: two Chinese characters, or three of its first Latin word."""
    first = line[1:4] if line.startswith(" ") else line[:2]
    return f"^{first.partition(' ')[0]}"


def whole_term(line: str) -> str:
    """Return the term that says a short spelling is this and nothing more."""
    return f"={line.replace(' ', '')}"


@lru_cache(maxsize=500_000)
def pair_terms(pair: str) -> tuple[str, ...]:
    """Return the terms of two neighbouring characters' sounds, for each way they are read."""
    return tuple(_pair_sounds(pair))


def _pair_sounds(pair: str) -> list[str]:
    return [f"{a}-{b}" for a, b in product(readings(pair[0]), readings(pair[1]))]


@lru_cache(maxsize=50_000)
def readings(character: str) -> tuple[str, ...]:
    """Return the usual readings of a character in pinyin without tones; () where it has none."""
    if more := _two_readings().get(character):
        return more
    return tuple(s for s in pinyin(character)[:1] if s.isascii() and s.isalpha())


def lines_of_initials(run: str) -> Iterator[str]:
    """Yield the initials of a run of characters, for each way it is read, at most four."""
    line = run.translate(_initial_table())
    if len(line) == len(run) and not _has_other_initials(run):
        yield line
        return
    for letters in islice(product(*map(_first_letters, run)), MOST_READINGS):
        yield "".join(letters)


@lru_cache(maxsize=50_000)
def _first_letters(character: str) -> tuple[str, ...]:
    """The letters that the readings of a character begin with; "" where it has none."""
    return tuple(sorted({reading[0] for reading in readings(character)})) or ("",)


def _has_other_initials(run: str) -> bool:
    return not _other_initials().isdisjoint(run)


@lru_cache(maxsize=1)
def _two_readings() -> dict[str, tuple[str, ...]]:
    pairs = (pair.split("=") for pair in _TWO_READINGS.split())
    return {character: tuple(more.split(",")) for character, more in pairs}


@lru_cache(maxsize=1)
def _other_initials() -> frozenset[str]:
    return frozenset(c for c, more in _two_readings().items() if len({reading[0] for reading in more}) > 1)


@lru_cache(maxsize=1)
def _initial_table() -> Learned[int, str]:
    return Learned(lambda code: (readings(chr(code)) or ("",))[0][:1])
