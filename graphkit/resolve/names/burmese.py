"""Burmese names: from the script to the usual romanisation, and which romanised words are one syllable.

Burmese names have no family name and few syllables, so that a syllable more or another one is another person. The usual
romanisation is no standard (Htun and Tun, Kyi and Kyee, Oo and U write one syllable); `syllable` is what they share.
"""

import re
from functools import lru_cache

FIRST, LAST = "\u1000", "\u109f"

_ONSETS = {
    "က": "k", "ခ": "kh", "ဂ": "g", "ဃ": "g", "င": "ng", "စ": "s", "ဆ": "s", "ဇ": "z", "ဈ": "z", "ဉ": "ny",
    "ည": "ny", "ဋ": "t", "ဌ": "ht", "ဍ": "d", "ဎ": "d", "ဏ": "n", "တ": "t", "ထ": "ht", "ဒ": "d", "ဓ": "d",
    "န": "n", "ပ": "p", "ဖ": "ph", "ဗ": "b", "ဘ": "b", "မ": "m", "ယ": "y", "ရ": "y", "လ": "l", "ဝ": "w",
    "သ": "th", "ဿ": "th", "ဟ": "h", "ဠ": "l", "အ": "",
}  # fmt: skip
_FREE_VOWELS = {"ဣ": "i", "ဤ": "i", "ဥ": "u", "ဦ": "u", "ဧ": "e", "ဩ": "aw", "ဪ": "aw"}
_PALATAL = {"k": "ky", "kh": "ch", "g": "gy", "p": "py", "ph": "phy", "b": "by", "m": "my", "l": "ly", "th": "thy"}
_VOWELS = {
    "": "a", "ာ": "a", "ါ": "a", "ိ": "i", "ီ": "i", "ု": "u", "ူ": "u", "ေ": "e", "ဲ": "e", "ော": "aw", "ေါ": "aw",
    "ို": "o", "ံ": "an", "ုံ": "on", "ိံ": "ein",
}  # fmt: skip
_RHYMES = {
    "က": {"": "et", "ော": "auk", "ေါ": "auk", "ို": "aik"},
    "င": {"": "in", "ော": "aung", "ေါ": "aung", "ို": "aing"},
    "စ": {"": "it"},
    "ည": {"": "i"},
    "ဉ": {"": "in"},
    "တ": {"": "at", "ိ": "eik", "ု": "ok"},
    "န": {"": "an", "ိ": "ein", "ု": "on"},
    "ပ": {"": "at", "ိ": "eik", "ု": "ok"},
    "မ": {"": "an", "ိ": "ein", "ု": "on"},
    "ယ": {"": "e"},
}
_RHYME_AS = {
    "ဏ": "န",
    "ဒ": "တ",
    "ဓ": "တ",
    "သ": "တ",
    "ဋ": "တ",
    "ဌ": "တ",
    "ဗ": "ပ",
    "ဘ": "ပ",
    "ဂ": "က",
    "ဇ": "စ",
    "ဍ": "တ",
}
_ROUNDED = {"an": "un", "at": "ut"}
"""With a medial w the short a becomes u: ထွန်း is Htun. A nasal in creaky tone is written with t: သန့် is Thant."""
_SYLLABLE = re.compile(
    r"(?P<onset>[က-အဿ])(?P<medials>[ျြွှ]*)(?P<vowel>[ာါိီုူေဲံ]*)[့း]*"
    r"(?:(?P<final>[က-အ])(?P<creaky>့?)[း]*(?:်|္)(?P<creaky_after>့?)း*)?(?:်)?[့း]*"
    r"|(?P<free>[ဣဤဥဦဧဩဪ])[့်း]*"
)
_TITLES = (
    ("ဗိုလ်ချုပ်မှူးကြီး", "senior general"),
    ("ဗိုလ်ချုပ်ကြီး", "general"),
    ("ဗိုလ်မှူးချုပ်", "brigadier general"),
    ("ဗိုလ်ချုပ်", "general"),
    ("ဗိုလ်မှူးကြီး", "colonel"),
    ("ဗိုလ်မှူး", "major"),
    ("ဗိုလ်ကြီး", "captain"),
    ("ဒုတိယ", "deputy"),
    ("ဒေါက်တာ", "dr"),
    ("ဒေါ်", "daw"),
)

