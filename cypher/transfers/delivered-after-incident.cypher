// ---
// id: transfers/delivered-after-incident
// title: What was delivered to the state after a unit of its forces was implicated, and by whom
// status: test
// version: 1
// question: >
//   For each unit to which a source attributes an incident: which deliveries of arms did its state receive in years that
//   certainly or possibly come after the incident, and who supplied them?
// serves:
//   - {authority: att-6-7, element: transfer-after-public-report, coverage: partial}
//   - {authority: eu-2008-944, element: recipient-record, coverage: partial}
// subject: {columns: [unit], kinds: [Unit]}
// identity: [unit, incident, supplier, transfer]
// evidence: [statements]
// support: weakest
// grade: grade
// columns:
//   unit: The unit to which a source attributes the incident.
//   incident: The incident.
//   stance: How the sources stand to the attribution; a denial stands beside it.
//   supplier: The supplying state, or the supplier as printed where it is none.
//   transfer: The deal.
//   designation: The designation of the weapon.
//   years: The years of delivery that certainly or possibly come after the incident.
//   count_min: The fewest units delivered after the incident; empty where the number is not known.
//   count_max: The most units delivered after the incident; empty where the number is not known.
//   number_uncertain: Whether the source itself doubts the number.
//   grade: certain, where one of the years begins after the incident; possible, where the incident falls into it.
//   support: On how many origins the deal rests, and whether one is official.
// params:
//   incident: {type: text, default: "", about: "Only this incident, by its id; empty takes all."}
// false_positives:
//   - The deliveries of a deal over several years came before the incident, and only its last year comes after.
//   - The weapon went to a service of the state that the unit has nothing to do with.
// limits:
//   - Deliveries are known to the year only, and to the state, not to the unit that holds the weapon.
//   - A delivery after an incident is no proof that the supplier knew of it, nor that the weapon was used.
// against:
//   question: Does a source say that the state's deal was cancelled, or deny the attribution of the incident?
//   query: |
//     MATCH (:Incident {id: $incident})-[denial:ATTRIBUTED_TO {stance: 'denied'}]->({id: $unit})
//     RETURN 'attribution denied' AS what, denial.sids AS statements
//     UNION
//     MATCH (transfer:Transfer {id: $transfer})
//     WHERE any(text IN transfer.comment WHERE toLower(text) CONTAINS 'cancel' OR toLower(text) CONTAINS 'embargo')
//     RETURN 'the source speaks of a cancelled deal or an embargo' AS what, transfer.sids AS statements
// examples:
//   - why: One year certainly after, the year of the incident possibly, one year before; at most all but one.
//     nodes:
//       - {id: incident, kind: Incident, when: 2017-08-25/2017-08-28}
//       - {id: battalion, kind: Unit, country: [MM]}
//       - {id: "country:MM", kind: Country, code: MM}
//       - {id: "country:CN", kind: Country, code: CN}
//       - {id: deal, kind: Transfer, designation: Type-43, delivery_year: ["2016", "2017", "2018"], number_delivered: 10}
//       - {id: later, kind: Transfer, designation: Y-8, delivery_year: ["2019", "2020"], number_delivered: 3, number_delivered_flag: uncertain}
//       - {id: same-year, kind: Transfer, designation: Z-9, delivery_year: ["2017"], number_delivered: 2}
//     edges:
//       - {tail: incident, kind: ATTRIBUTED_TO, head: battalion, stance: found}
//       - {tail: "country:CN", kind: SUPPLIED, head: deal}
//       - {tail: deal, kind: RECEIVED_BY, head: "country:MM"}
//       - {tail: "country:CN", kind: SUPPLIED, head: later}
//       - {tail: later, kind: RECEIVED_BY, head: "country:MM"}
//       - {tail: "country:CN", kind: SUPPLIED, head: same-year}
//       - {tail: same-year, kind: RECEIVED_BY, head: "country:MM"}
//     finds:
//       - {unit: battalion, supplier: "country:CN", transfer: deal, years: "2017; 2018", count_min: 1, count_max: 9, grade: certain}
//       - {transfer: later, years: "2019; 2020", count_min: 3, count_max: 3, number_uncertain: true, grade: certain}
//       - {transfer: same-year, years: "2017", count_min: 0, count_max: 2, grade: possible, stance: found}
//   - why: A delivery of the year before, one to another state, and one to the state of a unit of which a source denies it.
//     nodes:
//       - {id: incident, kind: Incident, when: 2017-08-25/2017-08-28}
//       - {id: battalion, kind: Unit, country: [MM]}
//       - {id: accused, kind: Unit, country: [TH]}
//       - {id: "country:MM", kind: Country, code: MM}
//       - {id: "country:TH", kind: Country, code: TH}
//       - {id: before, kind: Transfer, delivery_year: ["2016"], number_delivered: 10}
//       - {id: elsewhere, kind: Transfer, delivery_year: ["2019"], number_delivered: 10}
//     edges:
//       - {tail: incident, kind: ATTRIBUTED_TO, head: battalion, stance: found}
//       - {tail: incident, kind: ATTRIBUTED_TO, head: accused, stance: denied}
//       - {tail: before, kind: RECEIVED_BY, head: "country:MM"}
//       - {tail: elsewhere, kind: RECEIVED_BY, head: "country:TH"}
//     finds: []
// ---
MATCH (incident:Incident)-[attribution:ATTRIBUTED_TO]->(unit:Unit)
WHERE $incident IN ['', incident.id] AND incident.span_start IS NOT NULL
WITH incident, unit, collect(attribution) AS attributions, incident.span_end AS last
WHERE any(attribution IN attributions WHERE attribution.stance <> 'denied')
WITH incident, unit, last,
     reduce(sids = [], attribution IN attributions | sids + attribution.sids) AS attribution_sids,
     reduce(text = '', stance IN [known IN ['found', 'alleged', 'asserted', 'denied']
                                  WHERE any(attribution IN attributions WHERE attribution.stance = known)] |
            text + CASE WHEN text = '' THEN '' ELSE '; ' END + stance) AS stance
