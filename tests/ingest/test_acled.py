"""ACLED's events in both layouts: invented samples, files that are refused, and the publisher's own, whole."""

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from graphkit.case.folder import Case
from graphkit.errors import Refused
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, ingest
from tests.taking_in import asked, expected, stated, taken_in

HERE = Path(__file__).parent / "acled"
OLDER, NEWER = HERE / "older.csv", HERE / "newer.csv"
MYANMAR = "incidents/acled_myanmar_explosions_remote_violence.csv"
SUDAN = "incidents/acled_sudan_2023_week_newformat.csv"

Change = Callable[[str], str]


def both(folder: Path) -> Case:
    case = Case.create(folder)
    assert [report.records for report in ingest(case, load("acled"), [OLDER, NEWER], Options())] == [3, 4]
    return case


def test_the_samples_state_what_is_expected_and_nothing_else(tmp_path: Path) -> None:
    case = both(tmp_path / "case")
    assert stated(case) == expected(HERE / "expected.jsonl")
    assert asked(case, "SELECT DISTINCT sharing FROM statements") == [("restricted",)]
    assert asked(case, "SELECT value FROM statements WHERE prop = 'licence'") == [
        ("ACLED terms of use: not to be passed on",)
    ]


def test_an_event_is_attributed_only_where_civilians_or_protesters_are_its_target(tmp_path: Path) -> None:
    case = both(tmp_path / "case")
    query = (
        "SELECT t.value, h.value, t.stance FROM statements t JOIN statements h ON h.entity = t.entity "
        "WHERE t.kind = 'ATTRIBUTED_TO' AND t.prop = 'tail' AND h.prop = 'head' ORDER BY 1"
    )
    # Not the unidentified group (ISL2), the two armed sides (ISL3), the community's militia (ISL13), and the grenade of
    # which the newer layout does not say that civilians were its target (ISL14).
    assert asked(case, query) == [
        ("acled:ISL1", "acled:actor/IS/Military Forces of Iceland (2021-) Harbour Brigade", "alleged"),
        ("acled:ISL11", "acled:actor/IS/EF: Example Front", "alleged"),
        ("acled:ISL12", "acled:actor/IS/Police Forces of Iceland (2021-)", "alleged"),
    ]


def test_the_days_on_which_it_can_have_happened_are_its_bounds(tmp_path: Path) -> None:
    case = both(tmp_path / "case")
    days = "SELECT start_min, start_max, end_min, end_max FROM statements WHERE kind = 'Incident' AND entity = ?"
    for event, first, last in (
        ("ISL1", "2021-05-02", "2021-05-02"),  # the day
        ("ISL2", "2021-05-14", "2021-05-26"),  # every week that holds 20 May
        ("ISL3", "2021-02-01", "2021-02-28"),  # the month
    ):
        assert set(asked(case, days, f"acled:{event}")) == {(first, last, first, last)}


def test_a_named_part_of_a_states_forces_is_a_unit_and_the_whole_of_them_is_none(
    shared_data: Path, tmp_path: Path
) -> None:
    case = Case.create(tmp_path / "case")
    ingest(case, load("acled"), [shared_data / MYANMAR, shared_data / SUDAN], Options())
    kinds = dict(asked(case, "SELECT value, kind FROM statements WHERE prop = 'name' AND value LIKE '%Forces of%'"))
    assert {name for name, kind in kinds.items() if kind == "Unit"} == {
        "Military Forces of Myanmar (2021-) Border Guard Force",
        "Military Forces of Myanmar (2021-) People's Militia Force",
        "Military Forces of Sudan (2019-2023) Rapid Support Forces",
    }
    assert kinds["Military Forces of Myanmar (2021-)"] == kinds["Police Forces of Sudan (2019-)"] == "Organization"


@pytest.mark.parametrize(
    "name",
    [
        "Unidentified Armed Group (Iceland)",
        "Unidentified Military Forces",
        "Private Security Forces (Iceland)",
        "Sole Perpetrator (Iceland)",
        "Northern Communal Militia (Iceland)",
        "Vigilante Group (Iceland)",
    ],
)
def test_whoever_it_was_is_no_organization(name: str, tmp_path: Path) -> None:
    file = tmp_path / "older.csv"
    file.write_text(
        OLDER.read_text("utf-8").replace("Military Forces of Iceland (2021-) Harbour Brigade", name), "utf-8"
    )
    case, _ = taken_in(tmp_path / "case", "acled", file)
    assert asked(case, "SELECT count(*) FROM statements WHERE kind = 'ATTRIBUTED_TO'") == [(0,)]
    printed = "SELECT value FROM statements WHERE prop = 'party_as_printed' AND entity = ? AND value LIKE 'actor1:%'"
    assert asked(case, printed, "acled:ISL1") == [(f"actor1: {name}",)]


