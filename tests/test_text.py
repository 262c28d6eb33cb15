import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.errors import InvalidValue
from graphkit.text import clean, fold, nearest, slug, visible

ANY_SCRIPT = st.text(st.characters(exclude_categories=["Cs"])) | st.text("aÉéß İıøŁя́йကျာ့مُحَ한が-_.'\u200c\u00a0 ")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Min   AUNG Hlaing ", "min aung hlaing"),
        ("Côte d’Ivoire", "cote d ivoire"),
        ("Łódź-Ørsted", "lodz orsted"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("Αθήνα", "αθηνα"),
        ("Ёлкин", "елкин"),
        ("No. 33 / LID_33", "no 33 lid 33"),
        ("ＡＢＣ", "abc"),
        ("𝐁old", "bold"),
        ("soft\u00adhyphen", "softhyphen"),
        ("...", ""),
        ("", ""),
    ],
)
def test_fold_takes_case_accents_and_punctuation_off(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("text", ["မြန်မာ့တပ်မတော်", "مُحَمَّد", "हिन्दी", "한국", "がぎ", "ไทย", "ኢትዮጵያ"])
def test_fold_leaves_other_scripts_whole(text: str) -> None:
    assert fold(f" {text}!") == unicodedata.normalize("NFC", text)


@given(ANY_SCRIPT)
def test_fold_is_idempotent_and_ignores_case_and_form(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())
    assert fold(unicodedata.normalize("NFD", text)) == folded


@given(st.text(st.characters(max_codepoint=127)))
def test_the_quick_way_for_ascii_agrees_with_the_long_one(text: str) -> None:
    assert fold(text) == fold(text + "…")
    assert clean(text.replace("\0", "")) == clean("\u3000" + text.replace("\0", ""))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Min Aung Hlaing", "min-aung-hlaing"),
        ("LID 33 / 99", "lid-33-99"),
        ("bso_3", "bso_3"),
        ("Åke Ørsted", "ake-orsted"),
        ("-- x --", "x"),
    ],
)
def test_slug_makes_a_plain_id(text: str, made: str) -> None:
    assert slug(text) == made


@pytest.mark.parametrize("text", ["", "  ", "မြန်မာ", "--", "_"])
def test_slug_refuses_a_name_that_leaves_nothing(text: str) -> None:
    with pytest.raises(InvalidValue, match="no id can be made"):
        slug(text)


@given(ANY_SCRIPT)
def test_slug_holds_only_its_letters_and_is_idempotent(text: str) -> None:
    try:
        made = slug(text)
    except InvalidValue:
        return
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-")
    assert slug(made) == made


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("alledged", "alleged"),
        ("Alleged ", "alleged"),
        ("adm", "administrative"),
        ("comand", "command"),
        ("operational support", "operational_support"),
        ("NGO", "NGO report"),
        ("zzz", None),
        ("found guilty by the court", None),
        ("", None),
    ],
)
def test_nearest_names_what_was_meant(word: str, meant: str | None) -> None:
    allowed = ["alleged", "found", "denied", "command", "administrative", "operational_support", "NGO report"]
    assert nearest(word, allowed) == meant


def test_nearest_takes_any_iterable_even_an_empty_one() -> None:
    assert nearest("x", iter(())) is None
    assert nearest("denid", iter({"denied"})) == "denied"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Thant Zin Oo", "Thant Zin Oo"),
        ("မြန်မာ", "မြန်မာ"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("abc\u202efdp.exe", "abc\\u202efdp.exe"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\u200bzero\ufeff", "\\u200bzero\\ufeff"),
        ("half \ud800", "half \\ud800"),
        ("sa\u200cme", "sa\\u200cme"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("no\u00a0break", "no\u00a0break"),
    ],
)
def test_visible_shows_what_a_terminal_would_obey(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_visible_leaves_nothing_that_a_terminal_obeys(text: str) -> None:
    for char in visible(text):
        assert char.isprintable() or unicodedata.category(char) == "Zs" or char in "\u200c\u200d"


def test_clean_composes_and_strips_the_outside_only() -> None:
    assert clean("\ufeff\u00a0 Cote\u0301  d'Ivoire \u3000") == "Coté  d'Ivoire"
    assert clean("\t two  words\r\n") == "two  words"
    assert clean("  ") == ""


@pytest.mark.parametrize(("text", "reason"), [("a\0b", "NUL"), ("é\0", "NUL"), ("a\udc80b", "surrogate")])
def test_clean_refuses_damage(text: str, reason: str) -> None:
    with pytest.raises(InvalidValue, match=reason):
        clean(text)


@given(ANY_SCRIPT.map(lambda text: text.replace("\0", "")))
def test_clean_is_idempotent(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