MATCH (state:Country)<-[received:RECEIVED_BY]-(transfer:Transfer)
WHERE state.code IN coalesce(unit.country, [])
OPTIONAL MATCH (supplier)-[supplied:SUPPLIED]->(transfer)
WITH incident, unit, last, attribution_sids, stance, transfer, received, supplier, supplied,
     [year IN coalesce(transfer.delivery_year, []) | {first: left(year, 4), last: left(last(split(year, '/')), 4)}] AS years
WITH *, [year IN years WHERE year.first + '-01-01' > last] AS after,
        [year IN years WHERE year.first + '-01-01' <= last AND year.last + '-12-31' > last] AS around,
        size([year IN years WHERE year.last + '-12-31' <= last]) AS before
WHERE size(after) + size(around) > 0
WITH *, transfer.number_delivered AS number
WITH incident, unit, attribution_sids, stance, transfer, after, around, before, number,
     coalesce(supplier.id, head(transfer.supplier_as_printed)) AS supplier,
     collect(received) + collect(supplied) AS links
UNWIND [year IN around + after | CASE WHEN year.first = year.last THEN year.first ELSE year.first + '/' + year.last END] AS year
WITH * ORDER BY year
WITH incident, unit, attribution_sids, stance, transfer, after, around, before, number, supplier, links,
     collect(year) AS years
RETURN unit.id AS unit, incident.id AS incident, stance, supplier, transfer.id AS transfer,
       transfer.designation AS designation,
       reduce(text = '', year IN years | text + CASE WHEN text = '' THEN '' ELSE '; ' END + year) AS years,
       CASE WHEN number IS NULL THEN null
            WHEN size(around) + before = 0 OR number < size(after) THEN number ELSE size(after) END AS count_min,
       CASE WHEN number IS NULL THEN null
            WHEN number - before < size(after) THEN number ELSE number - before END AS count_max,
       coalesce(transfer.number_delivered_flag, '') <> '' AS number_uncertain,
       CASE WHEN size(after) > 0 THEN 'certain' ELSE 'possible' END AS grade,
       attribution_sids + transfer.sids + reduce(sids = [], link IN links | sids + link.sids) AS statements,
       transfer.sids + reduce(sids = [], link IN links | sids + link.sids) AS weakest
ORDER BY unit, incident, supplier, transfer
