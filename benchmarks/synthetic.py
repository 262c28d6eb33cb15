"""Cases of any size, made of invented persons, units and postings, written as a run writes them."""

from pathlib import Path

from graphkit.case.folder import Case
from graphkit.case.statements import write_run
from graphkit.dates import Interval, PartialDate
from graphkit.intake.draft import Draft, columns
from graphkit.model.source import Dataset, Sharing, Source


def case_of(folder: Path, *, persons: int, units: int, postings: int) -> Case:
    """Make a case of so many persons, units and postings; every unit but the first is part of another."""
    case = Case.create(folder)
    dataset = Dataset(id="invented", title="Invented", publisher="Nobody", sharing=Sharing.PUBLIC)
    draft = Draft(dataset)
    draft.capture = "0" * 64
    draft.at("row:1")
    draft.source(Source(id="invented", dataset="invented", title="Invented", publisher="Nobody"))
    when = Interval.attested(PartialDate.parse("2016-03"), PartialDate.parse("2018-11"))
    for number in range(units):
        draft.at(f"row:{number + 2}")
        unit = draft.entity("Unit", f"unit-{number}")
        unit.add("name", f"{number}th Invented Battalion")
        unit.add("branch", "army")
        if number:
            key = f"relation-{number}"
            relation = draft.edge("PART_OF", unit.id, f"invented:unit-{number // 10}", key=key, when=when)
            relation.add("authority", "command")
    for number in range(persons):
        draft.at(f"row:{number + 2}")
        person = draft.entity("Person", f"person-{number}")
        person.add("name", f"Invented Person {number}")
        person.add("alias", f"Person, Invented {number}")
        person.add("gender", "female" if number % 2 else "male")
    for number in range(postings):
        draft.at(f"row:{number + 2}")
        tail, head = f"invented:person-{number % persons}", f"invented:unit-{number * 7919 % units}"
        posting = draft.edge("POSTED_TO", tail, head, key=f"posting-{number}", when=when)
        posting.add("role", "commander" if number % 3 else "deputy commander")
    statements, observations = columns(draft, "2026-01-01")
    with case.writing():
        written = write_run(case, "invented", "000001-000000000000", [(statements, observations)])
        details = {"dataset": "invented", "ingestor": "invented", "captures": [], "named": "", "reports": []}
        case.ledger.append("ingest", details=details, files=written)
    return case
