"""One word of a name, and what it may be."""

from dataclasses import dataclass

TITLE, PARTICLE, SUFFIX, LEGAL, STOP = "title", "particle", "suffix", "legal", "stop"
"""What is set aside when names are laid side by side."""
NAME, INITIAL, NUMBER, GENERIC, COUNTRY = "name", "initial", "number", "generic", "country"
"""What is compared."""
COMPARED = frozenset({NAME, INITIAL, NUMBER, GENERIC, COUNTRY})

LETTER_FOR_DIGIT = str.maketrans("01345789", "oieastbg")
"""What a digit within a word was meant to be."""


@dataclass(slots=True, eq=False)
class Word:
    """One word of a name, with all that it is compared by."""

    text: str
    kind: str
    printed: str
    """As it stood, in Latin letters: ``trade`` where the text is ``trading``."""
    sound: str = ""
    consonants: str = ""
    weight: float = 0.0
    """How much it tells, in nats; 0 of what is not compared."""
    forms: frozenset[str] = frozenset()
    """Of a given name, the names that it is a form of."""
    father: bool = False
    """Whether it is a father's name: a patronymic, or what stands after bin."""
    place: int = 0
    """Among the words of the name."""
