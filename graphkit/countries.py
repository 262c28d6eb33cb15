"""One code for a country, however a publisher spells it (ISO 3166-1 alpha-2 through pycountry)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from graphkit.errors import InvalidValue
from graphkit.text import fold, nearest, visible

# Former codes (ISO 3166-3) of countries that only changed their name; one that ended keeps a code of its own.
_RENAMED = {
    "AIDJ": "DJ",
    "BUMM": "MM",
    "BYAA": "BY",
    "DYBJ": "BJ",
    "FXFR": "FR",
    "HVBF": "BF",
    "NHVU": "VU",
    "RHZW": "ZW",
    "TPTL": "TL",
    "ZRCD": "CD",
}

# Publishers' spellings and nationalities that ISO does not print; of a code that ISO 3166-1 lacks, the first
# is the name to show. Case, accents, punctuation, "the" and "and" do not count, and "St" is "Saint". Regions
# stand under the state that they belong to in international law. XK and XV are codes that ISO leaves to its
# users: Kosovo's is in general use; South Vietnam's is ours, because ISO gave it VN, and what was supplied to
# it was not supplied to the Vietnam of today.
_SPELLINGS = """
AD  Andorran
AE  UAE; Emirati; Emirates
AF  Afghan; Afghani; Afgan; Afganistan
AG  Antigua and Barbuda (UK); Antiguan
AL  Albanian
AM  Armenian; Armenian SSR
AN  Netherlands Antilles; Netherlands Antilles (NE); Dutch Antilles
AO  Angolan
AR  Argentine; Argentinian; Argentinean
AT  Austrian
AU  Australian
AZ  Azerbaijani; Azeri; Azerbaijan SSR; Azerbaijani SSR
BA  Bosnia; Bosnia-Hercegovina; Bosnia and Herzegowina; Bosnian
BB  Barbadian
BD  Bangladeshi
BE  Belgian
BF  Burkina; Burkinabe; Upper Volta
BG  Bulgarian
BH  Bahraini
BI  Burundian
BJ  Beninese
BN  Brunei; Bruneian
BO  Bolivian; Bolivia INC
BR  Brazilian
BS  Bahamian
BT  Bhutanese
BW  Botswanan; Motswana
BY  Belarusian; Belarussian; Byelorussia; Belarusian SSR; Byelorussian SSR; Belrus
BZ  Belize (UK); Belizean
CA  Canadian
CD  Congo (Democratic Republic); Congo, Democratic Republic of (Kinshasa);
    Congo, Democratic Republic of (was Zaire); Democratic Republic of Congo (Congo - Kinshasa);
    Congo (Kinshasa); Congo (DROC); Congo (DRC); DR Congo; DRC; DROC; D.R. Congo; Zaire
CF  Central African; CAR
CG  Congo, Republic of; Congo, Republic of (Brazzaville); Republic of Congo (Brazzaville);
    Congo (Brazzaville); Republic of Congo (Congo - Brazzaville); Congo, People's Republic of
CH  Swiss
CI  Cote d'Ivoire, Republic of; Ivory Coast; Ivorian
CL  Chilean
CM  Cameroonian
CN  China, People's Republic of; China (Peoples Republic of); PRC; P.R. China; Mainland China; Chinese
CO  Colombian
CR  Costa Rican
CSHH  Czechoslovakia; Czechoslovakian; Czechoslovak Socialist Republic; Former Czechoslovakia
CSXX  Serbia and Montenegro; Former Serbia and Montenegro;
    State Union of Serbia and Montenegro
CU  Cuban
CV  Cape Verde; Cape Verde, Republic of; Republic of Cape Verde; Cape Verdean;
    Cabo Verde. Previously Cape Verde.
CY  Cypriot
CZ  Czech
DD  East Germany; East Germany (GDR); GDR; Former German Democratic Republic
DE  German; West Germany; FRG
DJ  Djiboutian
DK  Danish; Dane
DM  Dominica, Commonwealth of
DO  Dominican Rep.
DZ  Algerian
EC  Ecuadorian; Ecuadorean
EE  Estonian; Estonian SSR
EG  Egyptian
EH  Sahrawi
ER  Eritrean
ES  Spanish; Spaniard
ET  Ethiopian
FI  Finnish; Finn
FJ  Fijian; Fiji Islands
FM  Micronesia
FR  French
GA  Gabonese
GB  UK; U.K.; Great Britain; Britain; United Kingdom of Great Britain; England; Scotland; Wales;
    Northern Ireland; British; Briton
