"""The Consolidated (non-SDN) list of the US Treasury's OFAC, as its consolidated.xml: measures short of full blocking.

It holds OFAC's lists beside the SDN list (SSI, CMIC, CAPTA, NS-MBS, NS-PLC, FSE) in the layout of that one; a file of
the SDN list is refused. Some parties are on both, under the same number.
"""

from collections.abc import Sequence

from graphkit.errors import InvalidValue, UnreadableSource
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind
from graphkit.intake.ofac import OTHER_LISTS
from graphkit.intake.ofac_xml import read_edition
from graphkit.model.source import Sharing

DATASET = Dataset(
    id="ofac_consolidated",
    title="Consolidated Sanctions List (non-SDN)",
    publisher="US Department of the Treasury, Office of Foreign Assets Control",
    url="https://sanctionslist.ofac.treas.gov/Home/ConsolidatedList",
    licence="work of the United States government, public domain (17 U.S.C. 105)",
    kind=SourceKind.DATASET,
    official=True,
    sharing=Sharing.PUBLIC,
    is_list=True,
    counts={"Listing": (1, None)},
)
SCOPE = "Consolidated (non-SDN) list: SSI, CMIC, CAPTA, NS-MBS, NS-PLC and FSE. The SDN list is not in it."

_PROGRAMMES = OTHER_LISTS | {
    "BURMA-EO14014",
    "CAATSA - RUSSIA",
    "ILLICIT-DRUGS-EO14059",
    "MBS",
    "RUSSIA-EO14024",
    "UKRAINE-EO13662",
}
"""Programmes under which OFAC imposes less than blocking; an entry of this list is under one of them at least."""


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """Read one edition of the list."""
    for file in files:
        read_edition(file, draft, scope=SCOPE, check=_refuse_other_list)


def _refuse_other_list(file: str, uid: str, programmes: Sequence[str]) -> None:
    if not programmes:
        raise InvalidValue(f"entry {uid} names no programme; compare the file with OFAC's")
    if _PROGRAMMES.isdisjoint(programmes):
        raise UnreadableSource(
            f"{file}: entry {uid} is listed under {' and '.join(programmes)}, under which OFAC lists nobody but on its "
            "SDN list; take consolidated.xml, or add the programme to the ingestor's table if OFAC has begun to"
        )
