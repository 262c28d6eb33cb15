"""Persons and their postings in units of security forces, as Security Force Monitor's sheet of persons.

A person is told by the exact name, because the sheet numbers nobody; each of a person's rows is one posting. A posting
names its unit, and this file alone does not tell which unit of ``sfm_units`` bears that name: the unit is therefore an
entity of this dataset, ``sfm_persons:unit/<name>``, until a judgement says that the two are the same. A posting without
a role has none; whether a role commands is not decided here. A posting that ends before it begins is set aside.
"""

from collections.abc import Sequence

from graphkit.dates import DateOrder
from graphkit.errors import InvalidValue
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind, Subject
from graphkit.intake.rows import Row
from graphkit.intake.sfm import (
    ENDS,
    INTERNAL,
    PUBLISHER,
    URL,
    CellColumns,
    DateColumns,
    Record,
    StretchColumns,
    flat,
)
from graphkit.intake.sfm_structure import posted_to
from graphkit.model.source import Sharing

# The publisher states a licence (CC BY 4.0) for its handbook; none is found for the sheets, so none is stated.
DATASET = Dataset(
    id="sfm_persons",
    title="Security Force Monitor: persons",
    publisher=PUBLISHER,
    url=URL,
    kind=SourceKind.DATASET,
    sharing=Sharing.PUBLIC,
    counts={"Person": (1, None)},
)

_NAME = CellColumns.of("Name")
_ALIASES = CellColumns.of("Aliases or alternative spellings (semi-colon separated)", "Aliases or alternative spellings")
_COUNTRY = "division_id"
_UNIT = CellColumns.of("Organization")
_POSTING = {
    "role": CellColumns.of("Role"),
    "title": CellColumns.of("Title (official title)", "Title"),
    "rank": CellColumns.of("Rank"),
    "start_context": CellColumns.of("Context for start date"),
    "end_context": CellColumns.of("Context for end date"),
}
_STRETCH = StretchColumns(
    DateColumns.of("First citation", "first_"),
    "Start date? (Y/N)",
    DateColumns.of("Last citation", "last_"),
    "End date? (Y/N)",
)
# The sheet has columns for what its researchers had not yet gathered; a later one may fill them.
_DATES = {"birth_date": CellColumns.of("Date of Birth"), "death_date": CellColumns.of("Death Date")}
_FACTS = {
    "gender": [CellColumns.of("Gender")],
    "biography": [CellColumns.of("Biography")],
    "website": [CellColumns.of("Facebook Page"), CellColumns.of("Headshot")],
}
_ACCOUNT = CellColumns.of("Twitter Account")
_ENCYCLOPEDIA = "Wikipedia Page"
_NOTES = "Notes"
_UNUSED = ("ID", "Column", "Column2")
COLUMNS = flat(
    _UNUSED,
    INTERNAL,
    _NAME,
    _ALIASES,
    _COUNTRY,
    _UNIT,
    *_POSTING.values(),
    _STRETCH,
    _NOTES,
    *_DATES.values(),
    *(columns for group in _FACTS.values() for columns in group),
    _ACCOUNT,
    _ENCYCLOPEDIA,
)


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """State the persons and postings of each file."""
    for file in files:

        def read_row(row: Row, file: SourceFile = file) -> None:
            file.set_aside.update(_read_row(row, draft))

        file.rows(read_row, columns=COLUMNS)


def _read_row(row: Row, draft: Draft) -> dict[str, int]:
    record = Record(row, draft)
    row.ignore(INTERNAL)
    record.unused(*_UNUSED)
    name = record.cell(_NAME)
    if not name.text:
        raise InvalidValue(f"column {_NAME.value!r} is empty; a person has a name")
    person = draft.entity("Person", name.text, citations=name.citations)
    person.add("name", name.text)
    aliases = record.cell(_ALIASES)
    for alias in aliases.parts:
        person.add("alias", alias, citations=aliases.citations)
    unsourced = (draft.citation(),)
    person.add("country", row.take(_COUNTRY), citations=unsourced)
    _facts(record, person)
    _posting(record, person)
    person.add("note", row.take(_NOTES), citations=unsourced)
    return record.aside


def _facts(record: Record, person: Subject) -> None:
    for prop, columns in _DATES.items():
        if record.given(columns.value, columns[1:]):
            date = record.row.date(columns.value, DateOrder.MONTH_FIRST)
            person.add(prop, date, citations=record.citations(columns.source, columns.confidence))
    for prop, group in _FACTS.items():
        for columns in group:
            cell = record.cell(columns)
            person.add(prop, cell.text, citations=cell.citations)
    account = record.cell(_ACCOUNT)
    person.add("identifier", account.text, original=f"{_ACCOUNT.value} {account.text}", citations=account.citations)
    person.add("website", record.row.take(_ENCYCLOPEDIA), citations=(record.draft.citation(),))


def _posting(record: Record, person: Subject) -> None:
    draft = record.draft
    if not record.given(_UNIT.value, _UNIT[1:], *_POSTING.values(), _STRETCH):
        return
    unit = record.cell(_UNIT)
    cells = {prop: record.cell(columns) for prop, columns in _POSTING.items()}
    stretch = record.stretch(_STRETCH, ENDS)
    head = draft.entity("Unit", f"unit/{unit.text}", citations=unit.citations)
    head.add("name", unit.text)
    if stretch is None:
        return
    posted_to(person, head.id, unit, cells, stretch, draft.citation())