GD  Grenadian
GE  Georgian; Georgian SSR
GH  Ghanaian
GM  Gambian
GN  Guinean; Guinea-Conakry
GQ  Equatoguinean; Equatorial Guinean
GR  Greek
GT  Guatemalan
GW  Bissau-Guinean
GY  Guyanese
HK  China, Hong Kong Special Administrative Region; Hong Kong SAR; Hong Kong Special Administrative Region;
    Hong Kong, China; Hong Kong SAR China; Hongkong
HN  Honduran
HR  Croatian; Croat
HT  Haitian
HU  Hungarian
ID  Indonesian
IE  Irish; Eire; Irish Republic
IL  Israeli
IM  Man, Isle of
IN  Indian
IQ  Iraqi
IR  Iranian; Persia
IS  Icelandic
IT  Italian
JM  Jamaican
JO  Jordanian
JP  Japanese
KE  Kenyan
KG  Kyrgyz; Kyrgyzstani; Kirghizia; Kirgizia; Kyrgyz SSR; Kirghiz SSR
KH  Cambodian; Kampuchea
KM  Comorian; Comoran
KN  St Christopher and Nevis; St Kitts
KP  Korea, North; DPRK; DPR Korea;
    Democratic People's Republic of Korea (DPRK); North Korean
KR  Korea, South; Korea - South (Republic of); Korea, Republic of South; ROK; South Korean
KW  Kuwaiti
KY  Cayman Islands (UK); Caymanian
KZ  Kazakh; Kazakhstani; Kazakhstan, Republic of; Kazakh SSR; Kazakh Soviet Socialist Republic
LA  Laotian; Lao PDR
LB  Lebanese
LC  St Lucian
LI  Liechtensteiner
LK  Sri Lankan; Ceylon
LR  Liberian
LS  Basotho; Mosotho
LT  Lithuanian; Lithuanian SSR
LU  Luxembourger
LV  Latvian; Latvian SSR
LY  Libyan; Libyan Arab Jamahiriya; Socialist People's Libyan Arab Jamahiriya
MA  Moroccan
MC  Monegasque
MD  Moldovan; Moldavia; Republic of Moldovia; Repubic of Moldova; Moldovan SSR; Moldovian SSR; Moldavian SSR
ME  Montenegro, Republic of; Republic of Montenegro; Montenegrin
MG  Malagasy
MH  Marshallese
MK  Macedonia; Macedonia (FYROM); FYROM; Macedonia, The Former Yugoslav Republic of;
    Former Yugoslav Republic of Macedonia; Republic of Macedonia; FYR Macedonia; Macedonian
ML  Malian; Region: Northern Mali; Northern Mali
MM  Burma; Myanmar/Burma; Burma (Myanmar); Republic of the Union of Myanmar;
    Union of Myanmar; Burmese
MN  Mongolian
MO  Macau; Macau SAR; Macao SAR; China, Macao Special Administrative Region
MR  Mauritanian
MT  Maltese
MU  Mauritian
MV  Maldivian
MW  Malawian
MX  Mexican
MY  Malaysian
MZ  Mozambican
NA  Namibian
NE  Nigerien
NG  Nigerian
NI  Nicaraguan
NL  Holland; Dutch; Netherlander
NO  Norwegian
NP  Nepalese; Nepali
NR  Nauruan
NZ  New Zealander
OM  Omani
PA  Panamanian
PE  Peruvian
PG  Papua New Guinean
PH  Filipino; Filipina; Philippine
PK  Pakistani
PL  Polish; Pole
PS  Palestine; Palestinian; Palestinian Authority; Palestinian National Authority; Palestinian Territories;
    Palestinian Territory, Occupied; Occupied Palestinian Territory; Occupied Palestinian Territories;
    West Bank; Gaza; Gaza Strip; Region: Gaza; West Bank and Gaza; West Bank and Gaza Strip
PT  Portuguese
PY  Paraguayan
QA  Qatari; Qatarian
RO  Romanian; Rumania
RS  Serbia, Republic of; Serbian; Serb
RU  Russia; Russian; Russian SFSR; RSFSR; Russian Soviet Federative Socialist Republic;
    Russian Soviet Federative Socialist Republic (RSFSR)
