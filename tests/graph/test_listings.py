"""What editions and dates tell of listings: stretches, changes, and whether one stood on a day."""

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pytest

from graphkit.case.folder import Case
from graphkit.dates import PartialDate
from graphkit.errors import UnknownEntity
from graphkit.graph.listing_changes import changes
from graphkit.graph.listings import Status, on_day, reading_listings
from graphkit.graph.project import projecting
from graphkit.intake import Draft
from graphkit.intake.ingestor import load
from graphkit.intake.listing import add_coverage, enter
from graphkit.intake.run import Options, ingest
from tests.drafting import add

WORKBOOK = Path(__file__).parents[1] / "ingest/workbook/sample"
FIRST, SECOND, THIRD = "2021-03-10", "2022-01-05", "2023-06-30"


def edition(
    case: Case,
    day: str,
    entries: dict[str, dict[str, str]],
    *,
    whole: bool = True,
    omits: Sequence[str] = (),
    programmes: Sequence[str] = (),
    list_names: Sequence[str] = (),
) -> None:
    """Add an edition of the list: by the key of each entry, the properties of its subject, or of its listing."""

    def drafting(draft: Draft) -> None:
        for key, said in entries.items():
            under = said.get("programme", "ONE")
            entry = enter(draft, "Person", key, authority="UN", entry=key, programmes=[under])
            for prop, value in said.items():
                if prop == "listed_on":
                    entry.listing.add(prop, PartialDate.parse(value))
                elif prop == "list_name":
                    entry.listing.add(prop, value)
                elif prop == "related":
                    edge = draft.edge("RELATED_TO", entry.subject.id, draft.id_of(value), key=f"{key}/{value}")
                    edge.add("relation", "cousin")
                elif prop != "programme":
                    entry.subject.add(prop, value)
        if whole:
            add_coverage(
                draft, authority="UN", as_of=PartialDate.parse(day), scope="All.", omits=omits, programmes=programmes,
                list_names=list_names, part="names" if omits else "",
            )  # fmt: skip

    add(case, drafting, content=f"{day} {entries} {omits}", edition=day)


def answers(case: Case, day: str) -> dict[str, str]:
    with reading_listings(case) as (connection, listings):
        found = on_day(connection, listings, day)
    return {item.entry: found[item.listing].status.value for item in listings}


def told(case: Case) -> list[tuple[str, ...]]:
    """Changes as entry, what, editions, property, old and new values."""
    return [
        (item.listing.entry, item.what.value, item.between, item.prop, "; ".join(item.old), "; ".join(item.new))
        for item in changes(case)
    ]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case.create(tmp_path / "case")


@pytest.fixture
def three(case: Case) -> Case:
    """An entry that stays, one that goes, one that comes, and one that goes and comes back."""
    for day, entries in ((FIRST, "stays goes back"), (SECOND, "stays comes"), (THIRD, "stays comes back")):
        edition(case, day, {key: {"name": key} for key in entries.split()})
    return case


def test_an_entry_comes_goes_and_comes_back(three: Case) -> None:
    assert told(three) == [
        ("comes", "came", f"{FIRST}/{SECOND}", "", "", ""),
        ("back", "went", f"{FIRST}/{SECOND}", "", "", ""),
        ("goes", "went", f"{FIRST}/{SECOND}", "", "", ""),
        ("back", "came", f"{SECOND}/{THIRD}", "", "", ""),
    ]
    with reading_listings(three) as (_, listings):
        spans = {item.entry: item.editions.spans for item in listings}
        off = {item.entry: item.delisted_on for item in listings}
    assert spans == {
        "stays": (f"{FIRST}/{THIRD}",),
        "goes": (f"{FIRST}/{FIRST}",),
        "comes": (f"{SECOND}/{THIRD}",),
        "back": (f"{FIRST}/{FIRST}", f"{THIRD}/{THIRD}"),
    }
    assert off == {"stays": None, "goes": f"{FIRST}/{SECOND}", "comes": None, "back": None}


