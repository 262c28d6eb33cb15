"""OFAC's SDN list as CSV files: the entries of the XML sample printed in them, and the publisher's own, whole."""

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest

from graphkit.case.folder import Case
from graphkit.dates import PartialDate
from graphkit.errors import Refused, SourceError
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, Report, ingest
from tests.taking_in import asked, taken_in

HERE = Path(__file__).parent / "ofac_sdn"
TRIPLET = HERE / "sample_2024-02"
SDN = load("ofac_sdn")
Fact = tuple[str, ...]


def facts(case: Case) -> set[Fact]:
    """Every statement of entries, without its place and what was printed."""
    return set(asked(case, "SELECT entity, kind, prop, value FROM statements WHERE kind NOT IN ('Coverage', 'Source')"))


def rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.reader(stream) if row != ["\x1a"]]


def triplet(case: Case, folder: Path, *, set_aside: bool = False) -> list[Report]:
    return ingest(
        case, SDN, [folder / name for name in ("sdn.csv", "alt.csv", "add.csv")], Options(set_aside=set_aside)
    )


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case.create(tmp_path / "case")


def test_the_csv_files_state_what_the_xml_states(case: Case, tmp_path: Path) -> None:
    xml, _ = taken_in(tmp_path / "xml", "ofac_sdn", HERE / "sample.xml")
    reports = triplet(case, TRIPLET)
    assert [(report.file, report.records, report.edition) for report in reports] == [
        ("sdn.csv", 6, "2024-02"),
        ("alt.csv", 3, "2024-02"),
        ("add.csv", 3, "2024-02"),
    ]
    # Only the XML prints a birth date among the remarks; the CSV prints all of them there, and the parties last.
    listing, prop = "ofac_sdn:9001/listing", "remarks"
    linked = "(Linked To: EXAMPLE HOLDINGS LTD.; Linked To: TWICE NAMED TRADING)"
    rest = "nationality possibly Thai; Former Minister of Examples; ICTY indictee at large; seen at sea"
    assert facts(case) - facts(xml) == {(listing, "Listing", prop, f"{rest}; {linked}")}
    assert facts(xml) - facts(case) == {(listing, "Listing", prop, f"{linked}; DOB 20 Aug 1961; {rest}")}
    coverage = "SELECT prop, value FROM statements WHERE kind = 'Coverage' AND prop <> 'scope'"
    assert set(asked(case, coverage)) == {("authority", "US-OFAC"), ("as_of", "2024-02")}


def test_what_the_remarks_print_is_kept_whole(case: Case) -> None:
    triplet(case, TRIPLET)
    query = "SELECT value, original FROM statements WHERE entity = 'ofac_sdn:9006/listing' AND prop = 'remarks'"
    assert asked(case, query) == []
    query = "SELECT value, original FROM statements WHERE entity = 'ofac_sdn:9002/listing' AND prop = 'remarks'"
    ((value, original),) = asked(case, query)
    assert value == "All offices worldwide; Telephone (95)(1)(000001)"
    assert original == rows(TRIPLET / "sdn.csv")[1][11]
    query = "SELECT value, original FROM statements WHERE prop = 'address' AND original <> ''"
    street = "No. 1 Example Street, Second Ward"
    assert asked(case, query) == [(f"{street}, Naypyitaw, 15011, Burma", f"{street}, Naypyitaw 15011, Burma")]


def test_a_folder_stands_for_its_files(case: Case) -> None:
    assert [report.file for report in ingest(case, SDN, [TRIPLET], Options())] == ["sdn.csv", "alt.csv", "add.csv"]


def test_the_file_of_names_alone_says_that_it_holds_no_others(case: Case, tmp_path: Path) -> None:
    file = shutil.copy(TRIPLET / "sdn.csv", tmp_path / "sdn_2024-03-01.csv")
    ingest(case, SDN, [Path(file)], Options())
    omits = "SELECT value FROM statements WHERE kind = 'Coverage' AND prop = 'omits'"
    assert {value for (value,) in asked(case, omits)} == {"alias", "former_name", "address", "country"}
    stated = {prop for _, kind, prop, _ in facts(case) if kind == "Person"}
    assert stated & {"alias", "former_name", "address", "country"} == set()
    assert {"name", "weak_alias", "weak_former_name", "passport", "birth_date"} <= stated


