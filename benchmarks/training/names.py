"""Names that nobody bears, composed by the library Faker for many languages: what the lists lack."""

import random
from collections.abc import Iterator

_LOCALES_WRITTEN = """
en_US en_GB en_IE en_IN en_NG en_KE en_PK de_DE de_AT fr_FR fr_CA es_ES es_MX es_CO pt_BR pt_PT it_IT nl_NL sv_SE
no_NO da_DK fi_FI pl_PL cs_CZ sk_SK hu_HU ro_RO hr_HR sl_SI et_EE lt_LT lv_LV tr_TR az_AZ id_ID vi_VN is_IS ru_RU
uk_UA bg_BG el_GR ka_GE hy_AM
"""
LOCALES = _LOCALES_WRITTEN.split()


def people(rng: random.Random, each: int) -> Iterator[tuple[str, str, str]]:
    """Yield so many names of each language: given name, family name and the whole, as it is printed there."""
    from faker import Faker

    for locale in LOCALES:
        fake = Faker(locale)
        fake.seed_instance(rng.randrange(2**32))
        for _ in range(each):
            given, family = fake.first_name(), fake.last_name()
            yield given, family, f"{given} {family}"


def companies(rng: random.Random, each: int) -> Iterator[str]:
    """Yield so many names of firms of each language that has them in Latin letters."""
    from faker import Faker

    for locale in LOCALES[:36]:
        fake = Faker(locale)
        fake.seed_instance(rng.randrange(2**32))
        for _ in range(each):
            yield fake.company()