def test_the_graph_says_the_same(three: Case) -> None:
    with projecting(three) as projection:
        nodes = {props["id"]: props for kind, props in projection.nodes() if kind == "Listing"}
    with reading_listings(three) as (_, listings):
        for item in listings:
            node = nodes[item.listing]
            assert (node["first_seen"], node["last_seen"]) == (item.editions.first_seen, item.editions.last_seen)
            assert node.get("delisted_between") == item.delisted_on
    assert nodes["demo:back/listing"]["stretches"] == [f"{FIRST}/{FIRST}", f"{THIRD}/{THIRD}"]
    assert "stretches" not in nodes["demo:stays/listing"]


def test_the_order_in_which_editions_are_read_changes_nothing(tmp_path: Path) -> None:
    held = {
        FIRST: {"a": {"name": "A"}, "b": {"name": "B", "note": "old"}},
        SECOND: {"a": {"name": "A"}},
        THIRD: {"a": {"name": "A B"}, "b": {"name": "B", "note": "new"}},
    }
    found = []
    for number, order in enumerate(permutations(held)):
        case = Case.create(tmp_path / str(number))
        for day in order:
            edition(case, day, held[day])
        found.append((told(case), answers(case, SECOND), answers(case, "2022-06-01")))
    assert all(one == found[0] for one in found)
    assert found[0][0] == [
        ("b", "went", f"{FIRST}/{SECOND}", "", "", ""),
        ("b", "changed", f"{FIRST}/{THIRD}", "note", "old", "new"),
        ("b", "came", f"{SECOND}/{THIRD}", "", "", ""),
        ("a", "changed", f"{SECOND}/{THIRD}", "name", "A", "A B"),
    ]


LISTED, NOT, UNKNOWN = (status.value for status in (Status.LISTED, Status.NOT_LISTED, Status.UNKNOWN))


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2021-03-09", {"stays": UNKNOWN, "goes": UNKNOWN, "comes": UNKNOWN, "back": UNKNOWN}),
        (FIRST, {"stays": LISTED, "goes": LISTED, "comes": NOT, "back": LISTED}),
        ("2021-12-01", {"stays": LISTED, "goes": UNKNOWN, "comes": UNKNOWN, "back": UNKNOWN}),
        (SECOND, {"stays": LISTED, "goes": NOT, "comes": LISTED, "back": NOT}),
        ("2022-12-01", {"stays": LISTED, "goes": NOT, "comes": LISTED, "back": UNKNOWN}),
        (THIRD, {"stays": LISTED, "goes": NOT, "comes": LISTED, "back": LISTED}),
        ("2023-07-01", {"stays": UNKNOWN, "goes": UNKNOWN, "comes": UNKNOWN, "back": UNKNOWN}),
    ],
)
def test_a_day_is_answered_where_the_editions_around_it_agree(three: Case, day: str, status: dict[str, str]) -> None:
    assert answers(three, day) == status


def test_the_day_of_listing_answers_what_editions_leave_open(case: Case) -> None:
    edition(case, FIRST, {"old": {"listed_on": "2011-05-04"}, "month": {"listed_on": "2020-02"}})
    edition(case, SECOND, {"old": {"listed_on": "2011-05-04"}, "new": {"listed_on": "2021-09-01"}})
    assert answers(case, "2011-05-03") == {"old": NOT, "month": NOT, "new": NOT}
    assert answers(case, "2015-01-01") == {"old": LISTED, "month": NOT, "new": NOT}
    assert answers(case, "2020-02-10")["month"] == UNKNOWN
    assert answers(case, "2020-03-01")["month"] == LISTED
    assert answers(case, "2021-08-31") == {"old": LISTED, "month": UNKNOWN, "new": NOT}
    assert answers(case, "2021-09-01")["new"] == LISTED
    (came, _) = changes(case)
    assert (came.listing.entry, came.on) == ("new", "2021-09-01")


