"""A statement's id is the same on every machine, in every run and order, one at a time or a column at a time."""

import hashlib
import json

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from graphkit.model.source import Locator
from graphkit.model.statement import IDENTIFYING, STATEMENT_COLUMNS, identified, schema, statement_id

FIELDS: dict[str, str | bool] = {
    "dataset": "burma",
    "source": "burma:EU401",
    "entity": "burma:min-aung-hlaing",
    "kind": "Person",
    "prop": "name",
    "value": "မင်းအောင်လှိုင်",
    "lang": "my",
    "start_min": "0001-01-01",
    "start_max": "9999-12-31",
    "end_min": "0001-01-01",
    "end_max": "9999-12-31",
    "start_known": False,
    "end_known": True,
    "basis": "stated",
    "stance": "asserted",
    "origin": "Council of the EU",
}
GOLDEN = "7e715a3e917567aa24bf6361e4b186e9"


def spelt_out(fields: dict[str, str | bool]) -> str:
    """The rule in other words: SHA-256 over every field as its length in bytes, a colon, and its text."""
    texts = [
        ("1" if value else "0") if isinstance(value, bool) else value for value in (fields[k] for k in IDENTIFYING)
    ]
    joined = "".join(f"{len(text.encode())}:{text}" for text in texts)
    return hashlib.sha256(joined.encode()).hexdigest()[:32]


def table(rows: list[dict[str, str | bool]]) -> pa.Table:
    others = {"cited": "", "original": "", "timed": "undated", "credibility": 0, "sharing": "public"}
    columns = {name: type_ for name, type_ in STATEMENT_COLUMNS.items() if name != "id"}
    return pa.Table.from_pylist([{**others, **row} for row in rows], schema=schema(columns))


def test_the_golden_id() -> None:
    assert statement_id(FIELDS) == GOLDEN == spelt_out(FIELDS)
    assert identified(table([FIELDS]))["id"].to_pylist() == [GOLDEN]


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


@given(
    st.lists(
        st.fixed_dictionaries({"entity": texts, "value": texts, "end_known": st.booleans()}), min_size=1, max_size=9
    )
)
def test_columns_are_hashed_as_single_statements_are_whatever_their_order(
    changes: list[dict[str, str | bool]],
) -> None:
    rows = [FIELDS | change for change in changes]
    expected = [spelt_out(row) for row in rows]
    assert [statement_id(row) for row in rows] == expected
    assert identified(table(rows))["id"].to_pylist() == expected
    assert identified(table(rows[::-1]))["id"].to_pylist() == expected[::-1]


def test_every_identifying_field_counts_and_no_other() -> None:
    for name in IDENTIFYING:
        other = not FIELDS[name] if isinstance(FIELDS[name], bool) else f"{FIELDS[name]}x"
        assert statement_id(FIELDS | {name: other}) != GOLDEN
    more = table([FIELDS | {"cited": "page 3", "original": "as printed", "sharing": "restricted"}])
    assert identified(more)["id"].to_pylist() == [GOLDEN]


def test_fields_cannot_run_together() -> None:
    assert statement_id(FIELDS | {"prop": "name1", "value": "2"}) != statement_id(
        FIELDS | {"prop": "name", "value": "12"}
    )


def test_a_locator_round_trips() -> None:
    for locator in (
        Locator(row=12),
        Locator(page="3", quote="a; b:c %"),
        Locator(pointer="/sdnList/sdnEntry[7]"),
        Locator(row=4, pointer="postings"),
    ):
        assert Locator.parse(str(locator)) == locator
    assert json.loads(Locator(row=1).model_dump_json())["row"] == 1
