"""How alike two words of names are, from 0 to 1, and what makes them so."""

from dataclasses import dataclass
from functools import lru_cache

from graphkit.resolve.names.burmese import syllable
from graphkit.resolve.names.rarity import attested
from graphkit.resolve.names.sound import coarse, consonants, korean
from graphkit.resolve.names.word import COUNTRY, GENERIC, INITIAL, NUMBER, Word

_SAME, _EQUIVALENT, _SOUND, _FORM, _KOREAN, _CONSONANTS, _INITIAL, _SHORTENED = (
    1.0,
    0.92,
    0.95,
    0.85,
    0.93,
    0.9,
    0.6,
    0.62,
)
_LEAST_SPELLING = 0.6
_LEAST_OF_SHARED = 0.75
_LETTERS_OF_SKELETON = 4
_VOWELS = frozenset("aeiou")
"""Of words that many bodies share, only a slip is forgiven: commerce is not commercial."""
_SIGNS = frozenset({INITIAL, NUMBER})
_SHARED = frozenset({GENERIC, COUNTRY})
_NOTHING = (0.0, "")
_OF_DAUGHTER = ("ovna", "evna", "ivna", "ichna")
_OF_SON = ("ovich", "evich", "ovych", "evych", "ovic", "evic", "avich")


_HARD = str.maketrans("gq", "kk")
"""What one Arabic letter is in one land and another: Qaddafi is Gaddafi, Jamal Gamal."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the words of two names are compared."""

    burmese: bool = False
    """Both are Burmese: a syllable is the same or another one."""
    syllabic: bool = False
    """Both are Korean, Chinese or the like, each syllable apart: a syllable is the same or another one."""
    loose: bool = False
    """One was written without vowels: consonants decide."""
    korean: bool = False
    """One was written in Hangul: its romanisation is one of many."""


def likeness(left: Word, right: Word, manner: Manner) -> tuple[float, str]:
    """Return how alike two words are, and by what; 0 where they are not to be laid together."""
    if left.text == right.text:
        return (_SAME, "same") if left.printed == right.printed or left.kind == NUMBER else (_EQUIVALENT, "form")
    if left.kind in _SIGNS or right.kind in _SIGNS:
        return _between_signs(left, right)
    if manner.burmese:
        return _between_syllables(left.text, right.text)
    heard = _heard(left, right, manner)
    if heard or manner.syllabic:
        return heard, "sound"
    if left.forms and not left.forms.isdisjoint(right.forms):
        return _FORM, "form"
    return _seen(left, right)


def _between_signs(left: Word, right: Word) -> tuple[float, str]:
    """Return the likeness where one is an initial or a number: another number is another thing."""
    if left.kind == NUMBER or right.kind == NUMBER or left.text[0] != right.text[0]:  # noqa: PLR1714
        return _NOTHING
    return _INITIAL, "initial"


def _heard(left: Word, right: Word, manner: Manner) -> float:
    """Return the likeness of two words that sound alike, by the measure that their scripts ask for."""
    if left.sound == right.sound:
        return _SOUND
    if (manner.korean or manner.syllabic) and korean(left.text) == korean(right.text):
        return _KOREAN
    return _between_consonants(left.consonants, right.consonants) if manner.loose else 0.0


def _seen(left: Word, right: Word) -> tuple[float, str]:
    """Return the likeness of two words by their letters."""
    like = spelling(left.text, right.text, left.sound, right.sound)
    shared = left.kind in _SHARED or right.kind in _SHARED
    if like > (_LEAST_OF_SHARED if shared else 0):
        return like, "spelling"
    return (_SHORTENED, "short") if _shortens(*sorted((left.printed, right.printed), key=len)) else _NOTHING


@lru_cache(maxsize=131072)
def spelling(left: str, right: str, left_sound: str, right_sound: str) -> float:
    """Return how alike two spellings are: the fewer letters must be changed of the more, by sight or by sound.

    Two words that are both names that people bear are rather two names than a slip: Michel is not Michelle.
    """
    from rapidfuzz.distance import OSA, JaroWinkler

    length = max(len(left), len(right))
    if length < 4:
        return 0.0
    seen = 1 - 1.2 * OSA.distance(left, right) / length
    heard = 0.97 - 1.2 * OSA.distance(left_sound, right_sound) / max(len(left_sound), len(right_sound))
    ours, theirs = coarse(left_sound), coarse(right_sound)
    heard = max(heard, 0.9 - 1.2 * OSA.distance(ours, theirs) / max(len(ours), len(theirs)))
    skeletons = _between_skeletons(left, right)
    begun = 0.6 + 1.6 * (JaroWinkler.similarity(left, right) - 0.82)
    like = max(seen, heard, begun, skeletons)
    if left[0] != right[0]:
        like -= 0.06
    if of_the_other_sex(left, right):
        like = min(like, 0.8) - 0.1
    elif attested(left_sound) and attested(right_sound):
        like -= 0.2
    return like if like >= _LEAST_SPELLING else 0.0


def _between_skeletons(left: str, right: str) -> float:
    """Return how alike the consonants of two long words are: Chruschtschow and Khrushchev."""
    from rapidfuzz.distance import OSA

    ours, theirs = consonants(left), consonants(right)
    length = max(len(ours), len(theirs))
    return 0.8 - 1.2 * OSA.distance(ours, theirs) / length if length >= _LETTERS_OF_SKELETON else 0.0


def _shortens(short: str, long: str) -> bool:
    """Say whether a word is a usual way to shorten another: its beginning, or its first letter and some consonants."""
    if len(short) > 0.7 * len(long) or short[:1] != long[:1]:
        return False
    if long.startswith(short):
        return len(short) > 2
    rest = iter(long)
    return len(short) > 1 and not _VOWELS & set(short[1:]) and all(letter in rest for letter in short)


def of_the_other_sex(left: str, right: str) -> bool:
    """Say whether two words differ as a woman's name from a man's: Aleksandra, Angela and Angelo, -ovna and -ovich."""
    short, long = sorted((left, right), key=len)
    if any(one.endswith(_OF_DAUGHTER) and other.endswith(_OF_SON) for one, other in ((left, right), (right, left))):
        return True
    if len(long) == len(short):
        return long[:-1] == short[:-1] and {long[-1], short[-1]} == {"a", "o"}
    return long in (f"{short}a", f"{short}e", f"{short}{short[-1]}e", f"{short}{short[-1]}a")


@lru_cache(maxsize=8192)
def _between_syllables(left: str, right: str) -> tuple[float, str]:
    """Return whether two Burmese syllables are the same; a slip of one letter is forgiven in a long one only."""
    one, other = syllable(left), syllable(right)
    if one == other:
        return _SOUND, "sound"
    if min(len(one), len(other)) >= 6:
        like = spelling(one, other, one, other)
        return (like, "spelling") if like else _NOTHING
    return _NOTHING


@lru_cache(maxsize=32768)
def _between_consonants(left: str, right: str) -> float:
    from rapidfuzz.distance import OSA

    if left == right:
        return _CONSONANTS if len(left) > 2 else 0.8 if len(left) > 1 else 0.7
    if left.translate(_HARD) == right.translate(_HARD):
        return 0.8
    length = max(len(left), len(right))
    away = OSA.distance(left, right)
    return 1 - 1.1 * away / length if away == 1 and length > 3 else 0.0
