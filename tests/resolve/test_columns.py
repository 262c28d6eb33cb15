"""Linking tables by columns: every candidate pair once, and what agreement tells learnt without labels."""

from itertools import combinations
from random import Random

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from graphkit.resolve.columns import block
from graphkit.resolve.columns.block import pairs_of
from graphkit.resolve.columns.levels import ABSENT, EQUAL, UNLIKE, crossed, dated, exact, spelt
from graphkit.resolve.columns.link import link
from graphkit.resolve.columns.table import MISSING, Column

cells = st.lists(st.sampled_from(["", "a", "b", "c", "ann", "anne"]), min_size=1, max_size=30)


@given(cells)
def test_a_column_holds_its_cells(given_: list[str]) -> None:
    column = Column.of(given_)
    assert [column.texts[code] if code != MISSING else "" for code in column.codes.tolist()] == given_
    assert column.texts == sorted(set(given_) - {""})
    assert column.shares.sum() == pytest.approx(1 if any(given_) else 0)


@given(st.lists(st.tuples(st.sampled_from("ab "), st.sampled_from("xy "), st.sampled_from("01")), max_size=20))
@settings(max_examples=60)
def test_candidates_are_the_pairs_that_agree_on_a_whole_key_each_once(rows: list[tuple[str, str, str]]) -> None:
    if not rows:
        return
    one, two = (Column.of([row[place].strip() for row in rows]) for place in (0, 1))
    table = np.array([int(row[2]) for row in rows])

    def expected(*, within: bool) -> set[tuple[int, int]]:
        return {
            (left, right)
            for left, right in combinations(range(len(rows)), 2)
            if (rows[left][0] == rows[right][0] != " " and (rows[left][1] == rows[right][1] != " "))
            or rows[left][1] == rows[right][1] == "x"
            if within or rows[left][2] != rows[right][2]
        }

    only_x = two.reduced("x", lambda text: text if text == "x" else "")
    for across, within in ((None, True), (table, False)):
        left, right = pairs_of([(one.codes, two.codes), (only_x,)], len(rows), across=across)
        found = list(zip(left.tolist(), right.tolist(), strict=True))
        assert set(found) == expected(within=within)
        assert len(found) == len(set(found))


def test_a_key_that_a_crowd_has_is_not_followed() -> None:
    column = Column.of(["a"] * (block.CROWD + 1) + ["b"] * 3)
    left, _ = pairs_of([(column.codes,)], len(column.codes))
    assert len(left) == 3


@pytest.mark.parametrize(
    ("one", "two", "level"),
    [
        ("1970-05-07", "1970-05-07", "equal"),
        ("1970-05-07", "1970-07-05", "swapped"),
        ("1970-05-07", "1970-06-07", "but one part"),
        ("1970-05-07", "1971-05-07", "but one part"),
        ("1970-05-07", "1980-01-01", "unlike"),
        ("1970-05-07", "", "absent"),
    ],
)
def test_levels_of_dates(one: str, two: str, level: str) -> None:
    field = dated("born", Column.of([one, two]))
    assert field.levels[field.compare(np.array([0]), np.array([1]))[0]] == level


def test_levels_of_spelling_and_of_names_exchanged() -> None:
    given_, family = (
        Column.of(["jonathan", "jonathon", "smith", "", "zoe"]),
        Column.of(["smith", "smith", "jonathan", "x", "lee"]),
    )
    field = spelt("given", given_, 0.92, 0.8)
    left = np.array([0, 0, 0, 0])
    assert field.compare(left, np.array([1, 2, 3, 0])).tolist() == [3, UNLIKE, ABSENT, EQUAL]
    swapped = crossed("crossed", given_, family, 0.9)
    assert swapped.compare(left, np.array([2, 1, 3, 4])).tolist() == [EQUAL, UNLIKE, ABSENT, UNLIKE]


def test_copies_are_told_from_namesakes_without_labels() -> None:
    random = Random(3)  # noqa: S311 - no secret
    names = [f"{one}{two}" for one in ("an", "be", "co", "du", "el", "fa", "gu") for two in ("ra", "sto", "ti", "vel")]
    days = [f"19{year}-0{month}-11" for year in range(40, 99) for month in range(1, 9)]
    rows = [(random.choice(names), random.choice(names), random.choice(days)) for _ in range(3000)]
    copies = [(first, last[:-1] + "x", born) for first, last, born in rows[:400]]
    everybody = rows + copies
    first, last, born = (Column.of([row[place] for row in everybody]) for place in range(3))
    left, right = pairs_of(
        [(first.codes, last.codes), (first.codes, born.codes), (last.codes, born.codes)], len(everybody)
    )
    fields = [spelt("first", first, 0.92, 0.8), spelt("last", last, 0.92, 0.8), dated("born", born)]
    found = link(fields, left, right, len(everybody))
    is_one = found.right - found.left == 3000
    sure = found.probability >= 0.5
    assert is_one[sure].mean() > 0.8
    assert is_one[sure].sum() >= 360
    assert found.weights["born"]["equal"] > 0 > found.weights["born"]["unlike"]


def test_two_copies_are_joined_by_their_original() -> None:
    cells = [f"p{number}" for number in range(40)] + ["p0", "p0"]
    column, other = Column.of(cells), Column.of([*[f"q{number}" for number in range(40)], "q0", "q0"])
    left, right = np.array([0, 0], dtype=np.int32), np.array([40, 41], dtype=np.int32)
    fields = [exact("p", column), exact("q", other)]
    found = link(fields, left, right, len(cells))
    assert list(zip(found.left.tolist(), found.right.tolist(), strict=True)) == [(0, 40), (0, 41), (40, 41)]
    alone = link(fields, left, right, len(cells), joint=False)
    assert len(alone.left) == 2
