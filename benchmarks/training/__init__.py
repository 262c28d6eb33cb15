"""How the model of resolution was made: `python -m benchmarks.training` reads public lists and writes rarity and model.

What it learns from: the aliases that the lists of the EU, the UN, the United Kingdom, Canada, Australia and the US
Commerce and State Departments print of one entity, Security Force Monitor's aliases of Nigerian officers, names that
the library Faker composes, and variants made by rules. What it never sees: OFAC's lists, any list entry under a Burma
programme, and every set that `python -m benchmarks resolution` reports on.
"""
