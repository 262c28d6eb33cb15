"""Free-text recipients of training, linked to the units that they name, each link with its grade and its reason.

A recipient is a text in a report, and an entity of its own in a case: a link proposes that it is the unit. So a text
that names a company of the unit, somebody of it, or several units, is linked to none. What is certain is certain by
what both sides say: number, echelon and country, and an arm, a service or a place beside them, with no second unit in
reach. All else is possible and for a person to judge; where several units fit, they are named and none is linked.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from graphkit.resolve.recipient_fit import Fit, KnownUnit, ReadUnit, fit_of, read_known
from graphkit.resolve.unit_comparison import unit_blocks
from graphkit.resolve.unit_name import UnitName
from graphkit.resolve.units import read_unit
from graphkit.text import fold

_NO_UNIT = "it names no unit"


class Grade(StrEnum):
    """How sure a link is."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    AMBIGUOUS = "ambiguous"
    """Several units fit: there is no link, and they are named."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A recipient as printed, with the country that the training went to."""

    id: str
    printed: str
    country: str
    """ISO 3166-1 alpha-2; a recipient of no known country is linked to nothing."""


@dataclass(frozen=True, slots=True)
class Link:
    """That a recipient names a unit, or that several units fit."""

    recipient: str
    unit: str
    """Empty where several fit."""
    grade: Grade
    reason: str
    features: dict[str, float] = field(default_factory=dict)
    """By part, as in `compare_units`; `main` says whether the unit's own name fits, and not only another name of it."""
    candidates: tuple[str, ...] = ()
    """The units that fit, where they are several."""


@dataclass(slots=True)
class Linked:
    """The links, and how many recipients have none, by reason."""

    links: list[Link]
    unlinked: Counter[str]


def link_recipients(recipients: Iterable[Recipient], units: Iterable[KnownUnit]) -> Linked:
    """Return the links of the recipients to the units, in the order of the recipients.

    Each different text of a country is read and looked up once, so that the time grows with the texts.
    """
    index = _Index(units)
    found: dict[tuple[str, str], Link | str] = {}
    linked = Linked([], Counter())
    for recipient in recipients:
        text = (recipient.printed, recipient.country)
        if text not in found:
            found[text] = _link(recipient, index)
        link = found[text]
        if isinstance(link, str):
            linked.unlinked[link] += 1
        else:
            linked.links.append(replace(link, recipient=recipient.id))
    return linked


class _Index:
    """The units by country, and by the coarse keys of their names and the names themselves."""

    def __init__(self, units: Iterable[KnownUnit]) -> None:
        self._units: list[ReadUnit] = []
        self._found: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._named: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.places: dict[str, set[str]] = {}
        """The places of each country's units."""
        for unit in units:
            read = read_known(unit)
            self.places.setdefault(unit.country, set()).update(read.places)
            for block in dict.fromkeys(block for name in read.names for block in unit_blocks(name)):
                self._found[unit.country, block].append(len(self._units))
            for name in {fold(name) for name in unit.names}:
                self._named[unit.country, name].append(len(self._units))
            self._units.append(read)

    def near(self, name: UnitName, country: str) -> list[ReadUnit]:
        """Return the units that share a key with a name, in their order."""
        places = {place for block in unit_blocks(name) for place in self._found.get((country, block), ())}
        return [self._units[place] for place in sorted(places)]

    def bearing(self, text: str, country: str) -> list[ReadUnit]:
        """Return the units of which the text, of more words than one, is a name."""
        folded = fold(text)
        return [self._units[place] for place in self._named.get((country, folded), ())] if " " in folded else []


def _link(recipient: Recipient, index: _Index) -> Link | str:
    """Return the link of a recipient, or why there is none."""
    if not recipient.country:
        return "its country is not known"
    if recipient.country not in index.places:
        return "no unit of its country is known"
    name = read_unit(recipient.printed, recipient.country)
    why = _names_none(name)
    if why and why != _NO_UNIT:
        return why
    fits = [] if why else _chosen(_fits_of(name, recipient.country, index))
    bearing = index.bearing(recipient.printed, recipient.country)
    if len(fits) != 1 and len(bearing) == 1:
        return _verbatim(recipient, bearing[0])
    if not fits:
        return why or "no known unit fits"
    return _graded(recipient, fits[0]) if len(fits) == 1 else _ambiguous(recipient, fits)


def _graded(recipient: Recipient, fit: Fit) -> Link:
    """Link a text to the one unit that fits, as surely as what agrees allows."""
    doubts = list(fit.doubts)
    if not fit.main:
        doubts.append("only another name of the unit fits")
    if not fit.backed and not doubts:
        doubts.append("no arm, service or place is said on both sides")
    agreed = ", ".join(name for name, value in fit.features.items() if value == 1 and name != "main")
    return Link(
        recipient.id,
        fit.read.unit.id,
        Grade.POSSIBLE if doubts else Grade.CERTAIN,
        f"agree: {agreed}" + (f"; but {'; '.join(doubts)}" if doubts else ""),
        fit.features,
    )


def _verbatim(recipient: Recipient, read: ReadUnit) -> Link:
    """Link a text to the one unit of which it is a name, where its parts do not tell or do not tell which."""
    main = fold(read.unit.names[0]) == fold(recipient.printed)
    which = "the unit's name" if main else "another name of the unit"
    features = {"country": 1.0, "name": 1.0, "main": float(main)}
    return Link(recipient.id, read.unit.id, Grade.POSSIBLE, f"the text is {which}; but nothing else tells", features)


def _fits_of(name: UnitName, country: str, index: _Index) -> list[Fit]:
    """Return the units of a country that fit a name, or the service where none does and its headquarters are named."""
    known = index.places[country]
    for sought in (name, _the_service(name)):
        fits = [] if sought is None else [fit_of(sought, read, known) for read in index.near(sought, country)]
        if found := [fit for fit in fits if fit is not None]:
            return found
    return []


def _the_service(name: UnitName) -> UnitName | None:
    """Return the service whose headquarters a text names, for where these are no unit of their own: "Army HQ"."""
    if name.echelon == "headquarters" and name.service and not (name.branch or name.called or name.place):
        return replace(name, echelon="service", headquarters=True)
    return None


def _names_none(name: UnitName) -> str:
    """Return why a text names no unit alone, or nothing."""
    if name.several:
        return "it names several units"
    if name.unknown:
        return "it says that the unit is not known, or is no name"
    if name.post:
        return "it names somebody, or an office, of a unit"
    if not (name.echelon or name.arms):
        return _NO_UNIT
    return ""


def _chosen(fits: Sequence[Fit]) -> list[Fit]:
    """Return the units that fit best: by their own names rather than by others, then by what else agrees."""
    best = [fit for fit in fits if fit.main] or list(fits)
    exact = [fit for fit in best if not fit.read_into] or best
    backed = [fit for fit in exact if fit.backed]
    chosen = backed if len(backed) == 1 else exact
    if len(chosen) == 1 and len(fits) > 1:
        (one,) = chosen
        return [replace(one, doubts=(*one.doubts, "another unit bears it as one of its names, or nearly"))]
    return chosen


def _ambiguous(recipient: Recipient, fits: Sequence[Fit]) -> Link:
    names = ", ".join(fit.read.unit.names[0] for fit in fits)
    return Link(
        recipient.id,
        "",
        Grade.AMBIGUOUS,
        f"{len(fits)} units fit: {names}",
        candidates=tuple(fit.read.unit.id for fit in fits),
    )
