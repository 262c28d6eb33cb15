"""What two names laid side by side say, one number per function; a reviewer reads the first line of each.

Weights are in nats: a word that stands in one name of a thousand weighs 6.9. Every function is symmetrical.
"""

from graphkit.resolve.names.align import Alignment
from graphkit.resolve.names.likeness import of_the_other_sex
from graphkit.resolve.names.word import COUNTRY, GENERIC, INITIAL, NAME, NUMBER, Word
from graphkit.resolve.names.words import words

_SEXED = frozenset({"spelling", "form"})


def agreed(beside: Alignment) -> float:
    """Weight of the words that agree, each times how alike it is."""
    return beside.agreed


def lost(beside: Alignment) -> float:
    """Weight that the words that agree lack in likeness: spellings, transliterations, initials, joined words."""
    return beside.lost


def conflict(beside: Alignment) -> float:
    """Weight of words without a counterpart, on the side that has less: each name says what the other does not."""
    return min(beside.left_out, beside.right_out)


def extra(beside: Alignment) -> float:
    """Weight of words without a counterpart that one side has more than the other: one name says more."""
    return abs(beside.left_out - beside.right_out)


def covered_least(beside: Alignment) -> float:
    """Share of the fuller name that agrees, 0 to 1."""
    return min(_covered(beside))


def covered_most(beside: Alignment) -> float:
    """Share of the shorter name that agrees, 0 to 1."""
    return max(_covered(beside))


def whole(beside: Alignment) -> float:
    """1 where the names are the same word for word, in whatever order and script."""
    return float(bool(beside.left.core) and beside.left.ordered == beside.right.ordered)


def words_agreed(beside: Alignment) -> float:
    """How many words agree, initials not counted."""
    return float(sum(1 for pair in beside.pairs if pair.how != "initial"))


def likest(beside: Alignment) -> float:
    """How alike the letters of the two names are as a whole, 0 to 1: what remains where words are cut differently."""
    from rapidfuzz.distance import OSA, Indel

    left, right = beside.left, beside.right
    if not left.joined or not right.joined:
        return 0.0
    joined = OSA.normalized_similarity(left.joined, right.joined)
    return max(joined, Indel.normalized_similarity(left.ordered, right.ordered))


def initials(beside: Alignment) -> float:
    """How many initials stand for a word of the other side."""
    return float(sum(1 for pair in beside.pairs if pair.how == "initial"))


def family(beside: Alignment) -> float:
    """1 where the last words agree, -1 where both last words are left over, 0 else."""
    left, right = _last(beside.left.core), _last(beside.right.core)
    if left is None or right is None or beside.left.burmese:
        return 0.0
    if left in beside.left_only and right in beside.right_only:
        return -1.0
    return float(any(pair.left[-1] is left and pair.right[-1] is right for pair in beside.pairs))


def given(beside: Alignment) -> float:
    """1 where the first words agree, -1 where both first words are left over, 0 else."""
    left, right = _first(beside.left.core), _first(beside.right.core)
    if left is None or right is None or beside.left.burmese:
        return 0.0
    if left in beside.left_only and right in beside.right_only:
        return -1.0
    return float(any(pair.left[0] is left and pair.right[0] is right for pair in beside.pairs))


def order(beside: Alignment) -> float:
    """-1 where three words or more agree in another order, turned round as lists turn names not counted."""
    return 0.0 if len(beside.pairs) < 3 or _same_order(beside) else -1.0


def lineage(beside: Alignment) -> float:
    """-1 where common given names stand in another order: Mohamed son of Ahmed is not Ahmed son of Mohamed."""
    single = [pair for pair in beside.pairs if len(pair.left) == len(pair.right) == 1]
    if len(single) < 2 or len(single) != len(beside.pairs) or beside.left.burmese:
        return 0.0
    moved = [pair for pair in single if _of_lineage(pair.left[0]) and _of_lineage(pair.right[0])]
    if len(moved) < len(single):
        return 0.0
    ranked = sorted(single, key=lambda pair: pair.left[0].place)
    places = [pair.right[0].place for pair in ranked]
    return 0.0 if places == sorted(places) else -1.0


def father(beside: Alignment) -> float:
    """1 where the fathers' names agree, -1 where each side names another father, 0 where one names none."""
    if any(pair.left[-1].father and pair.right[-1].father for pair in beside.pairs):
        return 1.0
    return -1.0 if any(w.father for w in beside.left_only) and any(w.father for w in beside.right_only) else 0.0


def syllables(beside: Alignment) -> float:
    """Of two names in syllables: minus how many are left over; another one is another person, in Burmese one more.

    Kim Yong-chol is not Kim Yong-chun, Aung Aung is not Aung Aung Oo.
    """
    left, right = _names(beside.left_only), _names(beside.right_only)
    if beside.left.burmese and beside.right.burmese:
        return -float(max(left, right))
    if beside.left.syllabic and beside.right.syllabic:
        return -float(min(left, right))
    return 0.0


