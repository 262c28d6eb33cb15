"""A unit's name in its parts: what `read_unit` makes of a text."""

from dataclasses import dataclass

ARMY_ARMS = frozenset({"infantry", "armoured", "artillery", "cavalry", "counter guerrilla"})
"""Arms that an army has and no other service of the armed forces, where none is named."""


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit's name in its parts; a part that the text does not give is empty."""

    printed: str
    numbers: tuple[str, ...] = ()
    """Its number without leading noughts, or its letter in capitals; more only where the text names several units."""
    echelon: str = ""
    arms: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    """What qualifies the arm: light, motorised, special."""
    service: str = ""
    called: frozenset[str] = frozenset()
    """Folded words before the echelon that are no words of the file: Baloch Regiment, Yangon Command."""
    place: tuple[str, ...] = ()
    """Folded words after it, in their order: where it is, or what it is named after."""
    country: str = ""
    """ISO 3166-1 alpha-2: the one that the text names, else the one that was given."""
    parents: tuple["UnitName", ...] = ()
    """The higher units that the text names, the next one first."""
    post: bool = False
    """The text names somebody or some office of the unit: its commander, its staff."""
    headquarters: bool = False
    """The text names the unit's headquarters."""
    several: bool = False
    """The text names several units, so that it names none alone."""
    unknown: bool = False
    """The text says that the unit is not known, or is too long to be a name."""
    formerly: tuple["UnitName", ...] = ()
    """The names that the text gives as earlier or later ones: a renamed unit is another unit."""

    @property
    def branch(self) -> frozenset[str]:
        """Its arms, and what qualifies them."""
        return self.arms | self.kinds

    @property
    def force(self) -> str:
        """The service that it is of, which infantry, armour and artillery tell where none is named."""
        if self.service or "marine" in self.arms:
            return self.service
        return "army" if self.arms & ARMY_ARMS else ""

    @property
    def words(self) -> frozenset[str]:
        """What it is called and where it is."""
        return self.called | frozenset(self.place)
