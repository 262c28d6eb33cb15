"""Events of political violence and protest, as ACLED's CSV exports: the older layout with codes, the newer with words.

The publisher gives no direction to its two actors, so that to be one of them attributes nothing. An event is attributed
only where it is violence against civilians, remote violence that civilians alone are the other side of, or excessive
force against protesters: then to the other actor, and in the newer layout only where it also says that civilians were
targeted. Civilians, protesters, rioters, unidentified groups and those that are named by a community alone are no
organizations, and are kept as printed; so are the associated actors, of which no kind is given.

An actor is told by its printed name within the country of the event: whether two countries' events mean the same one is
for resolution to say. A part of a state's forces that is named is a unit; the military or police as such, which are
named where the part is not known, are an organization, lest whoever commands the whole be found for each such event.

A date of the second precision stands for a week around it, one of the third for its month.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from graphkit.countries import country_code
from graphkit.dates import PartialDate
from graphkit.errors import InvalidDate
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind, Subject
from graphkit.intake.events import Party, attribute, happened, involve, report, some_day, state_country
from graphkit.intake.rows import Row, check_text, csv_header
from graphkit.intake.violations import violation_codes
from graphkit.model.source import Sharing

DATASET = Dataset(
    id="acled",
    title="Armed Conflict Location & Event Data",
    publisher="Armed Conflict Location & Event Data Project (ACLED)",
    url="https://acleddata.com",
    licence="ACLED terms of use: not to be passed on",
    kind=SourceKind.DATASET,
    sharing=Sharing.RESTRICTED,
    counts={"Incident": (1, None)},
)

_STATE, _REBELS, _POLITICAL, _IDENTITY = "state forces", "rebel group", "political militia", "identity militia"
_RIOTERS, _PROTESTERS, _CIVILIANS, _OTHERS, _NOBODY = "rioters", "protesters", "civilians", "external forces", ""
_KINDS_BY_CODE = {
    "0": _NOBODY,
    "1": _STATE,
    "2": _REBELS,
    "3": _POLITICAL,
    "4": _IDENTITY,
    "5": _RIOTERS,
    "6": _PROTESTERS,
    "7": _CIVILIANS,
    "8": _OTHERS,
}
_KINDS_BY_WORD = {
    "": _NOBODY,
    "State forces": _STATE,
    "Rebel group": _REBELS,
    "Political militia": _POLITICAL,
    "Identity militia": _IDENTITY,
    "Rioters": _RIOTERS,
    "Protesters": _PROTESTERS,
    "Civilians": _CIVILIANS,
    "External/Other forces": _OTHERS,
}
_BODIES = frozenset({_STATE, _REBELS, _POLITICAL, _IDENTITY, _OTHERS})
_NO_BODY = re.compile(
    r"(?:Unidentified|Sole Perpetrator|Private Security Forces|Vigilante (?:Militia|Group))\b.*"
    r"|.*\b(?:Communal|Ethnic|Clan|Sub-Clan|Tribal|Caste|Religious) (?:Militia|Group)\b.*"
)
"""Names of whoever it was, and of a community's armed men, who are no organization by that alone."""
_FORCE = re.compile(r"(?:Military|Police) Forces of (?:the )?(.+?) \(\d{4}-(?:\d{4})?\)(?: .+)?")
_UNIT = re.compile(r"(?:Military|Police) Forces of .+? \(\d{4}-(?:\d{4})?\) .+")
"""The name of a force of a state with that of a part of it; without one it stands for some part that nobody names."""
_VIOLENCE, _REMOTE, _PROTESTS = "Violence against civilians", "Explosions/Remote violence", "Protests"
_EVENTS = {word: word for word in (_VIOLENCE, _REMOTE, _PROTESTS, "Battles", "Riots", "Strategic developments")}
_EXCESSIVE = "Excessive force against protesters"
_MODES = {
    _VIOLENCE: "the armed actor of violence against civilians",
    _REMOTE: "the armed actor of remote violence, of which civilians are the other side",
    _PROTESTS: "the actor that used excessive force against protesters",
}
"""What the publisher's word for an event says of the actor who is not its target."""
_TARGETED = {"": False, "Civilian targeting": True}
_DATES = {"1": "the day", "2": "the week", "3": "the month"}
_PLACES = {"1": "the place", "2": "near the place, or a part of a region", "3": "the region"}
_WEEK = timedelta(days=6)
"""A week that holds a day begins at most so long before it, and ends at most so long after it."""
_ENCODING = "utf-8-sig"
_EMPTY = frozenset({"", "NA"})

_COMMON = (
    "event_id_cnty", "event_date", "year", "time_precision", "event_type", "sub_event_type", "actor1", "assoc_actor_1",
    "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "iso", "region", "country", "admin1", "admin2",
    "admin3", "location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities",
    "timestamp",
)  # fmt: skip
_OLDER = ("data_id", "event_id_no_cnty")
# What whoever exported the older layout worked out from its other columns.
_DERIVED = ("iso3", "admin3_pcode", "inter_type", "has_fatalities", "month", "civ_involved")
_NEWER = ("disorder_type", "civilian_targeting", "tags")
# The year of the date, the two kinds of actors again, the country again, its region, and when the publisher last
# touched the row or how it numbered it then.
_IGNORED = ("year", "interaction", "iso", "region", "timestamp", *_OLDER, *_DERIVED)


