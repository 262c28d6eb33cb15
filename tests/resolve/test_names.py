"""Pairs of names, invented, a class of phenomena each: which are one person's or body's, and which are not."""

import pytest

from graphkit.resolve.compare import compare
from graphkit.resolve.profile import Name, Profile
from graphkit.resolve.score import SAME, score

SAME_PERSON = {
    "letters exchanged": ("Gregor Wallbruck", "Gregor Wallbrukc"),
    "a letter left out": ("Annelise Bergstrom", "Annelise Bergstom"),
    "rank before it": ("Brigadier General Tobias Okonkwo", "Tobias Okonkwo"),
    "honours before it": ("Haji Mullah Qudratullah Zazai", "Qudratullah Zazai"),
    "family name first": ("OKONKWO, Tobias Emeka", "Tobias Emeka Okonkwo"),
    "an initial": ("T. E. Okonkwo", "Tobias Emeka Okonkwo"),
    "middle name left out": ("Marisol Elvira Quintanar", "Marisol Quintanar"),
    "short form of a given name": ("Bob Vandermeer", "Robert Vandermeer"),
    "Russian and Ukrainian": ("Nikolai Grigoryevich Sadovsky", "Mykola Hryhorovych Sadovskyi"),
    "German from Russian": ("Jewgeni Scharikow", "Yevgeny Sharikov"),
    "patronymic left out": ("Dmitri Olegovich Kravtsun", "Dmitry Kravtsun"),
    "Arabic particles": ("Faruq bin Jasim al-Dulaymi", "Farouk Jassim Dulaimi"),
    "article written on": ("Nabil al Tikrawi", "Nabil Altikrawi"),
    "Cyrillic": ("Пётр Алексеевич Дубровин", "Petr Alekseyevich Dubrovin"),
    "Arabic": ("كريم الحداد", "Karim al-Haddad"),
    "Arabic compound": ("عبد الرحمن العطار", "Abdul Rahman al-Attar"),
    "Persian": ("مسعود بهرامی", "Masoud Bahrami"),
    "Chinese": ("陈国强", "Chen Guoqiang"),
    "Chinese given name apart": ("Chen Guo Qiang", "Guoqiang Chen"),
    "Japanese": ("高橋健一", "Kenichi Takahashi"),
    "Hangul": ("박서연", "Park Seo-yeon"),
    "Thai": ("สมชาย วงศ์สวัสดิ์", "Somchai Wongsawat"),
    "Ethiopic": ("አበበ ቢቂላ", "Abebe Bikila"),
    "Greek": ("Γιώργος Παπαδάκης", "Giorgos Papadakis"),
    "Georgian": ("ლევან ბერიძე", "Levan Beridze"),
    "Armenian": ("Արամ Սարգսյան", "Aram Sargsyan"),
    "Hebrew": ("נועם שפירא", "Noam Shapira"),
    "Devanagari": ("सुरेश पाटिल", "Suresh Patil"),
    "Burmese": ("ဇော်မင်းလွင်", "Zaw Min Lwin"),
    "Burmese honorific": ("Daw Hnin Thiri Wai", "Hnin Thiri Wai"),
    "Burmese rank and script": ("ဗိုလ်မှူးကြီး ကျော်သူရ", "Colonel Kyaw Thura"),
    "Burmese spelling": ("Tun Htun Oo", "Htun Tun U"),
    "letters for sounds": ("Shukhrat Yuldoshev", "Shuhrat Iuldoshev"),
    "a digit for a letter": ("Gre9or Wallbruck", "Gregor Wallbruck"),
}
OTHER_PERSON = {
    "another given name": ("Tobias Okonkwo", "Emmanuel Okonkwo"),
    "another family name": ("Tobias Okonkwo", "Tobias Vandermeer"),
    "another father": ("Dmitri Olegovich Kravtsun", "Dmitri Pavlovich Kravtsun"),
    "another father, Arabic": ("Hamad bin Jasim al-Dulaymi", "Hamad bin Walid al-Dulaymi"),
    "lineage turned round": ("Hassan Omar Ibrahim", "Ibrahim Omar Hassan"),
    "Burmese: another syllable": ("Zaw Min Lwin", "Zaw Min Htet"),
    "Burmese: a syllable more": ("Zaw Min", "Zaw Min Htet"),
    "Burmese: order": ("Than Shwe Oo", "Than Shwe"),
    "Korean: another syllable": ("Park Yong-chol", "Park Yong-chun"),
    "another middle initial": ("Tobias E. Okonkwo", "Tobias K. Okonkwo"),
    "a man's and a woman's name": ("Aleksandr Kravtsun", "Aleksandra Kravtsun"),
    "junior and senior": ("Walter Brandywine Jr.", "Walter Brandywine Sr."),
    "a rank in common": ("General Tobias Okonkwo", "General Emeka Vandermeer"),
    "letters alone": ("T. O.", "Tobias Okonkwo"),
    "Chinese: another syllable": ("Chen Guoqiang", "Chen Guowei"),
}
SAME_BODY = {
    "legal form left out": ("Brightwater Tanneries Ltd", "Brightwater Tanneries"),
    "legal form translated": ("OAO Severtransmash", "Severtransmash Joint Stock Company"),
    "legal form spelt out": ("Brightwater Tanneries L.L.C.", "Brightwater Tanneries Limited Liability Company"),
    "generic words shortened": ("Zhongkai Intl Trdg Co.", "Zhongkai International Trading Company"),
    "written apart": ("Zhong Kai Logistics Ltd", "Zhongkai Logistics Limited"),
    "acronym": ("Ostmark Rail Freight Administration", "ORFA"),
    "acronym within": ("ORFA Depot North", "Ostmark Rail Freight Administration Depot North"),
    "number as a word": ("Seventh Fleet Repair Yard Kamyshin", "7th Fleet Repair Yard Kamyshin"),
    "Cyrillic": ("ООО «Севертрансмаш»", "Severtransmash LLC"),
    "a slip": ("Brightwater Tanneries", "Brightwater Taneries"),
    "article": ("The Brightwater Foundation", "Brightwater Foundation"),
}
OTHER_BODY = {
    "another number": ("Kamyshin Repair Yard 7", "Kamyshin Repair Yard 12"),
    "generic words, another legal form": ("General Shipping LLC", "General Shipping Company"),
    "generic words, one other": ("National Industries Ltd", "National Services Ltd"),
    "another own word": ("Brightwater Tanneries Ltd", "Clearwater Tanneries Ltd"),
    "another country": ("Zhongkai Logistics Myanmar", "Zhongkai Logistics Thailand"),
    "a number more": ("Brightwater Fund", "Brightwater Fund II"),
}


