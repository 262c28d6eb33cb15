"""Searching: by any name or identifier, in any case and order, with or without accents."""

from pathlib import Path

import pytest

from graphkit.case.folder import Case
from graphkit.dates import PartialDate
from graphkit.errors import InvalidValue, UnknownKind
from graphkit.intake import Draft
from graphkit.model.judgement import Verdict
from graphkit.model.source import Source
from graphkit.resolve.judge import judge
from graphkit.resolve.search import search
from tests.drafting import add, made


def drafted(draft: Draft) -> None:
    draft.source(Source(id="demo:R1", dataset="demo", title="A report on Mandalay", publisher="P"))
    for key, name, year in (("1", "Nicolás MADURO Moros", "1962"), ("2", "Nicolas Maduro Guerra", "1990")):
        person = draft.entity("Person", key)
        person.add("name", name)
        person.add("birth_date", PartialDate.parse(year))
        person.add("nationality", "Venezuela")
    person.add("alias", "Nicolasito")
    person.add("passport", "VE-123 456")
    person.add("note", "A cousin of Flores")
    draft.entity("Company", "3").add("name", "Maduro")
    unit = draft.entity("Unit", "lid-33")
    unit.add("name", "33rd Light Infantry Division")
    unit.add("alias", "အမှတ် ၃၃ ခြေမြန်တပ်မ", lang="my")
    draft.entity("Organization", "5").add("name", "Łódź Ölmühle [red]GmbH[/red]")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return made(tmp_path_factory.mktemp("search") / "case", drafted)


def ids(case: Case, text: str, kind: str | None = None, limit: int = 20) -> list[str]:
    return [found.id.partition(":")[2] for found in search(case, text, kind, limit)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("maduro", ["3", "1", "2"]),
        ("MOROS nicolas", ["1"]),
        ("moros, nicolás", ["1"]),
        ("nicolas maduro guerra", ["2"]),
        ("nic mad", ["1", "2"]),
        ("nicolasito", ["2"]),
        ("colas", []),
        ("maduro flores", []),
        ("ve 123-456", ["2"]),
        ("ve123456", ["2"]),
        ("VE123", ["2"]),
        ("lodz olmuhle", ["5"]),
        ("red", ["5"]),
        ("ခြေမြန်", ["lid-33"]),
        ("33rd", ["lid-33"]),
        ("lid-33", ["lid-33"]),
        ("report mandalay", ["R1"]),
        ("nobody of that name", []),
    ],
)
def test_what_is_found_and_in_which_order(case: Case, text: str, found: list[str]) -> None:
    assert ids(case, text) == found


def test_a_kind_narrows_to_itself_and_what_narrows_it(case: Case) -> None:
    assert ids(case, "maduro", "Person") == ["1", "2"]
    assert ids(case, "maduro", "Organization") == ["3"]
    assert ids(case, "33rd", "Organization") == ["lid-33"]
    with pytest.raises(UnknownKind, match="did you mean Person"):
        ids(case, "maduro", "person")


def test_namesakes_are_told_apart(case: Case) -> None:
    (found,) = search(case, "guerra")
    assert (found.kind, found.name, found.names) == ("Person", "Nicolas Maduro Guerra", (found.name, "Nicolasito"))
    assert (found.birth_dates, found.identifiers, found.countries) == (("1990",), ("passport VE-123 456",), ("VE",))
    assert (found.datasets, found.statements) == (("demo",), 6)


def test_the_best_come_first_within_the_limit(case: Case) -> None:
    assert ids(case, "maduro", limit=1) == ["3"]


def test_a_text_without_a_word_is_refused(case: Case) -> None:
    with pytest.raises(InvalidValue, match="no letter or digit"):
        search(case, " - ")


def test_a_merged_entity_is_found_once_by_any_of_its_names(tmp_path: Path) -> None:
    case = made(tmp_path / "case", drafted)

    def other(draft: Draft) -> None:
        person = draft.entity("Person", "77")
        person.add("name", "N. Maduro M.")
        person.add("birth_date", PartialDate.parse("1962-11-23"))

    add(case, other, dataset="other")
    judge(case, "demo:1", "other:77", Verdict.SAME, reason="same birth date")
    for text in ("moros", "n maduro m", "other:77", "77"):
        (found,) = search(case, text)
        assert (found.id, found.members) == ("demo:1", ("demo:1", "other:77"))
        assert (found.birth_dates, found.datasets) == (("1962", "1962-11-23"), ("demo", "other"))


def test_every_primary_name_of_the_ofac_list_finds_its_entry(shared_data: Path, tmp_path: Path) -> None:
    from graphkit.case.log import reading
    from graphkit.intake.ingestor import load
    from graphkit.intake.run import Options, ingest

    case = Case.create(tmp_path / "case")
    ingest(case, load("ofac_sdn"), [shared_data / "lists/ofac/sdn_2021-03-10.xml"], Options())
    with reading(case) as connection:
        names = connection.execute(
            "SELECT entity, value FROM statements WHERE prop = 'name' ORDER BY hash(entity) LIMIT 40"
        ).fetchall()
    assert len(names) == 40
    for entity, name in names:
        turned = " ".join(reversed(name.lower().split()))
        assert entity in {found.id for found in search(case, turned)}