@dataclass(frozen=True, slots=True)
class _Actor:
    """One of the two actors of an event."""

    side: str
    name: str
    kind: str

    @property
    def is_body(self) -> bool:
        """Whether it is an organization with a name of its own."""
        return self.kind in _BODIES and not _NO_BODY.fullmatch(self.name)


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """State the events of each file, whichever layout it has."""
    for file in files:
        check_text(file.path, file.name, _ENCODING)
        newer = "civilian_targeting" in csv_header(file.path, file.name, delimiter=",")

        def read_row(row: Row, newer: bool = newer) -> None:
            _read_row(row, draft, newer)

        if newer:
            file.rows(read_row, columns=(*_COMMON, *_NEWER))
        else:
            file.rows(read_row, columns=(*_COMMON, *_OLDER), optional=_DERIVED)


def _read_row(row: Row, draft: Draft, newer: bool) -> None:
    row.ignore(_IGNORED)
    precision = row.choose("time_precision", _DATES)
    day = _date(row, precision)
    incident = happened(draft, row.need("event_id_cnty"), day, day)
    incident.add("date_precision", precision)
    event, detail = row.choose("event_type", _EVENTS), row.need("sub_event_type")
    for word in (_given(row, "disorder_type"), event, detail):
        incident.add("event_type", word)
    for code in violation_codes(detail):
        incident.add("violation", detail)
        incident.add("violation_code", code, original=detail)
    _place(row, incident)
    targeted = row.choose("civilian_targeting", _TARGETED) if newer else True
    kinds = _KINDS_BY_WORD if newer else _KINDS_BY_CODE
    actors = [_Actor(f"actor{n}", _given(row, f"actor{n}"), row.choose(f"inter{n}", kinds)) for n in (1, 2)]
    perpetrator = _perpetrator(event, detail, actors) if targeted else None
    _parties(row, incident, actors, perpetrator)
    incident.add("stated_victims", f"fatalities: {row.need('fatalities')}")
    incident.add("description", row.take("notes"))
    for source in row.parts("source"):
        report(draft, incident, source, title=source, publisher=source)
    for column in ("source_scale", "tags"):
        if written := _given(row, column):
            incident.add("note", f"{column}: {written}")


def _given(row: Row, column: str) -> str:
    """Return a cell, empty where it says that there is nothing."""
    return "" if (value := row.take(column)) in _EMPTY else value


def _date(row: Row, precision: str) -> PartialDate:
    """Return the day of the event, or the days between which it lies; raises InvalidDate."""
    written = row.cells["event_date"]
    day = row.date("event_date")
    if day is None:
        raise InvalidDate("column 'event_date' is empty; a date is required")
    if precision == _DATES["1"]:
        return day
    written += f" (time_precision {row.cells['time_precision']})"
    if precision == _DATES["2"]:
        first, last = date.fromisoformat(day.first) - _WEEK, date.fromisoformat(day.last) + _WEEK
        return some_day(first.isoformat(), last.isoformat(), written)
    return some_day(day.first[:7], day.last[:7], written)


def _place(row: Row, incident: Subject) -> None:
    incident.draft.add_countries(incident, "country", row.cells["country"])
    incident.add("place", row.take("location"))
    for level in ("admin1", "admin2", "admin3"):
        incident.add(level, _given(row, level))
    incident.add("coordinates", f"{row.need('latitude')}, {row.need('longitude')}")
    incident.add("place_precision", row.choose("geo_precision", _PLACES))


def _perpetrator(event: str, detail: str, actors: Sequence[_Actor]) -> _Actor | None:
    """Return the actor to whom the publisher attributes the event: the armed one, where the other is its target."""
    targets = {_VIOLENCE: _CIVILIANS, _REMOTE: _CIVILIANS}
    if detail == _EXCESSIVE:
        targets[_PROTESTS] = _PROTESTERS
    if event not in targets:
        return None
    others = [actor for actor in actors if actor.kind != targets[event]]
    return others[0] if len(others) == 1 and others[0].kind in _BODIES else None


def _parties(row: Row, incident: Subject, actors: Sequence[_Actor], perpetrator: _Actor | None) -> None:
    draft, country = incident.draft, row.need("country")
    for number, actor in enumerate(actors, 1):
        others = [(f"assoc_actor_{number}", name) for name in row.parts(f"assoc_actor_{number}")]
        for side, name in others if actor.is_body else [(actor.side, actor.name), *others]:
            incident.add("party_as_printed", "" if name in _EMPTY else f"{side}: {name}", original=name)
        if not actor.is_body:
            continue
        kind = "Unit" if _UNIT.fullmatch(actor.name) else "Organization"
        body = draft.entity(kind, f"actor/{country_code(country)}/{actor.name}")
        body.add("name", actor.name)
        body.add("classification", actor.kind)
        state_country(body, actor.name, _FORCE)
        party = Party(body.id, actor.side, actor.name)
        if actor is perpetrator:
            attribute(draft, incident, party, _MODES[row.cells["event_type"]])
        else:
            involve(draft, incident, party)
