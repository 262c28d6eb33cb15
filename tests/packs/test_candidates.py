"""Candidates: everybody whom a pack named, once, in an order that says its reasons; and what narrows them."""

import csv
import json
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pytest

from graphkit.case.folder import Case
from graphkit.dates import Grade, PartialDate
from graphkit.errors import InvalidDate, InvalidValue, UnknownEntity
from graphkit.intake import Draft
from graphkit.intake.draft import Citation
from graphkit.model.judgement import Verdict
from graphkit.model.source import Sharing
from graphkit.model.statement import Stance
from graphkit.packs.candidates import Candidate, Candidates, candidates, names_somebody
from graphkit.packs.narrow import Narrowing, narrowed, narrowing
from graphkit.packs.pack import Pack, packs_of
from graphkit.packs.wording import lines_of, told
from graphkit.resolve.judge import judge
from tests.cli.commands import within
from tests.drafting import made
from tests.packs.conftest import BURMA, Asked
from tests.packs.findings import finding, recorded_run, statements_of

LISTED = "sanctions/listed-elsewhere"
ONE_ORIGIN = "quality/one-origin-only"
ALL = Narrowing()


def people(draft: Draft) -> None:
    """Four persons, a company, two incidents in two countries, and a transfer."""
    for key, nationality in (("ann", "MM"), ("bob", "MM"), ("cid", ""), ("dan", "CN")):
        person = draft.entity("Person", key)
        person.add("name", key.title())
        person.add("nationality", nationality)
    draft.entity("Company", "zed").add("name", "Zed Ltd")
    for key, country, first, last in (("old", "MM", "2017-08-25", "2017-08-27"), ("new", "CN", "2021-02", "")):
        incident = draft.entity("Incident", key)
        incident.add("name", f"The {key} one")
        incident.add("country", country)
        for prop, day in (("date_from", first), ("date_to", last)):
            if day:
                incident.add(prop, PartialDate.parse(day))
    draft.entity("Transfer", "deal").add("delivery_year", PartialDate.parse("2022"))
    died = draft.entity("Person", "eve")
    died.add("name", "Eve")
    died.add("death_date", PartialDate.parse("2019-05"))
    secret = Citation("demo", sharing=Sharing.RESTRICTED)
    draft.entity("Person", "fay", citations=[secret]).add("name", "Fay")
    draft.edge("ATTRIBUTED_TO", "demo:old", "demo:ann", key="denial", stance=Stance.DENIED)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path / "case", people)


def of(case: Case, *keys: str) -> list[str]:
    return [sid for key in keys for sid in statements_of(case, f"demo:{key}")]


def listed(case: Case, asked: Narrowing = ALL) -> Candidates:
    return candidates(case, packs_of(), asked)


def by_name(found: Candidates) -> dict[str, Candidate]:
    return {item.facts.name: item for item in found.listed}


def test_the_order_follows_what_is_certain_then_origins_official_packs_and_name(case: Case) -> None:
    common = of(case, "old")
    found = [
        finding("1", "demo:dan", common, grade="possible", origins=9, official=True),
        finding("2", "demo:cid", common, origins=1),
        finding("3", "demo:bob", common, origins=1, official=True),
        finding("4", "demo:ann", common, origins=2),
        finding("5", "demo:eve", common, origins=1),
        finding("6", "demo:eve", common, pack="topic/second", grade="possible", origins=8),
        finding("7", "demo:zed", common, origins=9, official=True),
    ]
    recorded_run(case, found, ("topic/pack", "topic/second"))
    shown = listed(case)
    assert [item.facts.name for item in shown.listed] == ["Ann", "Bob", "Eve", "Cid", "Dan", "Zed Ltd"]
    assert [item.place for item in shown.listed] == [1, 2, 3, 4, 5, 6]
    reasons = by_name(shown)
    assert reasons["Eve"].reasons == (
        "1 of 2 findings certain",
        "the best rests on 1 independent origin over its weakest links",
        "none of them official",
        "named by 2 packs",
    )
    assert reasons["Dan"].reasons[0] == "no certain finding, 1 possible"


def test_denials_conflicts_deaths_and_restricted_statements_are_flagged(case: Case) -> None:
    found = [
        finding("1", "demo:ann", of(case, "old", "denial"), conflict=True),
        finding("2", "demo:ann", of(case, "old"), conflict=False),
        finding("3", "demo:eve", of(case, "eve")),
        finding("4", "demo:fay", of(case, "fay")),
        finding("5", "demo:bob", of(case, "bob"), deceased=False),
    ]
    recorded_run(case, found)
    flags = {name: item.flags for name, item in by_name(listed(case)).items()}
    assert flags == {
        "Ann": (
            "sources name another holder of the same post (1 finding)",
            "a source denies what others state (1 finding)",
        ),
        "Bob": (),
        "Eve": ("a source calls the person dead (2019-05)",),
        "Fay": ("restricted statements are among the evidence (1 finding)",),
    }