REFUSED: dict[str, tuple[Change, str]] = {
    "an unknown precision": (lambda text: text.replace(",2021,3,", ",2021,4,"), "'time_precision': '4' is not one of"),
    "an unknown sort of event": (
        lambda text: text.replace("Explosions/Remote violence", "Explosion/Remote violence", 1),
        "did you mean 'Explosions/Remote violence'?",
    ),
    "an unknown sort of actor": (lambda text: text.replace("(2021-),1,EF", "(2021-),9,EF"), "'inter1': '9' is not one"),
    "no number": (lambda text: text.replace("ISL2,", ","), "column 'event_id_cnty' is empty"),
    "a number twice": (lambda text: text.replace("ISL2,", "ISL1,"), "acled:ISL1 stands for two different things"),
    "a new column": (lambda text: text.replace(",civ_involved", ",civilians"), "column 'civilians' is unknown"),
    "a missing column": (lambda text: text.replace(",geo_precision,", ",geoprecision,"), "'geo_precision' is missing"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    change, message = REFUSED[name]
    changed = change(text := OLDER.read_text("utf-8"))
    assert changed != text
    (file := tmp_path / "events.csv").write_text(changed, "utf-8")
    with pytest.raises(Refused) as caught:
        taken_in(tmp_path / "case", "acled", file)
    assert "events.csv row" in str(caught.value)
    assert message in str(caught.value)


@pytest.mark.parametrize(("path", "records"), [(MYANMAR, 2734), (SUDAN, 47)])
def test_the_whole_files_are_accounted_for(path: str, records: int, shared_data: Path, tmp_path: Path) -> None:
    with (shared_data / path).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    case, report = taken_in(tmp_path / "case", "acled", shared_data / path)
    assert (report.records, report.set_aside) == (len(rows), {}) == (records, {})

    def count(prop: str, kind: str = "Incident") -> int:
        ((number,),) = asked(case, "SELECT count(*) FROM statements WHERE kind = ? AND prop = ?", kind, prop)
        return int(number)

    assert count("date_from") == count("description") == count("coordinates") == count("stated_victims") == len(rows)
    assert count("reported_by") == sum(len(set(row["source"].split("; "))) for row in rows)
    spread = "SELECT count(*) FROM statements WHERE prop = 'date_from' AND original LIKE '%time_precision%'"
    assert asked(case, spread) == [(sum(row["time_precision"] != "1" for row in rows),)]
    # Every actor is attributed to, involved, or kept as printed.
    actors = Counter(row[column] for row in rows for column in ("actor1", "actor2"))
    del actors["NA"], actors[""]
    bodies = count("head", "ATTRIBUTED_TO") + count("head", "INVOLVED")
    printed = "SELECT count(*) FROM statements WHERE prop = 'party_as_printed' AND value LIKE 'actor%'"
    ((others,),) = asked(case, printed)
    assert bodies + others == actors.total()
    nobody = ("Unidentified", "Civilians", "Protesters", "Rioters")
    no_body = asked(
        case, "SELECT DISTINCT value FROM statements WHERE prop = 'name' AND kind IN ('Unit', 'Organization')"
    )
    assert not [name for (name,) in no_body if name.startswith(nobody)]


def test_what_is_attributed_in_myanmar_is_what_hit_civilians_alone(shared_data: Path, tmp_path: Path) -> None:
    with (shared_data / MYANMAR).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    case, _ = taken_in(tmp_path / "case", "acled", shared_data / MYANMAR)
    hit = {
        f"acled:{row['event_id_cnty']}"
        for row in rows
        if [row["inter1"], row["inter2"]].count("7") == 1
        and "0" not in (row["inter1"], row["inter2"])
        and not (row["actor1"] + row["actor2"]).startswith(("Unidentified", "Private"))
    }
    tails = asked(case, "SELECT value FROM statements WHERE kind = 'ATTRIBUTED_TO' AND prop = 'tail'")
    assert {tail for (tail,) in tails} == hit
