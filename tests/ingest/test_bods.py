"""BODS: an invented package with a history, statements that are refused, and the publisher's files in both versions."""

import json
from pathlib import Path
from typing import Any

import pytest

from graphkit.case.folder import Case
from graphkit.errors import Refused, UnreadableSource
from graphkit.intake.original import originals
from tests.taking_in import asked, expected, stated, taken_in

HERE = Path(__file__).parent / "bods"
SAMPLE = HERE / "sample.json"
FILES = "ownership/bods"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return taken_in(tmp_path_factory.mktemp("bods") / "case", "bods", SAMPLE)[0]


def bounds(case: Case) -> dict[str, tuple[Any, ...]]:
    rows = asked(
        case,
        "SELECT entity, start_min, start_max, end_min, end_max, start_known, end_known FROM statements "
        "WHERE prop = 'head'",
    )
    return {entity.removeprefix("bods:"): tuple(told) for entity, *told in rows}


def test_the_sample_states_what_is_expected_and_nothing_else(case: Case) -> None:
    assert stated(case) == expected(HERE / "expected.jsonl")


def test_an_interest_lasts_from_the_statement_that_holds_it_to_the_one_that_does_not(case: Case) -> None:
    assert bounds(case) == {
        # From its own first day; the next statement gives another share, so that it ended by then.
        "re-1/shareholding/1": ("2019-06-01", "2019-06-01", "2020-01-01", "2021-01-01", True, False),
        # The new share came after the last statement of the old one; the last statement gives the day of its end.
        "re-1/shareholding/2": ("2020-01-01", "2021-01-01", "2021-12-15", "2021-12-15", False, True),
        # Held in both statements, and no longer in the one that closes the record.
        "re-1/boardMember/1": ("2019-06-01", "2019-06-01", "2021-01-01", "2022-01-01", True, False),
        # Without dates of its own: attested on the day of the statement, and closed two years later.
        "re-2/shareholding/1": ("2020-01-01", "2020-01-01", "2020-01-01", "2022-01-01", False, False),
        "re-3/votingRights/1": ("2020-01-01", "2020-01-01", "2020-01-01", "9999-12-31", False, False),
    }


def test_who_said_it_and_in_which_statement_is_kept(case: Case) -> None:
    cited = "statement 00000000000000000000000000000001, 2021-01-05, https://creativecommons.org/publicdomain/zero/1.0/"
    assert asked(case, "SELECT origin, cited FROM statements WHERE entity = 'bods:co-1' AND prop = 'name'") == [
        ("Example Register", cited)
    ]


def test_every_locator_leads_to_its_statement(case: Case) -> None:
    places = [at for (at,) in asked(case, "SELECT DISTINCT locator FROM observations WHERE locator <> 'pointer:/'")]
    found = originals(SAMPLE, SAMPLE.name, places)
    statements = json.loads(SAMPLE.read_text("utf-8"))
    assert {at: json.loads(text) for at, text in found.items()} == {
        f"pointer:/{number}": statement for number, statement in enumerate(statements)
    }


def test_two_owners_that_are_not_specified_are_two(tmp_path: Path) -> None:
    statements = json.loads(SAMPLE.read_text("utf-8"))
    other = json.loads(json.dumps(statements[5]).replace("re-3", "re-4").replace("0006", "0010"))
    file = tmp_path / "two.json"
    file.write_text(json.dumps([*statements, other]), "utf-8")
    case, _ = taken_in(tmp_path / "case", "bods", file)
    assert asked(case, "SELECT DISTINCT entity FROM statements WHERE kind = 'Party' ORDER BY ALL") == [
        ("bods:re-3/unspecified",),
        ("bods:re-4/unspecified",),
    ]


