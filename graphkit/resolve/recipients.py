"""Free-text recipients of training, linked to the units that they name, each link with its grade and its reason.

A recipient is a text in a report, and an entity of its own in a case: a link proposes that it is the unit. So a text
that names a company of the unit, somebody of it, or several units, is linked to none. What is certain is certain by
what both sides say: number, echelon and country, and an arm, a service or a place beside them, with no second unit in
reach. All else is possible and for a person to judge; where several units fit, they are named and none is linked.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum

from graphkit.resolve.unit_comparison import UnitVerdict, compare_units, unit_blocks
from graphkit.resolve.unit_name import UnitName
from graphkit.resolve.units import read_unit


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
class KnownUnit:
    """A unit of the case, with what is stated of it."""

    id: str
    names: tuple[str, ...]
    """Its name, then its other names: these are of any quality, and alone make no link certain."""
    country: str
    parents: tuple[str, ...] = ()
    """The names of all units that it has been part of, at whatever time."""
    branches: tuple[str, ...] = ()
    """Its classification: "Army", "Police"."""
    places: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class _Read:
    """A unit with its names in parts."""

    unit: KnownUnit
    names: tuple[UnitName, ...]
    parents: tuple[UnitName, ...]
    services: frozenset[str]
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Fit:
    """A unit that a text may name, with what agrees."""

    read: _Read
    main: bool
    features: dict[str, float]
    backed: tuple[str, ...]
    """What agrees beside number, echelon and country."""
    doubts: tuple[str, ...]
    """Why the link is not certain, whatever agrees."""
    read_into: bool
    """Whether the text does not say of which service it is, and the name does, or the other way round."""


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
    """The units by country and by the coarse keys of their names."""

    def __init__(self, units: Iterable[KnownUnit]) -> None:
        self._units: list[_Read] = []
        self._found: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.places: dict[str, set[str]] = {}
        """The places of each country's units."""
        for unit in units:
            read = _read(unit)
            self.places.setdefault(unit.country, set()).update(read.places)
            for block in dict.fromkeys(block for name in read.names for block in unit_blocks(name)):
                self._found[unit.country, block].append(len(self._units))
            self._units.append(read)

    def near(self, name: UnitName, country: str) -> list[_Read]:
        """Return the units that share a key with a name, in their order."""
        places = {place for block in unit_blocks(name) for place in self._found.get((country, block), ())}
        return [self._units[place] for place in sorted(places)]


def _read(unit: KnownUnit) -> _Read:
    return _Read(
        unit,
        names=tuple(read_unit(name, unit.country) for name in unit.names),
        parents=tuple(read_unit(name, unit.country) for name in unit.parents),
        services=frozenset(service for branch in unit.branches if (service := read_unit(branch, unit.country).force)),
        places=frozenset(word for place in unit.places for word in _words(place, unit.country)),
    )


def _words(place: str, country: str) -> Iterator[str]:
    yield from read_unit(place, country).words


def _link(recipient: Recipient, index: _Index) -> Link | str:
    """Return the link of a recipient, or why there is none."""
    if not recipient.country:
        return "its country is not known"
    if recipient.country not in index.places:
        return "no unit of its country is known"
    name = read_unit(recipient.printed, recipient.country)
    if why := _names_none(name):
        return why
    known = index.places[recipient.country]
    fits = [fit for read in index.near(name, recipient.country) if (fit := _fit(name, read, known)) is not None]
    if not fits:
        return "no known unit fits"
    chosen = _chosen(fits)
    if len(chosen) > 1:
        return _ambiguous(recipient, chosen)
    (fit,) = chosen
    doubts = [*fit.doubts, *(["another unit bears it as one of its names"] if len(fits) > 1 else [])]
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


def _names_none(name: UnitName) -> str:
    """Return why a text names no unit alone, or nothing."""
    if name.several:
        return "it names several units"
    if name.unknown:
        return "it says that the unit is not known, or is no name"
    if name.post:
        return "it names somebody, or an office, of a unit"
    if not (name.echelon or name.arms):
        return "it names no unit"
    return ""


def _chosen(fits: Sequence[_Fit]) -> list[_Fit]:
    """Return the units that fit best: by their own names rather than by others, then by what else agrees."""
    best = [fit for fit in fits if fit.main] or list(fits)
    exact = [fit for fit in best if not fit.read_into] or best
    backed = [fit for fit in exact if fit.backed]
    return backed if len(backed) == 1 else exact


def _ambiguous(recipient: Recipient, fits: Sequence[_Fit]) -> Link:
    names = ", ".join(fit.read.unit.names[0] for fit in fits)
    return Link(
        recipient.id,
        "",
        Grade.AMBIGUOUS,
        f"{len(fits)} units fit: {names}",
        candidates=tuple(fit.read.unit.id for fit in fits),
    )


