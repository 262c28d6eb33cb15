"""Licences: which let what is under them be passed on, on what condition; a closed table.

An export takes a source's words out of the case. Whether it may is decided by this table alone, from the licence as
the source states it. What the table does not know is not passed on: a publisher's own terms must be read by a person,
who then says ``--include-licence``. Where nothing is stated (a workbook of one's own knowledge, a list whose authority
prints no terms) the ``sharing`` of each statement decides.
"""

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Licence:
    """One entry of the table."""

    id: str
    may_pass_on: bool
    condition: str
    """What binds whoever passes it on or receives it; or why it may not be passed on."""


_NAME_THEM = "name the publisher and the licence"

LICENCES: dict[str, Licence] = {
    licence.id: licence
    for licence in (
        Licence("public-domain", True, ""),
        Licence("CC0", True, ""),
        Licence("CC-BY", True, _NAME_THEM),
        Licence("CC-BY-SA", True, f"{_NAME_THEM}, and pass on what you make of it under the same licence"),
        # It grants passing on to everybody and binds the use: so it leaves, and its condition leaves with it.
        Licence("CC-BY-NC", True, f"{_NAME_THEM}; not for commercial use"),
        Licence("CC-BY-NC-SA", True, f"{_NAME_THEM}; not for commercial use, and under the same licence only"),
        # Statements picked from a work are an adaptation of it, which these allow nobody to share.
        Licence("CC-BY-ND", False, "it forbids sharing anything but the whole, unchanged work"),
        Licence("CC-BY-NC-ND", False, "it forbids sharing anything but the whole, unchanged work"),
        Licence("OGL", True, _NAME_THEM),
        Licence("ODC-BY", True, _NAME_THEM),
        Licence("ODbL", True, f"{_NAME_THEM}, and pass on a database made of it under the same licence"),
        Licence("Apache-2.0", True, "keep its notices"),
        Licence("MIT", True, "keep its notices"),
        Licence("SIPRI", False, "SIPRI's terms leave passing on to SIPRI, beyond a small part of the data"),
        Licence("ACLED", False, "ACLED's terms forbid passing on its data"),
        Licence("proprietary", False, "its publisher keeps all rights"),
        Licence("unknown", False, "graphkit does not know its terms; read them, then decide"),
    )
}

_RECOGNISED = (
    ("ACLED", r"acled"),
    ("SIPRI", r"sipri"),
    ("proprietary", r"proprietary|all rights reserved"),
    ("CC-BY-NC-ND", r"(cc|creative commons)[ -]by[ -]nc[ -]nd"),
    ("CC-BY-NC-SA", r"(cc|creative commons)[ -]by[ -]nc[ -]sa"),
    ("CC-BY-NC", r"(cc|creative commons)[ -]by[ -]nc"),
    ("CC-BY-ND", r"(cc|creative commons)[ -]by[ -]nd"),
    ("CC-BY-SA", r"(cc|creative commons)[ -]by[ -]sa"),
    ("CC-BY", r"(cc|creative commons)[ -]by"),
    ("CC0", r"cc[ -]?0|pddl"),
    ("public-domain", r"public domain|public-domain"),
    ("OGL", r"ogl|open government licen[cs]e"),
    ("ODC-BY", r"odc[ -]by"),
    ("ODbL", r"odbl"),
    ("Apache-2.0", r"apache"),
    ("MIT", r"mit"),
)
"""How each is recognised in what a source states: what forbids before what allows, the narrower before the wider."""


_NONE = ("", "none", "none stated")


@cache
def licence_of(stated: str) -> Licence | None:
    """Return the licence that a source states; None where it states none.

    >>> licence_of("CC-BY-4.0").id, licence_of("all mine, ask first").id, licence_of("")
    ('CC-BY', 'unknown', None)
    """
    text = " ".join(stated.casefold().split())
    if text in _NONE:
        return None
    for id_, words in _RECOGNISED:
        if re.search(rf"(?<![a-z]){words}(?![a-z])", text):
            return LICENCES[id_]
    return LICENCES["unknown"]
