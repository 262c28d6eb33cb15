"""Names of other scripts in Latin letters, as the people who bear such names are usually written."""

import pytest

from graphkit.resolve.names.burmese import romanised, syllable
from graphkit.resolve.names.japanese import romanised as japanese
from graphkit.resolve.names.latin import latin
from graphkit.resolve.names.sound import consonants, korean, sound


def syllables(text: str) -> list[str]:
    return [syllable(word) for word in text.lower().split()]


# Each written as the bearers of the syllable write it in English.
BURMESE = {
    "အောင်": "Aung",
    "ကျော်": "Kyaw",
    "ခင်": "Khin",
    "ချို": "Cho",
    "စိုး": "Soe",
    "စိန်": "Sein",
    "ဇော်": "Zaw",
    "ဉာဏ်": "Nyan",
    "ညွန့်": "Nyunt",
    "တင်": "Tin",
    "ထက်": "Htet",
    "ထွန်း": "Htun",
    "နိုင်": "Naing",
    "ဖြိုး": "Phyo",
    "ဘုန်း": "Bone",
    "မောင်": "Maung",
    "မြင့်": "Myint",
    "မြတ်": "Myat",
    "ရွှေ": "Shwe",
    "ရဲ": "Ye",
    "လှ": "Hla",
    "လှိုင်": "Hlaing",
    "လွင်": "Lwin",
    "ဝင်း": "Win",
    "သန်း": "Than",
    "သန့်": "Thant",
    "သိန်း": "Thein",
    "သူ": "Thu",
    "အေး": "Aye",
    "ချစ်": "Chit",
}


@pytest.mark.parametrize(("written", "usual"), BURMESE.items())
def test_a_burmese_syllable_is_read_as_its_bearers_write_it(written: str, usual: str) -> None:
    assert syllables(romanised(written)) == syllables(usual)


def test_burmese_words_are_cut_into_syllables_and_titles_are_told() -> None:
    assert romanised("ခင်မောင်ဝင်း").split() == ["khin", "maung", "win"]
    assert romanised("ဗိုလ်ချုပ်ကြီး မြထွန်းဦး").split() == ["general", "mya", "htun", "oo"]
    assert romanised("ဦးဉာဏ်ထွန်း").split()[0] == "u"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("htun", "tun"),
        ("kyi", "kyee"),
        ("oo", "u"),
        ("soe", "so"),
        ("aye", "ay"),
        ("sandar", "sanda"),
        ("phyo", "hpyo"),
    ],
)
def test_usual_spellings_of_one_syllable_are_one(one: str, other: str) -> None:
    assert syllable(one) == syllable(other)


@pytest.mark.parametrize(("one", "other"), [("win", "soe"), ("min", "myint"), ("than", "thant"), ("aung", "maung")])
def test_other_syllables_stay_apart(one: str, other: str) -> None:
    assert syllable(one) != syllable(other)


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("Пётр Дубровин", "petr dubrovin"),
        ("Олена Ткач", "olena tkach"),
        ("Νίκος Παππάς", "nikos pappas"),
        ("გიორგი მაისურაძე", "giorgi maisuradze"),
        ("Արամ Սարգսյան", "aram sargsyan"),
        ("李明", "li ming"),
        ("김민준", "kim min jun"),
        ("박서연", "park so yon"),
    ],
)
def test_other_scripts_sound_as_they_are_usually_written(written: str, usual: str) -> None:
    read = latin(written).lower().replace("'", "").split()
    assert [korean(word) for word in read] == [korean(word) for word in usual.split()]


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("كريم الحداد", "karim al haddad"),
        ("يوسف منصور", "yusuf mansour"),
        ("داوود غفاری", "dawood ghaffari"),
        ("דוד ברק", "david barak"),
        ("משה לוי", "moshe levi"),
    ],
)
def test_what_a_script_without_vowels_keeps_are_the_consonants(written: str, usual: str) -> None:
    assert [consonants(word) for word in latin(written).lower().split()] == [consonants(w) for w in usual.split()]


def test_japanese_names_begin_with_a_usual_family_name() -> None:
    assert japanese("山田太郎") == "taro yamada"
    assert japanese("高橋 健一") == "kenichi takahashi"
    assert japanese("王小明") == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hussein", "husayn"),
        ("usman", "osman"),
        ("said", "saeed"),
        ("sergey", "sergei"),
        ("mueller", "muller"),
        ("ivanoff", "ivanov"),
        ("yusuf", "yousuf"),
        ("chukwu", "chukwoo"),
    ],
)
def test_transliterations_of_one_name_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(("one", "other"), [("maria", "mario"), ("aleksandr", "aleksandra"), ("karim", "kamil")])
def test_other_names_sound_otherwise(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@pytest.mark.parametrize("text", ["", "🦊🦊", "\u202eabc", "ابپ" * 3, "a" * 100_000, "\u0301" * 50, "က" * 500])
def test_any_text_can_be_read(text: str) -> None:
    assert latin(text).isascii()
