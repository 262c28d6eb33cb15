"""Units of security forces and what each stands under, as Security Force Monitor's list of relations.

Each row is a unit and one relation to the unit above it, both told by the publisher's ids; a row without a relation is
a unit at the top, and one with several relations has several rows. The list gives no sources. A unit that is named only
as the one above is known by its name and id alone. A unit classed as a placeholder, or called unknown, stands for one
that the publisher's research has not identified.
"""

from collections.abc import Sequence

from graphkit.dates import PartialDate
from graphkit.errors import InvalidDate, InvalidValue
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind
from graphkit.intake.draft import Citation
from graphkit.intake.rows import Row
from graphkit.intake.sfm import BEGINS, OPEN_ENDED, PUBLISHER, URL, Cell, CitedDate, Stretch, check_id
from graphkit.intake.sfm_structure import AUTHORITIES, MEMBER, part_of
from graphkit.model.source import Sharing

# The publisher states a licence (CC BY 4.0) for its handbook; none is found for the list, so none is stated.
DATASET = Dataset(
    id="sfm_relations",
    title="Security Force Monitor: relations of units",
    publisher=PUBLISHER,
    url=URL,
    kind=SourceKind.DATASET,
    sharing=Sharing.PUBLIC,
    counts={"Unit": (1, None)},
)

_CHILD = {"child": True, "member": False}
_RELATION = (
    "unit:relation_type",
    "unit:related_unit",
    "unit:related_unit_class",
    "unit:related_unit_first_cited_date",
    "unit:related_unit_first_cited_date_start",
    "unit:related_unit_last_cited_date",
    "unit:related_unit_open",
)
_TYPE, _OTHER_NAME, _CLASS, _FIRST, _BEGINS, _LAST, _OPEN = _RELATION
_ID, _NAME, _CLASSIFICATION, _OTHER = "unit:id:admin", "unit:name", "unit:classification", "unit:related_unit_id:admin"
COLUMNS = (_ID, _NAME, _CLASSIFICATION, _OTHER, *_RELATION)


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """State the units and relations of each file."""

    def read_row(row: Row) -> None:
        _read_row(row, draft)

    for file in files:
        file.rows(read_row, columns=COLUMNS, delimiter="\t")


def _read_row(row: Row, draft: Draft) -> None:
    unit = draft.entity("Unit", check_id(row.need(_ID)))
    unit.add("name", row.need(_NAME))
    for part in row.parts(_CLASSIFICATION):
        unit.add("classification", part)
    if not (other := row.take(_OTHER)):
        if filled := [column for column in _RELATION if row.take(column)]:
            raise InvalidValue(f"column {_OTHER!r} is empty, so that {filled[0]!r} beside it says nothing")
        return
    own = (draft.citation(),)
    name = row.need(_OTHER_NAME)
    head = draft.entity("Unit", check_id(other))
    head.add("name", name)
    if row.choose(_TYPE, _CHILD):
        authority = row.choose(_CLASS, AUTHORITIES)
    else:
        authority = MEMBER  # a membership is no command, whatever class it is given
        row.ignore([_CLASS])
    flag = row.cells[_OPEN]
    begins, ending = row.choose(_BEGINS, BEGINS), row.choose(_OPEN, OPEN_ENDED)
    first, last = (_date(row, column, own) for column in (_FIRST, _LAST))
    stretch = Stretch.of(first, last, begins, ending, flag)
    part_of(unit, head.id, Cell(name, own), Cell(authority, own), stretch, draft.citation())


def _date(row: Row, column: str, own: tuple[Citation, ...]) -> CitedDate | None:
    """Return a date; one that breaks off behind its month is a month, as its original shows."""
    if not (written := row.take(column)):
        return None
    try:
        date = PartialDate.parse(written.removesuffix("-"))
    except InvalidDate as error:
        raise InvalidDate(f"column {column!r}: {error}") from None
    return CitedDate(PartialDate(date.first, date.last, written, date.circa), own)