RW  Rwandan; Rwandese
SA  KSA; Saudi; Saudi Arabian
SB  Solomon Islander
SC  Seychellois
SD  Sudan, Republic of; Sudanese; Sundan
SE  Swedish; Swede
SG  Singaporean
SI  Slovene; Slovenian
SK  Slovak
SL  Sierra Leonean
SM  Sammarinese
SN  Senegalese
SO  Somali; Somalian; Somali Republic
SR  Surinamese
SS  Sudan, Republic of South; Sudan, Republic of Southern; Sudan, Government of Southern; Southern Sudan;
    South Sudanese
ST  Sao Tome
SU  Soviet Union; USSR; Soviet; Former USSR; Former Soviet Union; USSR (until 1991)
SV  Salvadoran; Salvadorian
SX  Sint Maarten; St Maarten
SY  Syrian
SZ  Swaziland; Swazi
TC  Turks and Caicos
TD  Chadian
TG  Togolese
TH  Thai
TJ  Tajik; Tajikistani; Tadjikistan; Tajik SSR
TL  Timor-Leste, Democratic Republic of; Timorese; East Timorese
TM  Turkmen; Turkmen SSR
TN  Tunisian
TO  Tongan
TR  Turkey; Republic of Turkey; Turkish; Turk; Türkiyish
TT  Trinidad and Tobago, Republic of; Trinidad; Trinidadian
TW  Taiwan, Republic of China; Republic of China; Republic of China (Taiwan);
    Taiwan, China; Chinese Taipei; Taiwanese
TZ  Tanzanian
UA  Ukrainian; Ukranian; Ukrainian SSR; Ukranian SSR; Ukrainian USSR; Ukrainian SSR (Ukraine);
    Crimea; Region: Crimea
UG  Ugandan
US  U.S.A.; U.S.; United States of America (USA); American
UY  Uruguayan
UZ  Uzbek; Uzbekistani; Uzbekhistan; Uzbek SSR; Uzbekistan SSR
VA  Vatican; Vatican City; Holy See
VC  St Vincent; Vincentian
VD  North Vietnam; Democratic Republic of Vietnam
VE  Venezuelan
VG  BVI
VI  US Virgin Islands; U.S. Virgin Islands; United States Virgin Islands; USVI
VN  Vietnamese
WS  Samoan; Western Samoa
XK  Kosovo; Kosova; Republic of Kosovo; Kosovar; Kosovan
XV  South Vietnam
YD  South Yemen; Democratic Yemen; People's Democratic Republic of Yemen
YE  Yemeni; North Yemen; Yemen Arab Republic; Yemen Arab Republic (North Yemen)
YU  Yugoslavia; Yugoslav; Yugoslavian; Former Yugoslavia; Federal Republic of Yugoslavia
ZA  South African; RSA
ZM  Zambian
ZW  Zimbabwean; Rhodesia
"""

_NOT_A_COUNTRY = """
unknown; undetermined; none; none identified; not known; not specified; not stated; not available; unspecified;
n/a; other; various; multiple; international; stateless; unknown country; unknown supplier(s); unknown recipient(s);
unknown rebel group; African Union; European Union; NATO; OSCE; United Nations; Regional Security System; Africa;
Indochina; Region: Kafia Kingi; Kafia Kingi; Biafra; Katanga; Northern Cyprus; Libya GNC; Libya HoR
"""

# Names that two countries share: only the source can tell which is meant.
_AMBIGUOUS = {
    "korea": "KP or KR",
    "korean": "KP or KR",
    "congolese": "CD or CG",
    "cs": "CSHH or CSXX",
    "dominican": "DM or DO",
}

_TODAY = re.compile(r"\b(?:now|currently) (.+)")
_UNCOUNTED = {"the", "and"}


def country_code(name: str) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country from its name, nationality or code, however spelt.

    A country that ended has its former code (``SU``, ``YU``, ``AN``), or its four letters of ISO 3166-3 where
    others have had the same two (``CSHH`` Czechoslovakia, ``CSXX`` Serbia and Montenegro). "Former USSR, now
    Ukraine" is the country of today. Any other text is an `InvalidValue` that names the nearest known name.
    """
    return _code_of(name)