_USUAL = """
aung aunt ayar aye ba bala ban bo bone chan chaw che cherry chit cho dar daung dewi eaindra ei ein gyaw gyi han hein
het hla hlaing hlang hlwan hmu hmwe hnin htay htein htet htike htin htoo htun htut htwe htwel in kaung kay khaing kham
khant khet khin khine khun ko kyaing kyaw kyawt kye kyi kyin kyine kywe la lat latt lay lin linn lu lwin ma man mann
mar maung may mi min mo moe mon mu mya myaing myat myaw myin myint myo naing nan nanda nandar naung naw nay new ni
nilar nu nway nwe nwet nyan nyaung nyein nyi nyo nyunt ohn ohnmar oo pa paing pan phone phyo phyu po pyae pyay pyi
pyone sa sabai sai saing san sandar sandi saung saw sein set shein shin shwe si sint sithu soe su sue swa swam swan
swe swezin tayza tayzar tha thaik thain than thanda thandar thant thar thaung thaw thazin theik thein thet thi thida
thidar thiha thin thinn thinzar thiri thu thura thuzar thway thwe thwin tin tint toe tun u ur wa wah wai war way win
wint wunna wut ya yadana yamin yan yar yarzar yaung ye yee yi yin yint yon yu yupar yuzana za zar zarni zaw zay zayar
zeya zeyar zin zoe zon
"""


def romanised(text: str) -> str:
    """Return a run of Burmese script as romanised syllables with spaces between; what is no syllable is dropped."""
    for title, english in _TITLES:
        text = text.replace(title, f" {english} ")
    words: list[str] = []
    position = 0
    while position < len(text):
        found = _SYLLABLE.match(text, position)
        if found:
            words.append(_spelt(found))
            position = found.end()
            continue
        char = text[position]
        if char.isascii() and char.isalpha():
            end = position
            while end < len(text) and text[end].isascii() and text[end].isalpha():
                end += 1
            words.append(text[position:end])
            position = end
        else:
            words.append(str(unicode_digit) if (unicode_digit := _digit(char)) is not None else "")
            position += 1
    return " ".join(filter(None, words))


@lru_cache(maxsize=8192)
def syllable(word: str) -> str:
    """Return what the usual spellings of one syllable share: Htun and Tun, Kyi and Kyee, Soe and So."""
    for pattern, plain in _SHARED:
        word = pattern.sub(plain, word)
    return word


def is_syllable(word: str) -> bool:
    """Say whether a plain Latin word is a usual syllable of Burmese names."""
    return syllable(word) in _vocabulary()


_SHARED = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"^ht", "t"),
        (r"^(hp|ph|hb)", "p"),
        (r"^hs", "s"),
        (r"^kj", "ky"),
        (r"^ch?y?(?=[aeiou])", "ch"),
        (r"oo|ou", "u"),
        (r"ee", "i"),
        (r"^aye$", "e"),
        (r"aye?$|eh$|ey$", "e"),
        (r"(?<=o)[eh]$", ""),
        (r"(?<=a)[hr]$", ""),
        (r"au$", "aw"),
        (r"one?$|ohn$", "on"),
        (r"ine$|aing$|ai?ng$", "aing"),
        (r"ike$", "aik"),
        (r"wai$", "we"),
        (r"ae$", "e"),
        (r"nn$", "n"),
        (r"tt$", "t"),
        (r"ue$", "u"),
    )
)


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    return frozenset(map(syllable, _USUAL.split()))


def _spelt(found: re.Match[str]) -> str:
    """Return a syllable in Latin letters; ဦး is the honorific U at the beginning and the name Oo behind it."""
    if free := found["free"]:
        return "oo" if free == "ဦ" and found.start() else _FREE_VOWELS[free]
    medials = found["medials"]
    onset = _with_medials(_ONSETS[found["onset"]], medials)
    final = found["final"] or ""
    final = _RHYME_AS.get(final, final)
    vowel = found["vowel"].replace("ံ့", "ံ")
    if final in _RHYMES:
        rhyme = _RHYMES[final].get(vowel) or _VOWELS.get(vowel, "a") + {"န": "n", "မ": "n", "င": "ng"}.get(final, "")
    else:
        rhyme = _VOWELS.get(vowel, "a")
    if "ွ" in medials:
        rhyme = _ROUNDED.get(rhyme, f"w{rhyme}")
    short = (found["creaky"] or found["creaky_after"]) and rhyme.endswith("n")
    return onset + rhyme + ("t" if short else "")


def _with_medials(onset: str, medials: str) -> str:
    """Return the onset with its medials: y or r makes it palatal, h stands before it; h with r or y is sh."""
    palatal = "ျ" in medials or "ြ" in medials
    if palatal:
        onset = _PALATAL.get(onset, onset + "y")
    if "ှ" in medials:
        return "sh" if onset in ("y", "thy") else f"h{onset}"
    return onset


def _digit(char: str) -> int | None:
    return ord(char) - 0x1040 if "\u1040" <= char <= "\u1049" else None
