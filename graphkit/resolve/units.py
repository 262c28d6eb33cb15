"""Units are not names: a unit is told by its number, echelon, branch, place, country and parent.

"33rd LID" and "Light Infantry Division 33" share no word and are one unit; "99th LID" shares all but a digit with it
and is another. So names of units are read into parts, and the parts compared.
"""

from functools import lru_cache

from graphkit.resolve.unit_comparison import UnitComparison, UnitVerdict, compare_units, unit_blocks, unit_key
from graphkit.resolve.unit_grammar import parse
from graphkit.resolve.unit_name import UnitName


@lru_cache(maxsize=1 << 16)
def read_unit(text: str, country: str = "") -> UnitName:
    """Return the parts of a unit's name, as far as the text gives them; never fails, whatever the text.

    `country` is the ISO 3166-1 alpha-2 code of the country that the unit is known to be of. Short forms that mean one
    thing here and another there are read only where the country, or the language of the other words, tells which.

    >>> unit = read_unit("33rd LID", "MM")
    >>> unit.numbers, unit.echelon, sorted(unit.branch)
    (('33',), 'division', ['infantry', 'light'])
    """
    return parse(text, country)


__all__ = ["UnitComparison", "UnitName", "UnitVerdict", "compare_units", "read_unit", "unit_blocks", "unit_key"]
