"""What somebody typed into the search box, as a question to the index of :mod:`.bigrams`.

A word in Chinese is looked for as written. A word in Latin letters may be the beginning of an English word or of a
code, the initials of a Chinese name (``ccyq``) or its pinyin (``changchunyiqi``): any of these counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from fairway.know.engine.bigrams import (
    BEGINNINGS,
    CODE,
    INITIALS,
    RUNS,
    SHORT_NAME,
    SHORTEST_CODE,
    is_chinese,
    start_term,
    whole_term,
    written,
    written_code,
)
from fairway.know.engine.script import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_WORDS, MOST_CHARACTERS = 8, 100
MOST_SPLITS = 3
_LETTERS = re.compile("[a-z]+")
# No syllable of pinyin begins with i, u or v.
_INITIALS = re.compile("[a-hj-tw-z]+")
_SYLLABLES = """
a ai an ang ao e ei en eng er o ou yi ya yan yang yao ye yin ying yong you yu yuan yue yun wa wai wan wang wei wen
weng wo wu ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu pa pai pan pang pao pei pen peng pi pian
piao pie pin ping po pou pu ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu fa fan fang
fei fen feng fo fou fu da dai dan dang dao de dei den deng di dian diao die ding diu dong dou du duan dui dun duo ta
tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo na nai nan nang nao ne nei nen neng ni
nian niang niao nie nin ning niu nong nou nu nuan nuo nv nve la lai lan lang lao le lei leng li lia lian liang liao
lie lin ling liu long lou lu luan lun luo lv lve ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang
gui gun guo ka kai kan kang kao ke ken keng kong kou ku kua kuai kuan kuang kui kun kuo ha hai han hang hao he hei hen
heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun qi qia
qian qiang qiao qie qin qing qiong qiu qu quan que qun xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun
zha zhai zhan zhang zhao zhe zhei zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo cha chai chan
chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo sha shai shan shang shao she shei
shen sheng shi shou shu shua shuai shuan shuang shui shun shuo ran rang rao re ren reng ri rong rou ru ruan rui run
ruo za zai zan zang zao ze zei zen zeng zi zong zou zu zuan zui zun zuo ca cai can cang cao ce cen ceng ci cong cou cu
cuan cui cun cuo sa sai san sang sao se sen seng si song sou su suan sui sun suo
"""


@dataclass(frozen=True, slots=True)
class Every:
    """All of these must hold."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of these must hold."""

    parts: tuple[Expression, ...]


Expression = str | Every | Some
"""What must hold of an organisation's terms: one term, or all or some of several expressions."""


def estimate(expression: Expression, common: Mapping[str, int]) -> int:
    """Return in about how many documents a condition holds at most, where ``common`` counts the terms that many have.

    Rare terms count nothing.
    """
    if isinstance(expression, str):
        return common.get(expression, 0)
    parts = [estimate(part, common) for part in expression.parts]
    return min(parts) if isinstance(expression, Every) else sum(parts)


