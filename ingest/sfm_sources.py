"""Sources that Security Force Monitor cites: articles, reports, pages, each with where it is published and archived.

The statements of ``sfm_units`` and ``sfm_persons`` cite these by id. The publisher grades no publication as better
than another and says of none whether it is an authority's own, so that neither is stated here.
"""

import re
from collections.abc import Sequence

from graphkit.dates import DateOrder, PartialDate
from graphkit.errors import InvalidDate, KindClash
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind, Subject
from graphkit.intake.draft import Citation
from graphkit.intake.rows import Row
from graphkit.intake.sfm import PUBLISHER, URL, check_id
from graphkit.model.source import Sharing

# The publisher states a licence (CC BY 4.0) for its handbook; none is found for the sheets, so none is stated.
DATASET = Dataset(
    id="sfm_sources",
    title="Security Force Monitor: sources",
    publisher=PUBLISHER,
    url=URL,
    kind=SourceKind.DATASET,
    sharing=Sharing.PUBLIC,
    counts={"Source": (2, None)},
)

_TAKEN = (
    "title",
    "page",
    "published_on",
    "access_date",
    "source_url",
    "archive_url",
    "source_id",
    "alias_source_id",
    "country",
    "publication_title",
)
# What the publisher's sheet works with: a copy of the id, a key of country and publication, the number of a table of
# publications that is not in the file, and the stamp that stands in the archive's address anyhow.
_IGNORED = ("source_id_lookup", "key", "new_pub_id", "archive_timestamp")
_UNDATED = "Undated"
_NO_ADDRESS = frozenset({"", "None"})
_BROKEN_AFTER_YEAR = re.compile(r"(\d{4})-[-.\d]+")


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """State the sources of each file; a source that stands there twice in the same words is stated once."""
    for file in files:
        known: dict[str, tuple[str, ...]] = {}

        def read_row(row: Row, known: dict[str, tuple[str, ...]] = known) -> None:
            _read_row(row, draft, known)

        file.rows(read_row, columns=(*_TAKEN, *_IGNORED))


def _read_row(row: Row, draft: Draft, known: dict[str, tuple[str, ...]]) -> None:
    row.ignore(_IGNORED)
    words = tuple(row.cells[column] for column in _TAKEN)
    key = check_id(row.need("source_id"))
    if known.setdefault(key, words) != words:
        raise KindClash(f"{draft.id_of(key)} stands for two different things: an earlier row describes it otherwise")
    own = Citation(draft.id_of(key), sharing=DATASET.sharing)
    source = draft.entity("Source", key, citations=(own,))
    source.add("title", row.need("title"))
    source.add("publisher", row.take("publication_title"))
    source.add("country", row.take("country"))
    source.add("page", row.take("page"))
    source.add("accessed", row.take("access_date"))
    source.add("sharing", DATASET.sharing.value)
    alias = row.take("alias_source_id")
    source.add("identifier", alias, original=f"alias_source_id {alias}")
    _add_published(source, row.take("published_on"))
    _add_address(source, "url", row.take("source_url"))
    _add_address(source, "archive_url", row.take("archive_url"))


def _add_published(source: Subject, written: str) -> None:
    """State the date; one that is mistyped behind its year is known to that year, as its original shows."""
    if not written or written == _UNDATED:
        source.add("note", written)
        return
    try:
        date = PartialDate.parse(written, order=DateOrder.MONTH_FIRST)
    except InvalidDate as error:
        if not (year := _BROKEN_AFTER_YEAR.fullmatch(written)):
            raise InvalidDate(f"column 'published_on': {error}") from None
        date = PartialDate(f"{year[1]}-01-01", f"{year[1]}-12-31", written)
    source.add("published", date)


def _add_address(source: Subject, prop: str, written: str) -> None:
    """State an address; what stands in its place, as that there is no archived copy, is a note."""
    if written not in _NO_ADDRESS:
        source.add(prop if written.startswith(("http://", "https://")) else "note", written)
