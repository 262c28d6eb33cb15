"""What the Beneficial Ownership Data Standard calls interests and reasons, in words: one table, in and out."""

from collections.abc import Iterable

OWNED = {
    "shareholding": "shares",
    "votingRights": "votes",
    "rightsToSurplusAssetsOnDissolution": "rights to surplus assets on dissolution",
    "rightsToProfitOrIncome": "rights to profit or income",
    "rightToProfitOrIncomeFromAssets": "right to profit or income from assets",
    "enjoymentAndUseOfAssets": "enjoyment and use of assets",
}
"""Interests that are held in shares: each is an edge OWNS that says of what."""
OFFICES = {
    "boardMember": "board member",
    "boardChair": "board chair",
    "seniorManagingOfficial": "senior managing official",
}
CONTROL = {
    "appointmentOfBoard": "appointment of the board",
    "otherInfluenceOrControl": "other influence or control",
    "influenceOrControl": "influence or control",
    "settlor": "settlor",
    "settlorOfTrust": "settlor",
    "trustee": "trustee",
    "trusteeOfTrust": "trustee",
    "protector": "protector",
    "protectorOfTrust": "protector",
    "beneficiaryOfLegalArrangement": "beneficiary of a legal arrangement",
    "beneficiaryOfTrust": "beneficiary of a legal arrangement",
    "otherInfluenceOrControlOfTrust": "other influence or control",
    "rightsGrantedByContract": "rights granted by contract",
    "conditionalRightsGrantedByContract": "conditional rights granted by contract",
    "controlViaCompanyRulesOrArticles": "control via company rules or articles",
    "controlByLegalFramework": "control by legal framework",
    "nominee": "nominee",
    "nominator": "nominator",
    "unknownInterest": "an interest that is not known",
    "unpublishedInterest": "an interest that is not published",
}
REASONS = {
    "noBeneficialOwners": "no beneficial owners",
    "subjectUnableToConfirmOrIdentifyBeneficialOwner": "subject unable to confirm or identify a beneficial owner",
    "interestedPartyHasNotProvidedInformation": "interested party has not provided information",
    "subjectExemptFromDisclosure": "subject exempt from disclosure",
    "interestedPartyExemptFromDisclosure": "interested party exempt from disclosure",
    "unknown": "reason unknown",
    "informationUnknownToPublisher": "information unknown to the publisher",
}


def share_note(shares: Iterable[tuple[str, str]]) -> str:
    """Return, as a note, what two bounds of a share do not tell: ``share: exclusiveMinimum 25``."""
    told = ", ".join(f"{name} {value}" for name, value in shares)
    return f"share: {told}" if told else ""
