"""Any script to plain Latin letters.

AnyAscii does it: of the pure-Python transliterators measured, the one that starts in milliseconds and is right for
Cyrillic, Greek, Georgian, Armenian, Chinese and Ethiopic alike. Where it is wrong for names, tables of our own come
first: Burmese (no transliterator reads its syllables), Arabic and Hebrew (which letter is a vowel), Hangul (the
romanisation of names is not the official one), the nasals of Indic scripts.
"""

import re
import unicodedata
from functools import lru_cache

from graphkit.resolve.names import burmese


def _letters(text: str) -> dict[str, str]:
    """Return a table written as letter and reading in turn."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_ARABIC = _letters(
    """
    ا a  أ a  إ i  آ a  ٱ a  ب b  ت t  ث th  ج j  ح h  خ kh  د d  ذ dh  ر r  ز z  س s  ش sh  ص s  ض d  ط t  ظ z  ع a
    غ gh  ف f  ق q  ك k  ک k  ل l  م m  ن n  ه h  ة a  ى a  ؤ u  ئ i  پ p  چ ch  ژ zh  گ g  ہ h  ھ h  ے e  ٹ t  ڈ d
    ڑ r  ں n  ۀ e  ۃ a  ڤ v
    """
) | {"ء": ""}
_ARABIC_GLIDES = {"و": ("w", "u"), "ي": ("y", "i"), "ی": ("y", "i")}
_ARABIC_ARTICLE = re.compile(r"^(?:ال|آل\s)(?=\w{2})")
_HEBREW = _letters(
    """
    א a  ב b  ג g  ד d  ה h  ז z  ח h  ט t  כ k  ך k  ל l  מ m  ם m  נ n  ן n  ס s  ע a  פ p  ף f  צ ts  ץ ts  ק k
    ר r  ש sh  ת t
    """
)
_HEBREW_GLIDES = {"ו": ("v", "o"), "י": ("y", "i")}
_HANGUL_SURNAMES = _letters(
    """
    김 kim  이 lee  리 ri  박 park  최 choi  정 jung  조 cho  임 lim  림 rim  오 oh  우 woo  유 yoo  류 ryu  노 noh
    로 ro  문 moon  신 shin  안 ahn  백 baek
    """
)
_HANGUL_TWO = ("남궁", "황보", "제갈", "선우", "독고", "사공")
_INITIALS = ("k", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_MEDIALS = "a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i".split()  # noqa: SIM905
_FINALS = " k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split(" ")  # noqa: SIM905
_INDIC_NASAL = re.compile(r"[\u0902\u0982\u0a02\u0a70\u0a82\u0b02\u0c02\u0c82](?=\w)")
_THAI_SILENT = re.compile(r"[\u0e01-\u0e2e][\u0e34\u0e38]?\u0e4c")
"""A consonant under a sign that silences it."""
_BURMESE_RUN = re.compile(r"[\u1000-\u109f]+")
_ARABIC_RUN = re.compile(r"[\u0620-\u064a\u066e-\u06d3\u0750-\u077f]+")
_HEBREW_RUN = re.compile(r"[\u05d0-\u05ea]+")
_HANGUL_RUN = re.compile(r"[\uac00-\ud7a3]+")
_HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_MARKS = re.compile(r"[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640\u200c-\u200f\u202a-\u202e\u2066-\u2069]")
_SYLLABLES = re.compile(r"[A-Z][a-z]*|[^A-Z]+")

LOOSE = re.compile(r"[\u0590-\u07ff\u0900-\u0dff\u0e00-\u0eff\u1200-\u137f\u1780-\u17ff]")
"""Scripts that leave vowels out or spell them so that a romanisation cannot be told from the letters."""
HANGUL = _HANGUL_RUN
HAN = _HAN_RUN


@lru_cache(maxsize=16384)
def latin(text: str) -> str:
    """Return the text in ASCII, case kept where the script has it; words that a script joins stand apart."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text))
    if text.isascii():
        return text
    if LOOSE.search(text):
        text = _MARKS.sub("", text)
        text = _ARABIC_RUN.sub(_from_arabic, text)
        text = _HEBREW_RUN.sub(_from_hebrew, text)
        text = _INDIC_NASAL.sub("\u0928", text)
        text = _THAI_SILENT.sub("", text)
    text = _BURMESE_RUN.sub(lambda run: f" {burmese.romanised(run[0])} ", text)
    text = _HANGUL_RUN.sub(_from_hangul, text)
    text = _HAN_RUN.sub(_from_han, text)
    if text.isascii():
        return text
    from anyascii import anyascii

    return anyascii(text)


def _from_arabic(run: re.Match[str]) -> str:
    word = run[0]
    article = _ARABIC_ARTICLE.match(word)
    body = word[article.end() :] if article else word
    return ("al " if article else "") + _with_glides(body, _ARABIC, _ARABIC_GLIDES)


def _from_hebrew(run: re.Match[str]) -> str:
    return _with_glides(run[0], _HEBREW, _HEBREW_GLIDES)


def _with_glides(word: str, letters: dict[str, str], glides: dict[str, tuple[str, str]]) -> str:
    """Return a word of a script whose w and y are consonants at the beginning of a word and vowels within."""
    return "".join(
        glides[char][min(place, 1)] if char in glides else letters.get(char, char) for place, char in enumerate(word)
    )


def _from_hangul(run: re.Match[str]) -> str:
    """Return syllables apart, as Korean names are mostly printed; the first as a family name where it is one."""
    text = run[0]
    words = [_hangul_syllable(char) for char in text]
    if 2 <= len(text) <= 4 and text[:2] not in _HANGUL_TWO and text[0] in _HANGUL_SURNAMES:
        words[0] = _HANGUL_SURNAMES[text[0]]
    return f" {' '.join(words)} "


def _hangul_syllable(char: str) -> str:
    code = ord(char) - 0xAC00
    return _INITIALS[code // 588] + _MEDIALS[code % 588 // 28] + _FINALS[code % 28]


def _from_han(run: re.Match[str]) -> str:
    """Return pinyin, a syllable a word: AnyAscii begins each with a capital."""
    from anyascii import anyascii

    return f" {' '.join(_SYLLABLES.findall(anyascii(run[0])))} "