def test_an_edition_known_to_the_month_is_placed_in_no_day_of_it(case: Case) -> None:
    edition(case, "2022-01", {"a": {"name": "A"}})
    edition(case, "2022-03-01", {"a": {"name": "A"}})
    assert answers(case, "2022-01-15") == {"a": UNKNOWN}
    assert answers(case, "2022-02-01") == {"a": LISTED}


def test_an_edition_that_was_not_read_whole_takes_nobody_off(case: Case) -> None:
    edition(case, FIRST, {"a": {}, "b": {}})
    edition(case, SECOND, {"a": {}}, whole=False)
    edition(case, THIRD, {"a": {}, "b": {}})
    assert told(case) == []
    assert answers(case, SECOND) == {"a": LISTED, "b": LISTED}


def test_an_edition_covers_its_programmes_and_lists_only(case: Case) -> None:
    entries = {"one": {"programme": "ONE"}, "two": {"programme": "TWO"}, "other": {"list_name": "Other list"}}
    edition(case, FIRST, entries)
    edition(case, SECOND, {}, programmes=["ONE"], list_names=["A list"])
    assert told(case) == [("one", "went", f"{FIRST}/{SECOND}", "", "", "")]
    assert answers(case, SECOND) == {"one": NOT, "two": UNKNOWN, "other": UNKNOWN}


def test_what_a_file_cannot_hold_is_not_reported_as_gone(case: Case) -> None:
    full = {"a": {"name": "A", "alias": "AA", "address": "Old street"}}
    edition(case, FIRST, full)
    edition(case, SECOND, {"a": {"name": "A"}}, omits=["alias", "address"])
    edition(case, THIRD, {"a": {"name": "A", "alias": "AA", "address": "New street"}})
    assert told(case) == [("a", "changed", f"{FIRST}/{THIRD}", "address", "Old street", "New street")]
    edition(case, SECOND, {"a": {"name": "A"}})
    assert ("a", "changed", f"{FIRST}/{SECOND}", "alias", "AA", "") in told(case)


def test_a_relation_that_comes_is_named_by_its_kind(case: Case) -> None:
    edition(case, FIRST, {"a": {}, "b": {}})
    edition(case, SECOND, {"b": {}, "a": {"related": "b"}})
    assert told(case) == [("a", "changed", f"{FIRST}/{SECOND}", "RELATED_TO", "", "demo:b")]


def test_changes_are_narrowed_by_date_dataset_and_authority(three: Case) -> None:
    later = changes(three, between=[PartialDate.parse(SECOND), PartialDate.parse(THIRD)])
    assert [item.listing.entry for item in later] == ["back"]
    assert len(changes(three, dataset="demo", authority="UN")) == 4
    assert changes(three, authority="EU") == []
    with pytest.raises(UnknownEntity, match="holds no dataset 'dem'; did you mean 'demo'"):
        changes(three, dataset="dem")
    with pytest.raises(UnknownEntity, match="no authority is called 'USA'"):
        changes(three, authority="USA")


def test_a_workbook_is_no_edition_of_a_list(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case")
    ingest(case, load("workbook"), [WORKBOOK], Options(name="notes"))
    assert told(case) == []
    with reading_listings(case) as (connection, listings):
        assert listings
        for item in listings:
            if item.listed_on and not item.taken_off:
                day = PartialDate.parse(item.listed_on).last
                expected = Status.LISTED if day <= (item.last_seen_in_list or "") else Status.UNKNOWN
                assert on_day(connection, [item], day)[item.listing].status is expected
                assert on_day(connection, [item], "1900-01-01")[item.listing].status is Status.NOT_LISTED
            if item.taken_off:
                after = PartialDate.parse(item.taken_off).last
                assert on_day(connection, [item], after)[item.listing].status is Status.NOT_LISTED