def test_who_was_merged_since_is_one_candidate(case: Case) -> None:
    recorded_run(case, [finding("1", "demo:ann", of(case, "ann")), finding("2", "demo:bob", of(case, "bob"))])
    judge(case, "demo:bob", "demo:ann", Verdict.SAME, reason="one person")
    (only,) = listed(case).listed
    assert (only.subject, len(only.findings)) == ("demo:bob", 2)
    assert listed(case).stale


def test_findings_of_the_present_evidence_are_not_stale(case: Case) -> None:
    recorded_run(case, [finding("1", "demo:ann", of(case, "ann"), evidence_head=case.ledger.evidence_head)])
    assert not listed(case).stale


def narrowing_case(case: Case) -> dict[str, list[Any]]:
    found = [
        finding("old", "demo:ann", of(case, "ann"), incident="demo:old"),
        finding("new", "demo:bob", of(case, "bob"), incident="demo:new"),
        finding("deal", "demo:zed", of(case, "zed"), incident="demo:old", transfer="demo:deal"),
        finding("day", "demo:cid", of(case, "cid"), listed_on="2020-03-01"),
        finding("timeless", "demo:dan", of(case, "dan"), listed_on=None, as_of="2026-01-01"),
    ]
    recorded_run(case, found)
    return {"topic/pack": found}


@pytest.mark.parametrize(
    ("given", "subjects"),
    [
        ({}, {"ann", "bob", "zed", "cid", "dan"}),
        ({"country": "Burma"}, {"ann", "bob", "zed"}),
        ({"country": "CN"}, {"bob", "dan"}),
        ({"country": "France"}, set()),
        ({"since": "2017-08-27"}, {"ann", "bob", "zed", "cid"}),
        ({"since": "2017-08-28"}, {"bob", "zed", "cid"}),
        ({"since": "2020-03-02"}, {"bob", "zed"}),
        ({"since": "2021-02-28"}, {"bob", "zed"}),
        ({"since": "2021-03"}, {"zed"}),
        ({"since": "2023"}, set()),
        ({"subject": "cid"}, {"cid"}),
        ({"country": "MM", "since": "2021"}, {"bob", "zed"}),
    ],
)
def test_findings_are_narrowed_by_country_day_and_subject(
    case: Case, given: dict[str, str], subjects: set[str]
) -> None:
    found = narrowing_case(case)
    kept = narrowed(case, found, narrowing(case, **given))
    assert {item.subject.removeprefix("demo:") for item in kept["topic/pack"]} == subjects


def test_a_merged_subject_is_found_by_either_id(case: Case) -> None:
    found = narrowing_case(case)
    judge(case, "demo:bob", "demo:ann", Verdict.SAME, reason="one person")
    for subject in ("ann", "demo:bob"):
        kept = narrowed(case, found, narrowing(case, subject=subject))
        assert {item.subject for item in kept["topic/pack"]} == {"demo:ann", "demo:bob"}


def test_what_nobody_knows_is_refused(case: Case) -> None:
    with pytest.raises(InvalidValue):
        narrowing(case, country="Atlantis")
    with pytest.raises(InvalidDate):
        narrowing(case, since="lately")
    with pytest.raises(UnknownEntity):
        narrowing(case, subject="nobody")


def test_parity_counts_every_country_however_the_list_is_narrowed(case: Case) -> None:
    narrowing_case(case)
    shown = listed(case, Narrowing(country="CN"))
    assert {item.facts.name for item in shown.listed} == {"Bob", "Dan"}
    parity = {item.country: item for item in shown.parity}
    assert set(parity) == {"Myanmar", "China", "no country stated"}
    assert (parity["Myanmar"].incidents, parity["Myanmar"].incidents_named, parity["Myanmar"].candidates) == (1, 1, 3)
    assert (parity["China"].incidents, parity["China"].incidents_named, parity["China"].candidates) == (1, 1, 1)
    assert parity["no country stated"].candidates == 1


def test_a_row_of_any_pack_is_told_with_names_in_place_of_ids(case: Case) -> None:
    row: dict[str, Any] = {
        "incident": "demo:old",
        "years": ["2018", "2019"],
        "supplier": "demo:zed",
        "number_uncertain": True,
        "doubted": False,
        "count_min": 0,
        "note": None,
    }
    recorded_run(case, [finding("1", "demo:ann", of(case, "ann"), subject_id="demo:ann", **row)])
    shown = listed(case)
    (only,) = shown.listed
    assert told(only.findings[0], shown.facts, only.subject) == (
        "The old one, 2017-08-25 to 2017-08-27; years: 2018, 2019; supplier: Zed Ltd; number uncertain; count min: 0"
    )


