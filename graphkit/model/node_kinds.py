"""The kinds of things, each property with one line of what it means."""

from graphkit.model.kind import (
    FTM,
    OPEN_ENDED,
    NodeKind,
    Property,
    ValueType,
    a_date,
    countries,
    identifiers,
    names,
    properties,
    text,
    texts,
)

NAMES = (
    names("name", "The name that the source gives first."),
    names("alias", "Another name that the source gives as a good one."),
    names("weak_alias", "A name that the source itself calls weak: broad, generic or low in quality."),
    names("former_name", "A name borne earlier."),
    names("weak_former_name", "A name borne earlier that the source itself calls weak."),
)
_COMMON = (
    texts("note", "What the source adds, verbatim, where no other property fits."),
    texts("website", "An address on the web."),
    countries("country", "A country that the source ties it to, as ISO 3166-1 alpha-2."),
    *FTM,
)
_ADDRESS = (texts("address", "An address as printed, its lines joined by commas."),)
CONTACT = (
    identifiers("email", "An electronic mail address."),
    identifiers("phone", "A telephone or fax number as printed."),
)
IDENTIFIERS = (
    identifiers("passport", "A passport number."),
    identifiers("national_id", "A number that a state gives a person: identity card, cedula, CURP and the like."),
    identifiers("tax_id", "A number that a tax authority gives."),
    identifiers("registration_number", "A number in a register of companies or associations, or an aircraft's mark."),
    identifiers("lei", "A Legal Entity Identifier (ISO 17442)."),
    identifiers("swift_bic", "A business identifier code (ISO 9362)."),
    identifiers("imo", "An International Maritime Organization number: of a ship, or of the company that runs it."),
    identifiers("mmsi", "A Maritime Mobile Service Identity."),
    identifiers("account", "An account or wallet at a bank or on a chain, as printed."),
    identifiers("identifier", "Any other number or code that the source gives it, with its type in the original."),
)
_FAILED = (
    texts(
        "failed_identifier",
        "A number that fails its own check digit, as printed: somebody mistyped it, and it never says who is who.",
    ),
)
_REGISTER = (countries("registered_in", "A state in whose register it stands, as ISO 3166-1 alpha-2."),)
_LIST_FACTS = (
    texts("linked_to", "A party to which a list says it is linked, as printed."),
    texts("secondary_sanctions", "A risk of secondary sanctions that the list warns of."),
)
_ORGANIZATION = properties(
    NAMES,
    _COMMON,
    _ADDRESS,
    CONTACT,
    IDENTIFIERS,
    _FAILED,
    _REGISTER,
    _LIST_FACTS,
    (
        a_date("founded_on", "When it was founded or registered."),
        a_date("dissolved_on", "When it was dissolved."),
        texts("classification", "What sort of body the source says it is."),
    ),
)
_PERSON = properties(
    NAMES,
    _COMMON,
    _ADDRESS,
    CONTACT,
    IDENTIFIERS,
    _FAILED,
    _LIST_FACTS,
    (
        text("gender", "male, female, or as the source writes it."),
        Property(name="birth_date", about="A date of birth, as EDTF.", type=ValueType.DATE, many=True),
        texts("birth_place", "A place of birth as printed."),
        a_date("death_date", "When the person died, as EDTF."),
        Property(name="deceased", about="That the source calls the person dead.", type=ValueType.FLAG),
        countries("nationality", "A nationality."),
        countries("citizenship", "A citizenship."),
        texts("title", "A title or honorific as printed."),
        texts("position", "A position or function as printed, where no unit is named."),
        texts("biography", "What the source tells of the person's life."),
    ),
)
_UNIT = properties(
    (
        text("branch", "The service: army, navy, air force, police, joint."),
        text("echelon", "The level: division, brigade, battalion, regional command."),
        texts("headquarters", "A base, barracks or seat."),
        texts("place", "A place where the source locates it."),
        texts("area_of_operations", "A place or area in which the source says that it operates."),
        a_date("first_cited", "The first day on which the source attests it."),
        a_date("last_cited", "The last day on which the source attests it."),
        OPEN_ENDED,
    ),
)
_VEHICLE = properties(
    NAMES,
    _COMMON,
    _ADDRESS,
    IDENTIFIERS,
    _FAILED,
    _REGISTER,
    _LIST_FACTS,
    (
        texts("vehicle_type", "The sort of vessel or aircraft as printed."),
        countries("flag", "The state whose flag it flies."),
        texts("flag_as_printed", "A flag that is no state's, as printed."),
        countries("former_flag", "A state whose flag it flew earlier."),
        identifiers("call_sign", "A radio call sign."),
        texts("tonnage", "Dead weight or gross tonnage as printed."),
        texts("owner_as_printed", "An owner as printed."),
        texts("operator_as_printed", "Who operates it, as printed."),
        a_date("built_on", "When it was built or made."),
        texts("model", "Its model as printed."),
    ),
)

