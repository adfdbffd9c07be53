"""From pairs to groups."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.know.engine.linkage.clusters import clusters

SIZE = 12
EDGES = st.lists(
    st.tuples(
        st.integers(0, SIZE - 1), st.integers(0, SIZE - 1), st.sampled_from([0.1, 0.4, 0.5, 0.7, 0.8, 0.95, 1.0])
    ),
    max_size=40,
)
CHAINING = st.sampled_from([0.0, 0.5, 1.0])


def group_of(groups: list[list[int]]) -> dict[int, int]:
    return {member: at for at, group in enumerate(groups) for member in group}


@given(EDGES, CHAINING)
@settings(max_examples=100)
def test_every_record_is_in_one_group(edges: list[tuple[int, int, float]], chaining: float) -> None:
    groups = clusters(SIZE, edges, threshold=0.6, chaining=chaining)
    assert sorted(member for group in groups for member in group) == list(range(SIZE))
    assert groups == sorted(sorted(group) for group in groups)


@given(EDGES, CHAINING, st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_the_order_of_the_edges_does_not_matter(
    edges: list[tuple[int, int, float]], chaining: float, chance: random.Random
) -> None:
    shuffled = [(b, a, p) if chance.random() < 0.5 else (a, b, p) for a, b, p in edges]
    chance.shuffle(shuffled)
    assert clusters(SIZE, shuffled, threshold=0.6, chaining=chaining) == clusters(
        SIZE, edges, threshold=0.6, chaining=chaining
    )


@given(EDGES, st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), max_size=6), CHAINING)
@settings(max_examples=100)
def test_what_is_forbidden_never_comes_together(
    edges: list[tuple[int, int, float]], forbidden: list[tuple[int, int]], chaining: float
) -> None:
    where = group_of(clusters(SIZE, edges, threshold=0.3, chaining=chaining, forbidden=forbidden))
    assert all(where[a] != where[b] for a, b in forbidden if a != b)


@given(EDGES)
@settings(max_examples=100)
def test_full_chaining_is_connected_components(edges: list[tuple[int, int, float]]) -> None:
    where = group_of(clusters(SIZE, edges, threshold=0.6, chaining=1.0))
    assert all(where[a] == where[b] for a, b, p in edges if p >= 0.6)
    parent = list(range(SIZE))
    for a, b, p in edges * SIZE:
        if p >= 0.6:
            parent[a] = parent[b] = min(parent[a], parent[b])
    assert len(set(where.values())) == len(set(parent))


def test_the_mean_decides_by_hand() -> None:
    """0–1 at 0.9 merge first; 2 then has (0.8 + 0) / 2 = 0.4 to both, below 0.5. Half chaining: 0.6."""
    edges = [(0, 1, 0.9), (1, 2, 0.8)]
    assert clusters(3, edges, threshold=0.5) == [[0, 1], [2]]
    assert clusters(3, edges, threshold=0.5, chaining=0.5) == [[0, 1, 2]]
    assert clusters(3, edges, threshold=0.61, chaining=0.5) == [[0, 1], [2]]
    assert clusters(3, edges, threshold=0.5, chaining=1.0) == [[0, 1, 2]]


def test_a_long_chain_of_uncertain_pairs_does_not_hold() -> None:
    edges = [(at, at + 1, 0.6) for at in range(20)]
    assert max(map(len, clusters(21, edges, threshold=0.5))) == 2


def test_an_edge_outside_is_refused() -> None:
    with pytest.raises(IndexError):
        clusters(2, [(0, 2, 1.0)], threshold=0.5)
