"""Words for violations of human rights, and their types in Security Force Monitor's list.

That list has sixteen types and none for property: arson and looting have no type here. A word is in the table only
where its meaning alone decides; "attack" and "clearance operation" do not.
"""

from functools import lru_cache

from graphkit.text import fold

VIOLATIONS: dict[str, str] = {
    "Violations of the right to life": """
        killing; killings; unlawful killing; extrajudicial killing; extrajudicial execution; summary execution;
        execution; murder; massacre; mass killing; death in custody; killing after unfair trial""",
    "Violations against personal integrity": """
        torture; ill-treatment; cruel treatment; cruel, inhuman or degrading treatment; inhuman treatment; beating;
        beatings; rape; gang rape; sexual violence; sexual assault; mutilation; wounding; excessive use of force;
        excessive force""",
    "Violations against the right to liberty": """
        arbitrary detention; arbitrary arrest; arbitrary arrest and detention; unlawful detention; forced detention;
        incommunicado detention; enforced disappearance; forced disappearance; abduction; kidnapping; hostage-taking;
        slavery""",
    "Violations against the right to privacy": "surveillance; unlawful surveillance; unlawful search; house raid",
    "Violations against the right to movement, right to residence": """
        displacement; forced displacement; forcible displacement; forcible transfer; deportation; forced eviction;
        forced relocation; restriction of movement""",
    "Violations of the right to information": "internet shutdown; blocking of information",
    "Violations of the right to expression": """
        censorship; attack on journalists; suppression of assembly; suppression of protest""",
    "Violations of the right to belief/opinion": "religious persecution; persecution for belief",
    "Violations of rights of refugees": "refoulement; attack on refugees",
    "Violations of the right to political participation": "electoral violence; voter intimidation",
    "Labour rights violations": "forced labour; forced labor; child labour; child labor; forced portering",
    "Violations of rights of aliens": "collective expulsion of aliens",
    "Violations of rights of persons with disabilities": "discrimination against persons with disabilities",
    "Violations of rights of accused persons": "unfair trial; denial of a fair trial; killing after unfair trial",
    "Violations of rights of detained or imprisoned persons": """
        death in custody; inhuman conditions of detention; incommunicado detention""",
    "Violations of the rights of minorities": "ethnic cleansing; persecution of a minority",
}
"""The code of each type, as the list prints it, and the words that mean it, parted by semicolons."""


def violation_codes(word: str) -> tuple[str, ...]:
    """Return the codes of the types that a word means: none, where it is unknown; a code means itself."""
    return _codes().get(fold(word), ())


@lru_cache(maxsize=1)
def _codes() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, words in VIOLATIONS.items():
        for word in (code, *words.split(";")):
            found[fold(word)] = (*found.get(fold(word), ()), code)
    return found