REFUSED = {
    "an unknown interest": ('"votingRights"', '"votingRight"', "interest 'votingRight' is unknown.*'votingRights'"),
    "an unknown reason": ("subjectUnableToConfirm", "subjectUnable", "reason 'subjectUnableOrIdentify.* is unknown"),
    "an unknown type of entity": ("registeredEntity", "registered", "entityType 'registered' is unknown"),
    "a key that is not known": ('"isComponent": false', '"isComponent": false, "x": 1', "recordDetails/x is neither"),
    "a party that nobody describes": ('"recordId": "pe-2"', '"recordId": "pe-3"', "bods:pe-2 is an end of it"),
    "a share that is no number": ('{"exact": 50}', '{"exact": []}', "share/exact is a list"),
    "no date": ('"statementDate": "2020-01-01"', '"statementDate": ""', "statementDate is missing"),
    "an unknown country": ('"code": "IS"', '"code": "QQ"', "'QQ' is not a known country"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_statement_that_cannot_be_read_stops_the_run(name: str, tmp_path: Path) -> None:
    old, new, message = REFUSED[name]
    text = SAMPLE.read_text("utf-8")
    assert old in text
    file = tmp_path / "package.json"
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(Refused, match=message):
        taken_in(tmp_path / "case", "bods", file)


def test_an_older_version_is_refused_and_never_set_aside(shared_data: Path, tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match=r"BODS 0\.2; this source reads 0\.4 and 0\.3"):
        taken_in(tmp_path / "case", "bods", shared_data / FILES / "lib-cove/0.2_basic_1.json", set_aside=True)


@pytest.mark.parametrize("text", [b"", b"[]", b"[{", b"statementID,x\n1,2\n", b'[{"statementId": "\xff"}]', b"[1]"])
def test_what_is_no_list_of_statements_is_refused(text: bytes, tmp_path: Path) -> None:
    file = tmp_path / "package.json"
    file.write_bytes(text)
    with pytest.raises(UnreadableSource, match=r"package\.json"):
        taken_in(tmp_path / "case", "bods", file, set_aside=True)


def test_the_real_sample_is_all_there(shared_data: Path, tmp_path: Path) -> None:
    file = shared_data / FILES / "v0.4_sample_300_statements.json"
    case, report = taken_in(tmp_path / "case", "bods", file)
    assert (report.records, report.set_aside) == (300, {})
    statements = json.loads(file.read_text("utf-8"))
    wanted = {
        (
            f"bods:{told['interestedParty']}",
            f"bods:{told['subject']}",
            float(interest["share"]["exact"]),
            interest["startDate"],
        )
        for told in (s["recordDetails"] for s in statements if s["recordType"] == "relationship")
        for interest in told["interests"]
    }
    assert len(wanted) == 100
    found = asked(
        case,
        "SELECT t.value, h.value, least.value::DOUBLE, t.start_min FROM statements t JOIN statements h USING (entity) "
        "JOIN statements least USING (entity) JOIN statements most USING (entity) "
        "WHERE t.prop = 'tail' AND h.prop = 'head' AND least.prop = 'share_min' AND most.prop = 'share_max' "
        "AND least.value = most.value AND t.start_known",
    )
    assert set(found) == wanted
    named = {(f"bods:{s['recordId']}", s["recordDetails"]["birthDate"]) for s in statements
             if s["recordType"] == "person"}  # fmt: skip
    assert set(asked(case, "SELECT entity, value FROM statements WHERE prop = 'birth_date'")) == named


def test_every_example_of_the_standard_is_read(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / FILES
    files = [
        *sorted((folder / "data-standard-0.4/examples").glob("*.json")),
        *sorted((folder / "bods-v04-fixtures").rglob("*.json")),
        *sorted((folder / "lib-cove").glob("0.3*.json")),
    ]
    assert len(files) == 33
    for number, file in enumerate(files):
        case, report = taken_in(tmp_path / str(number), "bods", file)
        statements = json.loads(file.read_text("utf-8"))
        assert (report.records, report.set_aside) == (len(statements), {})
        relations = {"relationship", "ownershipOrControlStatement"}
        described = {
            s.get("recordId", s.get("statementID"))
            for s in statements
            if s.get("recordType", s.get("statementType")) not in relations
        }
        query = "SELECT count(DISTINCT entity) FROM statements WHERE kind IN ('Person', 'Company', 'Organization')"
        assert asked(case, query) == [(len(described),)]


def test_a_statement_of_0_3_that_replaces_another_continues_its_record(shared_data: Path, tmp_path: Path) -> None:
    statements = json.loads((shared_data / FILES / "lib-cove/0.3_basic_1.json").read_text("utf-8"))
    newer = dict(statements[0], statementID="a-newer-one", name="CHRINON PLC",
                 replacesStatements=[statements[0]["statementID"]])  # fmt: skip
    file = tmp_path / "newer.json"
    file.write_text(json.dumps([*statements, newer]), "utf-8")
    case, _ = taken_in(tmp_path / "case", "bods", file)
    names = asked(case, "SELECT entity, value FROM statements WHERE kind = 'Company' AND prop = 'name' ORDER BY value")
    entity = f"bods:{statements[0]['statementID']}"
    assert names == [(entity, "CHRINON LTD"), (entity, "CHRINON PLC")]