@pytest.mark.parametrize("named", [["alt.csv"], ["alt.csv", "add.csv"], ["sdn.csv", "alt.csv", "alt.csv"]])
def test_files_that_make_no_edition_are_refused(named: list[str], case: Case) -> None:
    with pytest.raises(SourceError, match="which of them belong together is not clear"):
        ingest(case, SDN, [TRIPLET / name for name in named], Options())


BROKEN = {
    "unknown type": ("sdn.csv", b'"vessel"', b'"balloon"', "row:5: type 'balloon' is unknown"),
    "no programme": ("sdn.csv", b'"DPRK4"', b"-0- ", "entry 9005 names no programme"),
    "a number twice": ("sdn.csv", b"9004", b"9003", "ofac_sdn:9003 stands for two different things"),
    "no number": ("sdn.csv", b"9004", b"9004a", "'9004a' is not a number"),
    "unknown type of name": ("alt.csv", b'"nka"', b'"xka"', "row:3: type 'xka' is unknown"),
    "a name of nobody": ("alt.csv", b"9001,13", b"9999,13", "'9999' is the number of no entry"),
    "unknown country": (
        "add.csv",
        b'"Burma",-0- \r\n\x1a',
        b'"Ruritania",-0- \r\n',
        "'Ruritania' is not a known country",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_row_that_cannot_be_read_stops_the_run(name: str, case: Case, tmp_path: Path) -> None:
    file, old, new, message = BROKEN[name]
    folder = Path(shutil.copytree(TRIPLET, tmp_path / "sdn_2024-02"))
    data = (folder / file).read_bytes()
    assert old in data
    (folder / file).write_bytes(data.replace(old, new))
    with pytest.raises(Refused, match=message):
        triplet(case, folder)
    assert asked(case, "SELECT * FROM statements") == []


def test_the_real_files_give_every_row_but_the_one_that_cannot_be_right(case: Case, shared_data: Path) -> None:
    folder = shared_data / "lists/ofac/sdn_2022-01"
    with pytest.raises(Refused, match="ofac_sdn:2677 is a Person and cannot be a Organization too"):
        triplet(case, folder)
    entries, names, addresses = triplet(case, folder, set_aside=True)
    assert (entries.records, names.records, addresses.records) == (9044, 12409, 13625)
    # The entry whose number is another's, and the address of the number that it should have had.
    assert [sum(report.set_aside.values()) for report in (entries, names, addresses)] == [1, 0, 1]
    assert asked(case, "SELECT count(*) FROM statements WHERE kind = 'Coverage'") == [(0,)]
    query = "SELECT count(DISTINCT entity) FROM statements WHERE kind = 'Listing'"
    assert asked(case, query) == [(9043,)]
    query = "SELECT value FROM statements WHERE entity = 'ofac_sdn:2677' AND prop IN ('name', 'alias')"
    printed = {name for number, _, _, name, _ in rows(folder / "alt.csv") if number == "2677"}
    turned = {" ".join(reversed(name.split(", "))) for name in printed | {"AL-ZOMOR, Abboud Abdul Latif Hassan"}}
    assert {value for (value,) in asked(case, query)} == turned
    programmes = Counter(name for row in rows(folder / "sdn.csv")[:-1] for name in row[3].split("] ["))
    query = "SELECT value, count(*) FROM statements WHERE kind = 'Listing' AND prop = 'programme' GROUP BY value"
    assert Counter(dict(asked(case, query))) == programmes
    printed_dates = {
        (
            f"ofac_sdn:{row[0]}",
            PartialDate.parse(part.removeprefix("alt. ").removeprefix("DOB ").removesuffix(".")).edtf(),
        )
        for row in rows(folder / "sdn.csv")[:-1]
        for part in row[11].split("; ")
        if part.removeprefix("alt. ").startswith("DOB ")
    }
    assert len(printed_dates) > 5000
    dates = "SELECT entity, value FROM statements WHERE prop = 'birth_date'"
    assert printed_dates <= set(asked(case, dates))
    query = "SELECT count(DISTINCT entity) FROM statements WHERE prop = 'address'"
    filled = {row[0] for row in rows(folder / "add.csv") if any(cell != "-0- " for cell in row[2:5])}
    assert asked(case, query) == [(len(filled - {"34489"}),)]