NODE_KINDS: dict[str, NodeKind] = {
    kind.name: kind
    for kind in (
        NodeKind(
            name="Party",
            about="Somebody of whom the source does not say whether it is a person or a body.",
            properties=_ORGANIZATION,
        ),
        NodeKind(name="Person", about="A human being.", properties=_PERSON, parent="Party"),
        NodeKind(
            name="Organization",
            about="A body that is neither known to be a company nor a unit of armed or security forces.",
            properties=_ORGANIZATION,
            parent="Party",
        ),
        NodeKind(
            name="Unit",
            about="A unit, command, service or ministry in a structure of armed or security forces.",
            properties=_ORGANIZATION | _UNIT,
            parent="Organization",
        ),
        NodeKind(
            name="Company",
            about="A body that trades: registered company, enterprise of a state, partnership.",
            properties=_ORGANIZATION,
            parent="Organization",
        ),
        NodeKind(name="Vessel", about="A ship.", properties=_VEHICLE),
        NodeKind(name="Aircraft", about="An aircraft.", properties=_VEHICLE),
        NodeKind(
            name="Record",
            about="What a source describes and no other kind is: a position, a payment, a passport, an account.",
            properties=properties(NAMES, _COMMON, _ADDRESS, IDENTIFIERS),
        ),
        NodeKind(
            name="Country",
            about="A state or territory of ISO 3166-1; one node for all sources.",
            properties=properties(NAMES, (text("code", "ISO 3166-1 alpha-2."),)),
        ),
        NodeKind(
            name="Incident",
            about="Something that happened at a place in a span of days, with the violations that sources name.",
            properties=properties(
                NAMES,
                _COMMON,
                (
                    texts("place", "Where, as printed."),
                    text("admin1", "The first-level division of the country."),
                    text("admin2", "The second-level division of the country."),
                    text("admin3", "The third-level division of the country."),
                    identifiers("identifier", "Another id that the source gives it, with its type in the original."),
                    text("coordinates", "Latitude and longitude as the source gives them, in degrees."),
                    text("place_precision", "How exactly the source says that it knows the place."),
                    text("date_precision", "How exactly the source says that it knows the date."),
                    text("clarity", "How well the source says that the event is told apart from others."),
                    texts("event_type", "What sort of event the source says it is."),
                    texts("weapon", "A weapon or sort of weapon that the source names."),
                    texts("target", "What sort of place or object was hit, as the source names it."),
                    texts("conflict", "A conflict or pair of opponents that the source files it under."),
                    texts(
                        "party_as_printed",
                        "Who took part or was hit and is no body with a name of its own, as printed.",
                    ),
                    texts("reported_by", "A source in which the publisher found it, as printed."),
                    a_date("date_from", "The day on which it began, as EDTF."),
                    a_date("date_to", "The day on which it ended, as EDTF."),
                    texts("violation", "A violation, as the source words it."),
                    texts("violation_code", "The violation's code in Security Force Monitor's list of types."),
                    text("stated_victims", "Victims as the source states them."),
                    text("description", "What the source tells."),
                ),
            ),
        ),
        NodeKind(
            name="Transfer",
            about="A delivery or order of arms or equipment.",
            properties=properties(
                NAMES,
                _COMMON,
                (
                    text("designation", "The designation of the weapon."),
                    text("description", "What sort of weapon it is."),
                    a_date("order_year", "The year of the order, as EDTF; a trailing ~ marks an uncertain one."),
                    text("order_year_flag", "uncertain, where the source doubts the year of the order."),
                    Property(
                        name="delivery_year",
                        about="A year in which units were delivered, as EDTF.",
                        type=ValueType.DATE,
                        many=True,
                    ),
                    Property(name="number_delivered", about="Units delivered.", type=ValueType.NUMBER),
                    text("number_delivered_flag", "uncertain, where the source doubts the number."),
                    Property(name="number_ordered", about="Units ordered.", type=ValueType.NUMBER),
                    text("number_ordered_flag", "uncertain, where the source doubts the number."),
                    text("condition", "New, second hand or modernised."),
                    texts("comment", "The source's own comment."),
                    Property(
                        name="supplier_as_printed",
                        about="A supplier that is no state, as printed.",
                        many=True,
                    ),
                    Property(
                        name="recipient_as_printed",
                        about="A recipient that is no state, as printed.",
                        many=True,
                    ),
                ),
            ),
        ),
        NodeKind(
            name="Assistance",
            about="A training or other security assistance.",
            properties=properties(
                NAMES,
                _COMMON,
                (
                    text("programme", "The programme that paid for it."),
                    text("course", "The course."),
                    text("fiscal_year", "The fiscal year or years of the report, as text."),
                    text("recipient_as_printed", "The recipient unit as printed."),
                    a_date("start", "When it began, as EDTF."),
                    a_date("end", "When it ended, as EDTF."),
                    Property(name="quantity", about="How many were trained.", type=ValueType.NUMBER),
                    text("cost", "Its cost as printed."),
                    text("us_unit", "The unit of the United States that gave it."),
                    text("location", "Where it was given."),
                    text("source_file", "The publisher's file that holds it."),
                    text("page", "The page in that file."),
                ),
            ),
        ),
        NodeKind(
            name="Listing",
            about="An entry of a subject in a sanctions list.",
            properties=properties(
                NAMES,
                _COMMON,
                (
                    text("authority", "EU, US-OFAC, US-BIS, US-STATE, UK, CA, AU or UN."),
                    texts("list_name", "The authority's own list that holds the entry, where one file prints several."),
                    texts("programme", "The programme or regime as the list prints it."),
                    text("entry", "The entry's number or reference in the list."),
                    a_date("listed_on", "The day of listing."),
                    Property(
                        name="amended_on",
                        about="A day on which the authority changed the entry.",
                        type=ValueType.DATE,
                        many=True,
                    ),
                    a_date("delisted_on", "The day of delisting."),
                    a_date("delisted_between", "The two editions between which it was taken off."),
                    a_date("last_seen_in_list", "The newest edition that holds it."),
                    a_date("expires_on", "The day on which the measure ends by its own terms."),
                    texts("measure", "What the listing entails: asset freeze, entry ban, directive."),
                    texts("licence_requirement", "For what a licence is needed, as the authority words it."),
                    texts("licence_policy", "How the authority decides on requests for a licence, as it words it."),
                    texts("legal_basis", "The law, order or regulation."),
                    texts("reason", "The authority's statement of reasons."),
                    texts("remarks", "The authority's remarks, verbatim."),
                ),
            ),
        ),
        NodeKind(
            name="Proceeding",
            about="A warrant, indictment, trial, judgment or investigation of a court or mechanism.",
            properties=properties(
                NAMES,
                _COMMON,
                (
                    text("body", "The court or mechanism."),
                    text("proceeding_kind", "warrant, indictment, trial, judgment or investigation."),
                    text("number", "Its number."),
                    a_date("opened_on", "When it was opened."),
                    a_date("closed_on", "When it was closed."),
                    text("outcome", "Its outcome."),
                ),
            ),
        ),
        NodeKind(
            name="Measure",
            about="What a state did about a violation: investigation, trial, removal, discipline; or nothing.",
            properties=properties(
                NAMES,
                _COMMON,
                (
                    text(
                        "measure_kind",
                        "investigation, trial, removal, discipline, unit disbanded, none found.",
                    ),
                    text("taken_by", "Who took it."),
                    a_date("taken_on", "When."),
                    text("outcome", "Its outcome."),
                ),
            ),
        ),
        NodeKind(
            name="Coverage",
            about="That a list was read whole on a day, within what the file itself says it holds.",
            properties=properties(
                NAMES,
                _COMMON,
                (
                    text("authority", "Whose list."),
                    texts("list_name", "The authority's lists that were read whole; none means all of the dataset's."),
                    texts("omits", "A property that the file cannot hold, so that its absence there tells nothing."),
                    texts("programme", "The programmes within which it was read whole; none means all of them."),
                    a_date("as_of", "The day whose list was read."),
                    text("scope", "What the file says of its own extent."),
                ),
            ),
        ),
        NodeKind(
            name="Source",
            about="What a statement cites: a document, a dataset, a publication.",
            properties=properties(
                (
                    text("title", "Its title."),
                    text("publisher", "Who published it."),
                    a_date("published", "When it was published."),
                    text("url", "Where it was published."),
                    text("archive_url", "Where a copy is archived."),
                    text("source_kind", "regulation, press release, UN report, NGO report, news, dataset, …"),
                    text("seen", "full or excerpt: what was read of it."),
                    text("origin", "Whose words it repeats."),
                    Property(name="official", about="That it is an authority's own.", type=ValueType.FLAG),
                    text("reliability", "A to F (Admiralty code)."),
                    text("sharing", "public, partners or restricted."),
                    text("licence", "The licence of its text or data."),
                    text("ingestor", "The ingestor that read it, where it is a dataset of this case."),
                    text("accessed", "When it was read."),
                    texts("page", "The page cited."),
                    countries("country", "The country that it is filed under."),
                    identifiers("identifier", "Another id that the publisher gives it, with its type in the original."),
                    texts("note", "What is to be known of it."),
                ),
            ),
        ),
    )
}