def initial_conflict(beside: Alignment) -> float:
    """-1 where each side has an initial or a word over, and one at least is an initial: Tobias E. is not Tobias K."""
    left, right = beside.left_only, beside.right_only
    if not left or not right:
        return 0.0
    return -1.0 if any(word.kind == INITIAL for word in (*left, *right)) else 0.0


def sexes(beside: Alignment) -> float:
    """-1 where the names are a man's and a woman's: Aleksandr and Aleksandra, Ivanov and Ivanova, -ovich and -ovna."""
    pairs = [(pair.left[0].text, pair.right[0].text) for pair in beside.pairs if pair.how in _SEXED]
    return -1.0 if any(one != other and of_the_other_sex(one, other) for one, other in pairs) else 0.0


def suffix(beside: Alignment) -> float:
    """-1 where the names tell generations apart: junior and senior, II and III."""
    left, right = beside.left.suffixes, beside.right.suffixes
    return -1.0 if left and right and left.isdisjoint(right) else 0.0


def numbers(beside: Alignment) -> float:
    """1 where both names hold the same numbers, -1 where they hold others, -0.5 where one holds none."""
    left, right = beside.left.numbers, beside.right.numbers
    if not left and not right:
        return 0.0
    if sorted(left) == sorted(right):
        return 1.0
    return -1.0 if left and right else -0.5


def legal(beside: Alignment) -> float:
    """1 where both name the same legal form, -1 where they name others, 0 where one names none."""
    left, right = beside.left.legal, beside.right.legal
    if not left or not right:
        return 0.0
    if left.isdisjoint(right):
        return -1.0
    return 1.0


def acronym(beside: Alignment) -> float:
    """1 where one name is the first letters of the other."""
    pairs = beside.pairs
    return float(len(pairs) == 1 and pairs[0].how == "acronym" and not beside.left_only and not beside.right_only)


def distinctive(beside: Alignment) -> float:
    """Weight of the words that agree and are no word which many bodies share."""
    return sum(
        pair.weight * pair.likeness
        for pair in beside.pairs
        if any(word.kind == NAME for word in pair.left) or any(word.kind == NAME for word in pair.right)
    )


def distinctive_conflict(beside: Alignment) -> float:
    """Weight of distinctive words without a counterpart, on the side that has less of it."""
    return min(_distinctive(beside.left_only), _distinctive(beside.right_only))


def distinctive_extra(beside: Alignment) -> float:
    """Weight of distinctive words without a counterpart that one side has more than the other."""
    return abs(_distinctive(beside.left_only) - _distinctive(beside.right_only))


def generic_only(beside: Alignment) -> float:
    """-1 where what agrees are words that many bodies share, and the names are not the same with legal form."""
    if any(word.kind == NAME for pair in beside.pairs for word in (*pair.left, *pair.right)):
        return 0.0
    same = [word.printed for word in beside.left.words] == [word.printed for word in beside.right.words]
    return 0.0 if same else -1.0


def _covered(beside: Alignment) -> tuple[float, float]:
    left, right = beside.left.total, beside.right.total
    if not left or not right:
        return 0.0, 0.0
    return min(1.0, beside.agreed / left), min(1.0, beside.agreed / right)


def _same_order(beside: Alignment) -> bool:
    """Say whether the words that agree stand in one order, or in it turned round: FAMILY Given Father."""
    ranked = sorted(beside.pairs, key=lambda pair: pair.left[0].place)
    places = [pair.right[0].place for pair in ranked]
    start = places.index(min(places))
    turned = places[start:] + places[:start]
    return turned == sorted(turned)


def _of_lineage(word: Word) -> bool:
    known = words().lineage
    return word.text in known or any(form in known for form in word.forms)


def _names(left_over: list[Word]) -> int:
    return sum(1 for word in left_over if word.kind in (NAME, INITIAL, NUMBER))


def _distinctive(left_over: list[Word]) -> float:
    return sum(word.weight for word in left_over if word.kind not in (GENERIC, COUNTRY))


def _last(core: list[Word]) -> Word | None:
    return core[-1] if core else None


def _first(core: list[Word]) -> Word | None:
    return core[0] if core else None


PERSON = (
    agreed, lost, conflict, extra, covered_least, covered_most, whole, words_agreed, likest, initials, family, given,
    order, lineage, father, syllables, suffix, initial_conflict, sexes,
)  # fmt: skip
"""What is asked of two names of persons."""
BODY = (
    agreed, lost, conflict, extra, covered_least, covered_most, whole, words_agreed, likest, numbers, legal, acronym,
    distinctive, distinctive_conflict, distinctive_extra, generic_only, order,
)  # fmt: skip
"""What is asked of two names of bodies."""