def test_without_findings_nobody_is_a_candidate(case: Case) -> None:
    result = within("candidates", "--case", case.folder)
    assert result.exit_code == 0
    assert "0 candidates" in result.stdout
    assert "graphkit find" in result.stderr


def test_packs_on_listings_and_on_the_evidence_name_nobody() -> None:
    packs: dict[str, Pack] = packs_of()
    silent = {id_ for id_, pack in packs.items() if not names_somebody(pack)}
    assert silent == {LISTED, ONE_ORIGIN}
    assert len(packs) >= 7


@pytest.mark.neo4j
def test_everybody_whom_a_pack_named_stands_in_the_list_once(burma: Asked) -> None:
    shown = listed(burma.case)
    named = {item.subject for id_, items in burma.found.items() if id_ not in {LISTED, ONE_ORIGIN} for item in items}
    assert [item.subject for item in shown.listed if item.subject not in named] == []
    assert {item.subject for item in shown.listed} == named
    assert len(shown.listed) == len(named) > 40
    assert not shown.stale
    assert [kind for kind, _ in groupby(shown.listed, key=lambda item: item.facts.kind)] == ["Person", "Unit"]
    for one, two in pairwise(shown.listed):
        if one.facts.kind == two.facts.kind:
            assert worth(one) <= worth(two)


def worth(candidate: Candidate) -> tuple[Any, ...]:
    """The order as the help words it, from the findings themselves."""
    best = min(
        (item.grade is not Grade.CERTAIN, -item.support.origins, not item.support.official)
        for item in candidate.findings
    )
    return (*best, -len({item.pack for item in candidate.findings}))


@pytest.mark.neo4j
def test_listings_are_those_of_the_workbook(burma: Asked) -> None:
    with (BURMA / "listings.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if not (row["delisted_on"] or row["delisted_between"])]
    expected: dict[str, set[str]] = {}
    for row in rows:
        expected.setdefault(f"burma:{row['subject']}", set()).add(row["authority"])
    shown = listed(burma.case)
    for item in shown.listed:
        assert item.listings is not None
        found = {entry.authority for entry in item.listings if entry.status == "listed"}
        assert found == expected.get(item.subject, set()), item.subject
    somewhere = sum(bool(expected.get(item.subject)) for item in shown.listed)
    assert sum(item.listed for item in shown.parity) == somewhere


@pytest.mark.neo4j
def test_the_page_reads_without_knowing_the_query(burma: Asked) -> None:
    shown = listed(burma.case)
    page = {item.subject: list(lines_of(item, shown)) for item in shown.listed}
    assert all(len(text) <= 110 or " " not in text.strip() for lines in page.values() for text in lines)
    nowhere = " ".join(" ".join(page["burma:than-htike-lid99"]).split())
    assert "Listed nowhere, as far as the lists read can tell: AU (as of 2024-12-17)" in nowhere
    assert "As commander (Major General) of 99th Light Infantry Division, a post of command:" in nowhere
    assert (
        "Tar Taing killings, 2023-03-01 to 2023-03-02; attributed to that unit (alleged) [certain, 1 origin" in nowhere
    )
    deputy = " ".join(" ".join(page["burma:soe-win"]).split())
    assert "deputy commander-in-chief (Vice Senior General) of Myanmar Armed Forces, not a post of command:" in deputy
    ids = {item.id[:8] for items in burma.found.values() for item in items}
    assert any(id_ in nowhere for id_ in ids)


@pytest.mark.neo4j
def test_since_keeps_those_with_an_incident_that_ended_then_or_later(burma: Asked) -> None:
    with (BURMA / "incidents.csv").open(encoding="utf-8", newline="") as stream:
        late = {row["incident_id"] for row in csv.DictReader(stream) if (row["date_to"] or row["date_from"]) >= "2023"}
    found = {"p": burma.found["command/commanders-on-the-day"]}
    kept = narrowed(burma.case, found, Narrowing(since="2023-01-01"))["p"]
    assert {item.row["incident"].removeprefix("burma:") for item in kept} == late
    assert len(late) > 5


@pytest.mark.neo4j
def test_the_command_prints_the_list_and_the_table_of_parity(burma: Asked) -> None:
    result = within("candidates", "--country", "Myanmar", "--limit", "2", "--case", burma.case.folder)
    assert result.exit_code == 0
    assert "There is no score." in result.stdout
    assert "\n2. " in result.stdout
    assert "\n3. " not in result.stdout
    assert "How the same packs fall on each country" in result.stdout
    whole = within("candidates", "--case", burma.case.folder, "--json")
    records = [json.loads(text) for text in whole.stdout.splitlines()]
    shown = listed(burma.case)
    assert [record["subject"] for record in records] == [item.subject for item in shown.listed]
    assert records[0]["reasons"] == list(shown.listed[0].reasons)
    assert {item["id"] for item in records[0]["findings"]} == {item.id for item in shown.listed[0].findings}