def country_name(code: str) -> str:
    """Return the English name of a code that `country_code` gives."""
    names = _names()
    if code not in names:
        raise InvalidValue(f"{visible(code)!r} is not a country code; give one such as MM or XK, in capitals")
    return names[code]


def nearest_country(name: str) -> str | None:
    """Return what was probably meant by a text that names no country ("KP or KR" by Korea); None if none is near."""
    return _AMBIGUOUS.get(_key(name)) or nearest(name, [*_names().values(), *_spellings()])


def is_not_a_country(name: str) -> bool:
    """Say whether the text surely names no country: "unknown", an organisation, a region, a rebel state."""
    return _key(name) in _no_countries()


@lru_cache(maxsize=16384)
def _code_of(name: str) -> str:
    key, codes = _key(name), _codes()
    if key in codes:
        return codes[key]
    if (today := _TODAY.search(key)) and today[1] in codes:
        return codes[today[1]]
    raise InvalidValue(_why_not(name, key))


@lru_cache(maxsize=1024)
def _why_not(name: str, key: str) -> str:
    shown = repr(visible(name))
    if key in _AMBIGUOUS:
        return f"{shown} names more than one country; write {_AMBIGUOUS[key]}, whichever the source means"
    if key in _no_countries():
        return f"{shown} names no country; leave the country empty"
    near = nearest_country(name)
    hint = f"did you mean {near!r}? " if near else ""
    return f"{shown} is not a known country; {hint}write its English name or its ISO 3166-1 code"


@lru_cache(maxsize=16384)
def _key(name: str) -> str:
    folded = fold(name)
    words = ["saint" if word == "st" else word for word in folded.split() if word not in _UNCOUNTED]
    return " ".join(words) or folded


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    """Return the table's spellings as printed, each with its code."""
    found: dict[str, str] = {}
    for row in re.split(r"\n(?=[A-Z])", _SPELLINGS.strip()):
        code, spellings = row.split(maxsplit=1)
        found |= {" ".join(spelling.split()): code for spelling in spellings.split(";")}
    return found


@lru_cache(maxsize=1)
def _no_countries() -> frozenset[str]:
    return frozenset(_key(name) for name in _NOT_A_COUNTRY.split(";"))


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Return each code with the name to show."""
    from pycountry import countries, historic_countries

    names = {_former_code(former): _turned(former.name) for former in historic_countries}
    names |= {code: spelling for spelling, code in reversed(_spellings().items())}
    return names | {entry.alpha_2: getattr(entry, "common_name", _turned(entry.name)) for entry in countries}


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """Return every known spelling, folded, with its code: the table before ISO, today before history."""
    from pycountry import countries, historic_countries

    codes: dict[str, str] = {}
    for former in historic_countries:
        code = _former_code(former)
        codes |= dict.fromkeys(_keys(former, "name", "alpha_3", "alpha_4"), code)
        if code == former.alpha_2 or former.alpha_4 in _RENAMED:
            codes[_key(former.alpha_2)] = code
    for country in countries:
        fields = ("name", "official_name", "common_name", "alpha_2", "alpha_3")
        codes |= dict.fromkeys(_keys(country, *fields), country.alpha_2)
    for spelling, code in _spellings().items():
        codes[_key(spelling)] = codes[_key(code)] = code
    return codes


def _former_code(former: Any) -> str:
    """Return today's code of a renamed country, else its two letters, or four if others have had the two."""
    from pycountry import countries, historic_countries

    alike = [other for other in historic_countries if other.alpha_2 == former.alpha_2]
    shared = len(alike) > 1 or countries.get(alpha_2=former.alpha_2) is not None
    return _RENAMED.get(former.alpha_4) or str(former.alpha_4 if shared else former.alpha_2)


def _keys(entry: Any, *fields: str) -> Iterator[str]:
    for field in fields:
        if value := getattr(entry, field, None):
            yield _key(value)
            yield _key(_turned(value))


def _turned(name: str) -> str:
    """Turn "Moldova, Republic of" into "Republic of Moldova"."""
    head, _, tail = name.partition(", ")
    return f"{tail} {head}" if tail.endswith((" of", " the")) else name


def spelt_countries() -> dict[str, str]:
    """Return every spelling that `country_code` knows, folded, without "the" and "and", with its code."""
    return dict(_codes())
