"""Two names word by word: each word of one beside at most one of the other, or joined with its neighbours.

What is surest is laid together first: whole words, then words that one side writes apart, then acronyms, then
spellings.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from graphkit.resolve.names.likeness import Manner, likeness, spelling
from graphkit.resolve.names.reading import Reading
from graphkit.resolve.names.sound import consonants, sound
from graphkit.resolve.names.word import INITIAL, LEGAL, NAME, NUMBER, PARTICLE, STOP, Word

_MOST_JOINED = 3
_INITIAL_LEFT_OVER = 3.0
_SHORTEST_JOINED = 4
_LEAST_JOINED = 0.75
_LETTERS_OF_ACRONYM = range(2, 9)


@dataclass(frozen=True, slots=True)
class Pair:
    """Words laid side by side: one each, or several that together are one of the other side."""

    left: tuple[Word, ...]
    right: tuple[Word, ...]
    how: str
    likeness: float
    weight: float


@dataclass(slots=True)
class Alignment:
    """Two readings side by side."""

    left: Reading
    right: Reading
    pairs: list[Pair] = field(default_factory=list)
    left_only: list[Word] = field(default_factory=list)
    right_only: list[Word] = field(default_factory=list)
    agreed: float = 0.0
    """Nats: what the words that agree weigh, each times its likeness."""
    lost: float = 0.0
    """Nats: what the words that agree weigh, each times what it lacks in likeness."""
    left_out: float = 0.0
    """Nats: the words of the left name without a counterpart."""
    right_out: float = 0.0


def align(left: Reading, right: Reading) -> Alignment:
    """Lay two names side by side."""
    found = Alignment(left, right)
    manner = Manner(
        burmese=left.burmese and right.burmese,
        syllabic=left.syllabic and right.syllabic,
        loose=left.loose or right.loose,
        korean=left.hangul or right.hangul,
    )
    free_left, free_right = list(left.core), list(right.core)
    _pair_words(found, free_left, free_right, manner, at_least=0.9)
    if free_left and free_right:
        _pair_joined(found, free_left, free_right, manner)
    if free_left and free_right and left.body:
        _pair_acronyms(found, free_left, free_right)
    if free_left and free_right:
        _pair_words(found, free_left, free_right, manner, at_least=0.0)
    found.left_only, found.right_only = free_left, free_right
    found.left_out = sum(map(_left_over, free_left))
    found.right_out = sum(map(_left_over, free_right))
    found.agreed = sum(pair.weight * pair.likeness for pair in found.pairs)
    found.lost = sum(pair.weight * (1 - pair.likeness) for pair in found.pairs)
    return found


def _left_over(word: Word) -> float:
    """Return what a word without a counterpart weighs; an initial that fits nothing tells more than one that fits."""
    return _INITIAL_LEFT_OVER if word.kind == INITIAL else word.weight


def _pair_words(found: Alignment, left: list[Word], right: list[Word], manner: Manner, *, at_least: float) -> None:
    """Pair single words, the likest first, and of equally like ones those that stand in like places."""
    candidates = []
    for word in left:
        for other in right:
            like, how = likeness(word, other, manner)
            if like and like >= at_least:
                candidates.append((-like, abs(word.place - other.place), word.place, other.place, how, word, other))
    candidates.sort(key=lambda candidate: candidate[:4])
    for like, _, _, _, how, word, other in candidates:
        if word in left and other in right:
            weight = word.weight if word.weight < other.weight else other.weight
            found.pairs.append(Pair((word,), (other,), how, -like, weight))
            left.remove(word)
            right.remove(other)


def _pair_joined(found: Alignment, left: list[Word], right: list[Word], manner: Manner) -> None:
    """Pair a word with neighbours of the other side that together are it: Guiqin and Gui Qin, Aljamal and al Jamal."""
    for singles, others, reading, turned in (
        (left, right, found.right, False),
        (right, left, found.left, True),
    ):
        for word in list(singles):
            if len(word.text) < (_SHORTEST_JOINED if word.kind == NAME else 2) or word.kind not in (NAME, NUMBER):
                continue
            best = max(((_joined(run, word, manner), run) for run in _runs(reading, others)), default=None, key=_first)
            if best is not None and best[0] > _LEAST_JOINED:
                like, run = best
                weight = max(word.weight, sum(part.weight for part in run))
                pair = (
                    Pair(run, (word,), "joined", like, weight) if turned else Pair((word,), run, "joined", like, weight)
                )
                found.pairs.append(pair)
                singles.remove(word)
                for part in run:
                    if part in others:
                        others.remove(part)


def _first(candidate: tuple[float, tuple[Word, ...]]) -> tuple[float, int]:
    return candidate[0], len(candidate[1])


def _joined(run: tuple[Word, ...], word: Word, manner: Manner) -> float:
    """Return how alike a word is to neighbours written as one."""
    joined = "".join(part.text for part in run)
    if joined == word.text:
        return 1.0
    if word.kind == NUMBER:
        return 0.0
    if abs(len(joined) - len(word.text)) > 2 and not manner.loose:
        return 0.0
    heard = sound(joined)
    if heard == word.sound:
        return 0.95
    if manner.loose and len(word.consonants) > 2 and consonants(joined) == word.consonants:
        return 0.9
    return spelling(joined, word.text, heard, word.sound)


def _runs(reading: Reading, free: Sequence[Word]) -> list[tuple[Word, ...]]:
    """Return the neighbouring words, two or three, of which all that are compared are still free."""
    usable = [word if word in free or word.kind == PARTICLE else None for word in reading.words]
    runs: list[tuple[Word, ...]] = []
    for start in range(len(usable)):
        for size in range(2, _MOST_JOINED + 1):
            run = usable[start : start + size]
            if len(run) == size and all(run) and any(word.kind != PARTICLE for word in run if word):
                runs.append(tuple(word for word in run if word))
    return runs


def _pair_acronyms(found: Alignment, left: list[Word], right: list[Word]) -> None:
    """Pair a word with the words of the other side whose first letters it is."""
    for singles, others, reading, turned in (
        (left, right, found.right, False),
        (right, left, found.left, True),
    ):
        for word in list(singles):
            if word.kind != NAME or len(word.text) not in _LETTERS_OF_ACRONYM:
                continue
            run = _spelt_out(word.text, reading, others)
            if run:
                weight = max(word.weight, sum(part.weight for part in run)) / 2
                like = 0.9 if len(word.text) > 2 else 0.7
                one, other = (run, (word,)) if turned else ((word,), run)
                found.pairs.append(Pair(one, other, "acronym", like, weight))
                singles.remove(word)
                for part in run:
                    others.remove(part)


def _spelt_out(acronym: str, reading: Reading, free: Sequence[Word]) -> tuple[Word, ...]:
    """Return the free words that an acronym stands for: neighbours, of which legal forms and "of" may be left out."""
    everything = reading.words
    for start in range(len(everything)):
        letter = 0
        run: list[Word] = []
        place = start
        while place < len(everything) and letter < len(acronym):
            word = everything[place]
            fits = word.text[:1] == acronym[letter]
            if word.kind in (STOP, LEGAL, PARTICLE):
                letter += fits
            elif fits and word in free:
                letter += 1
                run.append(word)
            else:
                break
            place += 1
        if letter == len(acronym) and len(run) >= 2 and len(run) >= len(acronym) - 1:
            return tuple(run)
    return ()