def _fit(name: UnitName, read: _Read, known: Set[str]) -> _Fit | None:
    """Return how a unit fits a text, by the name of it that fits best; None where none does."""
    main = read.names[0]
    parent, differs = _parents_agree(name, read)
    if differs or _apart(name.arms, main.arms) or (name.force and read.services and name.force not in read.services):
        return None
    for number, own in enumerate(read.names):
        features = _agree(name, own, read, known)
        if features is None or (number and not _is_trusted(name, own, main)):
            continue
        return _Fit(
            read,
            main=number == 0,
            features=features | {"parent": parent, "main": float(number == 0)},
            backed=_backed(name, own, read, features),
            doubts=tuple(_doubts(name, own, features, parent)),
            read_into=not name.numbers and name.force != own.force,
        )
    return None


def _doubts(name: UnitName, own: UnitName, features: dict[str, float], parent: float) -> Iterator[str]:
    """Yield why a text that fits does not surely name the unit."""
    if not name.numbers:
        yield "it has no number, and names like it are many"
    elif not features["echelon"]:
        yield "it has no echelon"
    if name.headquarters and not own.headquarters:
        yield "it names the headquarters"
    if name.called and not features["name"]:
        yield f"the unit is not called {' '.join(sorted(name.called))}"
    if name.parents and not parent and not own.parents:
        yield "nothing is known of the higher unit that it names"


def _is_trusted(name: UnitName, own: UnitName, main: UnitName) -> bool:
    """Say whether another name of a unit is good enough, where the unit's own name says something else.

    Other names are whatever some source has once written, misprints too: "23 Battalion" for the 231 Tank Battalion.
    One that contradicts the unit's own name must be the very text, or share its arm.
    """
    if compare_units(own, main).verdict is not UnitVerdict.VETO:
        return True
    return own.branch == name.branch or bool(name.arms and name.arms <= main.arms)


def _apart(left: frozenset[str], right: frozenset[str]) -> bool:
    return bool(left and right and not left & right)


def _agree(name: UnitName, own: UnitName, read: _Read, known: Set[str]) -> dict[str, float] | None:
    """Return the features where a text can name the bearer of a name, and says enough of it."""
    if own.several or own.unknown or (own.parents and _higher(own) != _higher(name)):
        return None
    comparison = compare_units(replace(name, parents=()), replace(own, parents=()))
    if comparison.verdict is UnitVerdict.VETO:
        return None
    features = comparison.features
    if name.numbers or own.numbers:
        enough = features["number"] == 1 and (features["echelon"] == 1 or (not name.echelon and features["arm"] == 1))
    else:
        enough = _told(name) == _told(own) and _one_force(name, own, read) and _says_no_more(name, own, known)
    return dict(features) if enough else None


def _higher(name: UnitName) -> list[tuple[object, ...]]:
    """Return the numbered units that a name holds beside its own."""
    return [(parent.numbers, parent.echelon) for parent in name.parents if parent.numbers]


def _told(name: UnitName) -> tuple[object, ...]:
    """Return what a unit without a number is told by, beside its place and its service; such a name says something."""
    return name.echelon, name.branch, name.called


def _says_no_more(name: UnitName, own: UnitName, known: Set[str]) -> bool:
    """Say whether a text says no more than a name without a number, but for an address, which a known place ends.

    What more it says is what part of the unit it means: "Nigerian Navy Ship", "Headquarters, Safety".
    """
    more = [word for word in name.place if word not in own.place]
    if not set(own.place) <= set(name.place):
        return False
    return not more or (own.echelon != "service" and more[-1] in known)


def _one_force(name: UnitName, own: UnitName, read: _Read) -> bool:
    """Say whether a text and a name can be of one service, and name more than an echelon between them."""
    if name.force and own.force:
        return name.force == own.force
    if not (name.branch or name.called or name.place or name.force or own.parents):
        return False
    return not name.force or name.force in read.services


def _parents_agree(name: UnitName, read: _Read) -> tuple[float, bool]:
    """Return whether the higher units that a text names are the unit's at some time, and whether they differ."""
    best = 0.0
    for parent in name.parents:
        alike = [other for other in (*read.parents, *read.names[0].parents) if other.echelon == parent.echelon != ""]
        known = [other for other in alike if not other.unknown]
        verdicts = [compare_units(parent, other).features for other in known]
        if any(features["number"] == 1 or features["name"] == 1 for features in verdicts):
            best = 1.0
        elif known and parent.numbers:
            return -1.0, True
    return best, False


def _backed(name: UnitName, own: UnitName, read: _Read, features: dict[str, float]) -> tuple[str, ...]:
    """Return what agrees beside number, echelon and country."""
    places = read.places | frozenset(own.place)
    service = name.service and (name.service in read.services or name.service == own.force)
    return tuple(
        part
        for part, agrees in (
            ("arm", features["arm"] == 1 or name.branch & own.branch),
            ("service", service),
            ("place", places & frozenset(name.place)),
        )
        if agrees
    )
