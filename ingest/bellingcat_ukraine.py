"""Civilian harm in Ukraine, as the three JSON files behind Bellingcat's map: events, sources, associations.

The three lie in one folder and are one run. The publisher says what happened where, what was hit and with what weapon,
but not who did it: no event is attributed to anybody. Nor does it give a country, and some events lie beyond Ukraine's
border: the country is stated where the name of the place ends with it, and nowhere else.
"""

import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from graphkit.dates import DateOrder
from graphkit.errors import InvalidValue, UnreadableSource
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind
from graphkit.intake.documents import Document
from graphkit.intake.events import happened, name_source, report_in, state_country
from graphkit.intake.folders import gathered
from graphkit.model.source import Sharing

# The archive that mirrors the map's files is not the publisher's own, and states no licence; nor do the files.
DATASET = Dataset(
    id="bellingcat_ukraine",
    title="Civilian Harm in Ukraine",
    publisher="Bellingcat",
    url="https://ukraine.bellingcat.com/",
    licence="none stated",
    kind=SourceKind.DATASET,
    sharing=Sharing.RESTRICTED,
    counts={"Incident": (1, None)},
)

_SOURCES, _ASSOCIATIONS, _EVENTS = _NAMES = ("export_sources.json", "export_associations.json", "export_events.json")
_SAYS = {"Type of area affected": "target", "Weapon System": "weapon"}
_FILTER = {"FILTER": ""}
_UNSAID = frozenset({"Undefined", "Unknown"})
_NO_EVENT = frozenset({"", "-"})
_NO_TIME = {"00:00": ""}
"""The publisher gives every event the same time of day, which is none."""
_GRAPHIC = {"TRUE": "graphic: TRUE", "FALSE": ""}
_COUNTRY = re.compile(r"(?:.*, |.+\()([^,()]+)\)?")
_ADDRESS = ("http://", "https://")

FoundT = TypeVar("FoundT")
Associations = dict[str, tuple[str, str]]
"""By its number, the property that an association states, and the value."""


def gather(paths: Sequence[Path]) -> list[list[Path]]:
    """Part what the user named into runs: the three files of a folder are one."""
    return gathered(paths, _NAMES)


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """State the sources, then the events with what their associations say."""
    by_name = {file.name: file for file in files}
    if missing := [name for name in _NAMES if name not in by_name]:
        raise UnreadableSource(
            f"{files[0].name}: {', '.join(missing)} must lie beside it; name the folder that holds all"
        )
    associations: Associations = {}
    by_name[_SOURCES].entries(partial(_read_source, draft))
    by_name[_ASSOCIATIONS].documents(partial(_read_association, associations))
    by_name[_EVENTS].documents(partial(_read_event, draft, associations))


def _read_source(draft: Draft, document: Document) -> None:
    (written,) = document.texts("paths")
    address = written if written.startswith(_ADDRESS) else ""
    title = document.take("description") or written
    source = name_source(draft, document.need("id"), title=title, url=address)
    event = document.take("title")
    source.add("note", "" if event in _NO_EVENT else f"gathered for event {event}")
    source.add("note", "" if address else f"address as printed: {written}")


def _read_association(associations: Associations, document: Document) -> None:
    document.choose("mode", _FILTER)
    document.ignore("title", "desc")  # the last of the path again, and a text that was always empty
    group, value = document.texts("filter_paths")
    if group not in _SAYS:
        raise InvalidValue(f"filter_paths: {group!r} is not one of {', '.join(map(repr, _SAYS))}")
    associations[document.need("id")] = _SAYS[group], value


def _read_event(draft: Draft, associations: Associations, document: Document) -> None:
    day = document.date("date", DateOrder.MONTH_FIRST)
    incident = happened(draft, document.need("id"), day, day)
    incident.add("description", document.take("description"))
    document.choose("time", _NO_TIME)
    place = document.take("location")
    incident.add("place", place)
    state_country(incident, place, _COUNTRY)
    incident.add("coordinates", f"{document.need('latitude')}, {document.need('longitude')}")
    incident.add("note", document.choose("graphic", _GRAPHIC))
    for number in document.texts("associations"):
        prop, value = _known(number, associations.get, "an association")
        incident.add(
            prop,
            "" if value in _UNSAID else value,
        )
    for key in document.texts("sources"):
        _known(draft.id_of(key), draft.kinds.get, "a source")
        report_in(draft, incident, key, key)


def _known(key: str, find: Callable[[str], FoundT | None], what: str) -> FoundT:
    if (found := find(key)) is None:
        raise InvalidValue(f"{key!r} is no number of {what} in the files; are they of one day?")
    return found