@dataclass(frozen=True, slots=True)
class Sought:
    """A condition on an organisation: on its terms, and, for each of ``needles``, one of them standing in its text."""

    expression: Expression
    needles: tuple[tuple[str, ...], ...] = ()

    def narrowed(self, expression: Expression | None, needles: tuple[str, ...] = ()) -> Sought:
        """The same with one more condition."""
        parts = (expression,) if expression is not None else ()
        return Sought(Every((self.expression, *parts)), (*self.needles, needles) if needles else self.needles)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: ``words`` as folded, and what is sought in ``tiers``, best answers first.

    First the same name or code, then a name that begins so, then anything with every word in it.
    """

    words: tuple[str, ...] = ()
    tiers: tuple[Sought, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Way:
    """One thing a word may mean. ``needle`` is what its text must hold; None where that cannot be said.

    ``is_exact``: who has the terms has the needle.
    """

    expression: Expression
    needle: str | None
    is_exact: bool = False


def asked(text: str) -> Asked:
    """Read what was typed: at most eight words of a hundred characters in all. All words must be found."""
    words = tuple(filter(None, (fold(word) for word in text[:MOST_CHARACTERS].split()[:MOST_WORDS])))
    words = tuple(word for word in words if RUNS.search(word))
    if not words:
        return Asked()
    everything = _every(words)
    best = (_exactly(words, everything), _beginning(words, everything), everything)
    return Asked(words, tuple(tier for tier in best if tier is not None))


def _every(words: tuple[str, ...]) -> Sought:
    conditions = [condition(word) for word in words]
    expression: Expression = Every(tuple(c.expression for c in conditions))
    needles = tuple(chain.from_iterable(c.needles for c in conditions))
    syllables = [list(splits(word))[:1] for word in words]
    if len(words) > 1 and all(syllables) and any(len(found[0]) == 1 for found in syllables):
        read = tuple(chain.from_iterable(found[0] for found in syllables))
        return Sought(Some((expression, _pairs(read))))
    return Sought(expression, needles)


def condition(word: str) -> Sought:
    """Say what one folded word asks for."""
    runs = RUNS.findall(word)
    conditions = [_chinese(run) if is_chinese(run) else _latin(run) for run in runs]
    code = written_code(word)[1:]
    if len(runs) == 1:
        return conditions[0]
    expression = Every(tuple(c.expression for c in conditions))
    if code.isascii() and len(code) >= SHORTEST_CODE:
        return Sought(Some((expression, _code_way(code).expression)))
    return Sought(expression, tuple(chain.from_iterable(c.needles for c in conditions)))


def _chinese(run: str) -> Sought:
    if len(run) <= 2:
        return Sought(run)
    return Sought(Every(bigrams(run)), ((run,),))


def bigrams(run: str) -> tuple[str, ...]:
    """Return the neighbours of a run of characters."""
    return tuple(run[at : at + 2] for at in range(len(run) - 1))


def _latin(run: str) -> Sought:
    ways = [_Way(_beginning_term(run), f" {run}", is_exact=len(run) in BEGINNINGS), _code_way(run)]
    if run.isascii() and run.isalpha():
        ways += [*_initials(run), *(_Way(_pairs(read), None) for read in splits(run) if len(read) > 1)]
    expression = Some(tuple(way.expression for way in ways)) if len(ways) > 1 else ways[0].expression
    needles = tuple(way.needle for way in ways if way.needle is not None)
    if all(way.is_exact for way in ways) or len(needles) < len(ways):
        return Sought(expression)
    return Sought(expression, (needles,))


def _code_way(code: str) -> _Way:
    return _Way(f"@{_beginning_term(code)}", f"\n{CODE} {code}", is_exact=len(code) in BEGINNINGS)


def _beginning_term(run: str) -> str:
    return run[: max(length for length in BEGINNINGS if length <= len(run))]


def _initials(run: str) -> list[_Way]:
    if len(run) == 1 or not _INITIALS.fullmatch(run):
        return []
    if len(run) == 2:
        return [_Way(f"~~{run}", f"\n{INITIALS}{run}", is_exact=True)]
    windows = tuple(f"~{run[at : at + 3]}" for at in range(len(run) - 2))
    return [_Way(Every(windows), run, is_exact=len(windows) == 1)]


def _pairs(syllables: Sequence[str]) -> Expression:
    return Every(tuple(f"{a}-{b}" for a, b in pairwise(syllables)))


@lru_cache(maxsize=1)
def _syllables() -> frozenset[str]:
    return frozenset(_SYLLABLES.split())


def splits(word: str) -> list[tuple[str, ...]]:
    """Return the ways a word can be read as pinyin, fewest syllables first: ``xian`` is xian, or xi an."""
    if not _LETTERS.fullmatch(word):
        return []
    known, ways = _syllables(), {0: [()]}  # type: tuple[frozenset[str], dict[int, list[tuple[str, ...]]]]
    for end in range(1, len(word) + 1):
        starts = range(max(0, end - 6), end)
        found = [(*before, word[s:end]) for s in starts if word[s:end] in known for before in ways.get(s, [])]
        ways[end] = sorted(found, key=lambda read: (len(read), read))[:MOST_SPLITS]
    return ways[len(word)]


def _exactly(words: tuple[str, ...], everything: Sought) -> Sought | None:
    """The same name, or the same code."""
    line, code = written(" ".join(words)), written_code("".join(words))
    if not line:
        return None
    start = whole_term(line) if len(line) <= SHORT_NAME + 1 else start_term(line)
    ways: list[Expression] = [start]
    if code:
        ways.append(_code_way(code[1:]).expression)
    return everything.narrowed(Some(tuple(ways)), (f"\n{line}\n", f"\n{CODE}{code}\n"))


def _beginning(words: tuple[str, ...], everything: Sought) -> Sought | None:
    """A name that begins so, as written, by its initials or by its pinyin."""
    line = written(" ".join(words))
    ways: list[tuple[str, str]] = []
    if len(start_term(line)) == len(start_term(line + "abc")):
        ways.append((start_term(line), f"\n{line}"))
    letters = "".join(words)
    if _LETTERS.fullmatch(letters):
        sounds = dict.fromkeys([letters, *("".join(s[0] for s in read) for read in splits(letters))])
        ways += [(f"~~{s[:2]}", f"\n{INITIALS}{s}") for s in sounds if len(s) > 1 and _INITIALS.fullmatch(s)]
    if not ways:
        return None
    return everything.narrowed(Some(tuple(term for term, _ in ways)), tuple(needle for _, needle in ways))
