"""Where two names are names of units, their parts speak, and their words do not."""

from graphkit.resolve.profile import Profile

SAME_UNIT, ALL_BUT_COUNTRY, OPEN, OTHER_UNIT = 1.0, 0.75, 0.5, -1.0
_MILITARY = frozenset(
    {"division", "brigade", "battalion", "regiment", "corps", "squadron", "platoon", "wing", "fleet", "flotilla"}
)
_TELLING = ("number", "echelon", "arm")


def unit(left: Profile, right: Profile, left_name: str, right_name: str) -> float:
    """1 the same unit by number, echelon, arm and parents; 0.75 but for what one leaves out; 0.5 open; -1 two units.

    0 where either name is none of a numbered unit: a firm is compared by its words.
    """
    of_units = "Unit" in (left.kind, right.kind)
    if not of_units and not (_numbered(left_name) and _numbered(right_name)):
        return 0.0
    from graphkit.resolve.units import UnitVerdict, compare_units, read_unit

    one = read_unit(left_name, _country(left))
    other = read_unit(right_name, _country(right))
    if not (one.numbers and other.numbers and one.echelon and other.echelon):
        return 0.0
    if not of_units and not (one.echelon in _MILITARY and other.echelon in _MILITARY):
        return 0.0
    found = compare_units(one, other)
    if found.verdict is UnitVerdict.VETO:
        return OTHER_UNIT
    if found.verdict is UnitVerdict.SAME:
        return SAME_UNIT
    return ALL_BUT_COUNTRY if all(found.features.get(part, 0.0) == 1 for part in _TELLING) else OPEN


def _numbered(name: str) -> bool:
    return any(char.isdigit() for char in name) or any(word in name.lower() for word in _NUMBER_WORDS)


_NUMBER_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def _country(profile: Profile) -> str:
    return profile.countries[0] if len(profile.countries) == 1 else ""
