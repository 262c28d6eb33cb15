"""How a text fits a unit: by which of its names, what agrees beside the number, and what is doubtful."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace

from graphkit.resolve.unit_comparison import UnitVerdict, compare_units
from graphkit.resolve.unit_name import UnitName
from graphkit.resolve.unit_phrases import COMPONENTS
from graphkit.resolve.units import read_unit


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
class ReadUnit:
    """A unit with its names in parts."""

    unit: KnownUnit
    names: tuple[UnitName, ...]
    parents: tuple[UnitName, ...]
    services: frozenset[str]
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fit:
    """A unit that a text may name, with what agrees."""

    read: ReadUnit
    main: bool
    features: dict[str, float]
    backed: tuple[str, ...]
    """What agrees beside number, echelon and country."""
    doubts: tuple[str, ...]
    """Why the link is not certain, whatever agrees."""
    read_into: bool
    """Whether the text does not say of which service it is, and the name does, or the other way round."""


def read_known(unit: KnownUnit) -> ReadUnit:
    """Return a unit with its names in parts."""
    return ReadUnit(
        unit,
        names=tuple(read_unit(name, unit.country) for name in unit.names),
        parents=tuple(read_unit(name, unit.country) for name in unit.parents),
        services=frozenset(service for branch in unit.branches if (service := read_unit(branch, unit.country).force)),
        places=frozenset(word for place in unit.places for word in _words(place, unit.country)),
    )


def _words(place: str, country: str) -> Iterator[str]:
    yield from read_unit(place, country).words


def fit_of(name: UnitName, read: ReadUnit, known: Set[str]) -> Fit | None:
    """Return how a unit fits a text, by the name of it that fits best; None where none does."""
    main = read.names[0]
    parent, differs = _parents_agree(name, read)
    if (
        differs
        or _apart(name.arms, main.arms)
        or _is_numbered_apart(name, main)
        or (name.force and read.services and name.force not in read.services)
    ):
        return None
    for number, own in enumerate(read.names):
        features = _agree(name, own, read, known)
        if features is None or (number and not _is_trusted(name, own, main)):
            continue
        return Fit(
            read,
            main=number == 0,
            features=features | {"parent": parent, "main": float(number == 0)},
            backed=_backed(name, own, read, features),
            doubts=tuple(_doubts(name, own, features, parent, known)),
            read_into=not name.numbers and name.force != own.force,
        )
    return None


def _doubts(name: UnitName, own: UnitName, features: dict[str, float], parent: float, known: Set[str]) -> Iterator[str]:
    """Yield why a text that fits does not surely name the unit."""
    if not name.numbers:
        yield "it has no number, and names like it are many"
    elif not features["echelon"]:
        yield "it has no echelon"
    if name.headquarters and not own.headquarters:
        yield "it names the headquarters"
    if name.called and not features["name"]:
        yield f"the unit is not called {' '.join(sorted(name.called))}"
    if (more := _unread(name, own)) and more[-1] not in known:
        yield f"it also says {' '.join(more)}, which is no place of a known unit"
    if name.parents and not parent and not own.parents:
        yield "nothing is known of the higher unit that it names"


def _is_numbered_apart(name: UnitName, main: UnitName) -> bool:
    """Say whether one is of a supporting arm and the other of none: "1 Signal Brigade" and "1 Brigade" are two."""
    return bool(name.numbers and main.numbers) and bool(name.arms & COMPONENTS) != bool(main.arms & COMPONENTS)


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


def _agree(name: UnitName, own: UnitName, read: ReadUnit, known: Set[str]) -> dict[str, float] | None:
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
    more = _unread(name, own)
    if not set(own.place) <= set(name.place):
        return False
    return not more or (own.echelon != "service" and more[-1] in known)


def _unread(name: UnitName, own: UnitName) -> list[str]:
    """Return the words after a text's echelon that a name does not have."""
    return [word for word in name.place if word not in own.place]


def _one_force(name: UnitName, own: UnitName, read: ReadUnit) -> bool:
    """Say whether a text and a name can be of one service, and name more than an echelon between them."""
    if name.force and own.force:
        return name.force == own.force
    if not (name.branch or name.called or name.place or name.force or own.parents):
        return False
    return not name.force or name.force in read.services


def _parents_agree(name: UnitName, read: ReadUnit) -> tuple[float, bool]:
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


def _backed(name: UnitName, own: UnitName, read: ReadUnit, features: dict[str, float]) -> tuple[str, ...]:
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
