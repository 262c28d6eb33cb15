"""The packs over the bundled case, against what people found by reading and against the rules told a second time."""

from typing import Any

import pytest

from tests.packs.conftest import BURMA, Asked
from tests.packs.plain_rules import read, rows

pytestmark = pytest.mark.neo4j

COMMANDERS = "command/commanders-on-the-day"
LISTED = "sanctions/listed-elsewhere"
_UNOFFICIAL = "possible (one non-official source)"


def plain(entity: str | None) -> str | None:
    """An id as the workbook writes it."""
    return entity and entity.removeprefix("burma:")


def identity(row: dict[str, Any]) -> tuple[str | None, ...]:
    """What tells one row of the chain from another."""
    return tuple(plain(row[name]) for name in ("incident", "attributed_unit", "unit", "person", "role"))


def expected_rows(answers: dict[str, Any]) -> dict[tuple[str | None, ...], dict[str, Any]]:
    """The known rows: hops, whether the role commands, the grade with its words, and of the link."""
    found: dict[tuple[str | None, ...], dict[str, Any]] = {}
    for answer in answers["q1_commanders_on_date"]["answers"]:
        for attributed in answer["attributed_units"]:
            for step in attributed["chain"]:
                here = (answer["incident"], attributed["unit"], step["unit"])
                common = {"hops": step["hops"], "stance": attributed["stance"], "link": step["link"]}
                for command, officers in ((True, "commanders"), (False, "other_officers")):
                    for officer in step.get(officers, ()):
                        known = common | {"is_command": command, "words": officer["grade"]}
                        found[(*here, officer["person"], officer["role"])] = known
                if step.get("commander_unknown"):
                    found[(*here, None, None)] = common | {"is_command": False, "words": step["link"]}
    return found


def test_every_known_commander_is_found_and_nobody_else(burma: Asked, answers: dict[str, Any]) -> None:
    expected = expected_rows(answers)
    incidents = {key[0] for key in expected}
    found = {identity(row): row for row in burma.rows(COMMANDERS) if plain(row["incident"]) in incidents}
    assert len(expected) == 112
    assert found.keys() == expected.keys()
    for key, known in expected.items():
        row = found[key]
        certain = known["link"] == "certain" and known["words"] in {"certain", _UNOFFICIAL}
        assert row["grade"] == ("certain" if certain else "possible"), key
        assert (row["hops"], row["is_command"], row["stance"]) == (known["hops"], known["is_command"], known["stance"])
        for reason in ("attested before and after", "start not known", "end not known"):
            assert (reason in known["words"]) <= (reason in row["reason"]), key
        if known["words"] == _UNOFFICIAL and known["hops"] == 0:
            assert row["support"] == {"origins": 1, "official": False}


def test_the_pack_agrees_with_the_rules_told_a_second_time(burma: Asked) -> None:
    told = {
        (row.incident, row.attributed_unit, row.unit, row.hops, row.person, row.role, row.is_command, row.grade)
        for row in rows(read(BURMA))
    }
    found = {
        (*identity(row)[:3], row["hops"], *identity(row)[3:], row["is_command"], row["grade"])
        for row in burma.rows(COMMANDERS)
    }
    assert len(told) > 150
    assert found == told


def test_every_known_listing_is_found(burma: Asked, answers: dict[str, Any]) -> None:
    by_person: dict[str | None, list[dict[str, Any]]] = {}
    for row in burma.rows(LISTED):
        by_person.setdefault(plain(row["subject"]), []).append(row)
    known = answers["q2_listed_where"]["answers"]
    assert len(known) == 69
    for answer in known:
        mine = by_person[answer["person"]]
        listed = {(row["authority"], row["entry"]): row for row in mine if row["status"] == "listed"}
        assert listed.keys() == {(item["authority"], item["entry"]) for item in answer["listed"]}
        for item in answer["listed"]:
            row = listed[item["authority"], item["entry"]]
            assert (row["listed_on"] or "", row["as_of"]) == (item["listed_on"] or "", item["as_of"])
            assert set(row["programme"].split("; ")) == set(item["programme"].split("; "))
        formerly = {row["authority"] for row in mine if row["status"] == "formerly"}
        assert formerly == {item["authority"] for item in answer["formerly_listed"]}
        negative = {row["authority"]: row for row in mine if row["status"] == "not listed"}
        assert negative.keys() == {item["authority"] for item in answer["not_listed"]} | answer["undetermined"].keys()
        for item in answer["not_listed"]:
            assert item["as_of"].startswith(negative[item["authority"]]["as_of"])


def test_a_negative_rests_on_coverage_and_an_unread_list_is_unknown(burma: Asked) -> None:
    negatives = [row for row in burma.rows(LISTED) if row["status"] in {"not listed", "unknown"}]
    assert {row["authority"] for row in negatives if row["status"] == "unknown"} == {"US-BIS", "US-STATE"}
    canada = [row for row in negatives if row["authority"] == "CA"]
    assert canada
    assert {row["programme"] for row in canada} == {"SEMA Burma"}


def test_every_row_is_complete_and_sourced(burma: Asked) -> None:
    for pack, findings in burma.found.items():
        assert findings, pack
        for finding in findings:
            assert finding.statements
            assert finding.row["grade"] == finding.grade
            assert finding.subject