def probability(left: str, right: str, kind: str) -> float:
    one, other = Profile.named(left, kind), Profile.named(right, kind)
    said = score(compare(one, other))
    turned = score(compare(other, one))
    assert said.probability == pytest.approx(turned.probability), "it matters which stands left"
    return said.probability


def verdict(left: str, right: str, kind: str) -> str:
    probability(left, right, kind)
    return score(compare(Profile.named(left, kind), Profile.named(right, kind))).verdict


@pytest.mark.parametrize(("left", "right"), SAME_PERSON.values(), ids=SAME_PERSON)
def test_one_person(left: str, right: str) -> None:
    assert verdict(left, right, "Person") == SAME


@pytest.mark.parametrize(("left", "right"), OTHER_PERSON.values(), ids=OTHER_PERSON)
def test_two_persons(left: str, right: str) -> None:
    assert verdict(left, right, "Person") != SAME


@pytest.mark.parametrize(("left", "right"), SAME_BODY.values(), ids=SAME_BODY)
def test_one_body(left: str, right: str) -> None:
    assert verdict(left, right, "Company") == SAME


@pytest.mark.parametrize(("left", "right"), OTHER_BODY.values(), ids=OTHER_BODY)
def test_two_bodies(left: str, right: str) -> None:
    assert verdict(left, right, "Company") != SAME


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("33rd Light Infantry Division", "LID 33", True),
        ("Infantry Battalion 412", "412 IB", True),
        ("33rd Light Infantry Division", "66th Light Infantry Division", False),
        ("5th Brigade, 2nd Division", "2nd Brigade, 5th Division", False),
    ],
)
def test_units_are_told_by_their_parts(left: str, right: str, same: bool) -> None:
    assert (verdict(left, right, "Organization") == SAME) is same


def test_of_many_names_the_two_that_agree_best_count() -> None:
    left = Profile("a", "Person", (Name("The Falcon"), Name("Tobias Okonkwo"), Name("Abu Karim")))
    right = Profile("b", "Person", (Name("Emeka Vandermeer"), Name("Tobias Emeka Okonkwo")))
    found = compare(left, right)
    assert (found.left_name, found.right_name) == ("Tobias Okonkwo", "Tobias Emeka Okonkwo")
    assert [(word.left, word.right, word.how) for word in found.aligned] == [
        ("tobias", "tobias", "same"),
        ("okonkwo", "okonkwo", "same"),
        ("", "emeka", "name"),
    ]


def test_what_is_set_aside_is_shown_all_the_same() -> None:
    found = compare(Profile.named("General Zaw Min Lwin"), Profile.named("Zaw Min Lwin"))
    assert ("general", "", "title") in [(word.left, word.right, word.how) for word in found.aligned]


@pytest.mark.parametrize(
    "name", ["", "x", "🦊", "\u202eevil\u202c", "a" * 1_000_000, "محمد Иван 李", "- , .", "Jr.", "Dr. U"]
)
def test_any_name_can_be_compared(name: str) -> None:
    for kind in ("Person", "Company"):
        for other in (name, "Tobias Okonkwo"):
            assert 0 <= probability(name, other, kind) <= 1


def test_a_thousand_aliases_are_compared() -> None:
    left = Profile("a", "Person", tuple(Name(f"Falcon {number} Okonkwo") for number in range(1000)))
    right = Profile(
        "b", "Person", (*(Name(f"Eagle {number} Adeyemi") for number in range(999)), Name("Tobias Okonkwo"))
    )
    assert compare(left, right).right_name == "Tobias Okonkwo"


def test_without_a_name_nothing_is_the_same() -> None:
    assert score(compare(Profile("a", "Person"), Profile.named("Tobias Okonkwo"))).verdict != SAME
    assert score(compare(Profile("a", "Person"), Profile("b", "Person"))).verdict != SAME
