// ---
// id: assistance/trained-then-implicated
// title: Training that a unit, or one above it, had received before it was implicated
// status: test
// version: 1
// question: >
//   For each unit to which a source attributes an incident, and each unit above it on those days: which training or other
//   assistance had begun before the incident did?
// serves:
//   - {authority: us-leahy, element: unit, coverage: partial}
//   - {authority: us-leahy, element: assistance, coverage: partial}
// subject: {columns: [unit], kinds: [Unit]}
// identity: [unit, incident, assistance]
// evidence: [statements]
// support: weakest
// grade: grade
// columns:
//   unit: The unit that was trained; the implicated one, or one above it in the line of command.
//   incident: The incident.
//   stance: How the sources stand to the attribution; a denial stands beside it.
//   attributed_unit: The unit to which a source attributes the incident.
//   hops: How many steps the trained unit stands above it.
//   assistance: The training or other assistance.
//   provider: The providing state.
//   recipient_as_printed: The recipient as the provider printed it.
//   link: stated, or inferred where somebody read the printed recipient as this unit.
//   programme: The programme.
//   start: When it began as the source dates it; a fiscal year, where no day is given.
//   quantity: How many were trained.
//   grade: certain, where it surely began before the incident and the chain is certain; else possible.
//   support: On how many origins the weakest links rest, and whether one is official.
// params:
//   incident: {type: text, default: "", about: "Only this incident, by its id; empty takes all."}
// false_positives:
//   - The printed recipient was read as this unit and is another one, or a single officer of it.
//   - The unit trained is a large formation, and those trained had nothing to do with the unit below that is implicated.
// limits:
//   - Training is what the provider reports; equipment and sales are not in it, and the Leahy laws do not bind sales.
//   - Whether a government took effective steps against those responsible is not tested here.
//   - Where only a fiscal year is given, the start is taken to lie between the July before it and its last December.
// against:
//   question: Does a source deny the attribution, or name steps that were taken against those responsible?
//   query: |
//     MATCH (:Incident {id: $incident})-[denial:ATTRIBUTED_TO {stance: 'denied'}]->({id: $attributed_unit})
//     RETURN 'attribution denied' AS what, denial.sids AS statements
//     UNION
//     MATCH ({id: $attributed_unit})-[concerned:SUBJECT_OF]->(step:Measure|Proceeding)
//     RETURN coalesce(step.measure_kind, step.proceeding_kind) AS what, concerned.sids + step.sids AS statements
// examples:
//   - why: Certain by its day, possible by its month and by its fiscal year.
//     nodes:
//       - {id: incident, kind: Incident, when: 2017-08-25/2017-08-27}
//       - {id: battalion, kind: Unit}
//       - {id: army, kind: Unit}
//       - {id: by-day, kind: Assistance, start: 2015-02-05, when: 2015-02-05/2015-02-09, quantity: 2}
//       - {id: by-month, kind: Assistance, start: 2017-08, when: 2017-08/2017-10}
//       - {id: by-year, kind: Assistance, fiscal_year: 2017-2018}
//     edges:
//       - {tail: incident, kind: ATTRIBUTED_TO, head: battalion, stance: found}
//       - {tail: battalion, kind: PART_OF, head: army, authority: administrative, when: standing}
//       - {tail: by-day, kind: RECEIVED_BY, head: army, basis: inferred}
//       - {tail: by-month, kind: RECEIVED_BY, head: battalion}
//       - {tail: by-year, kind: RECEIVED_BY, head: battalion}
//     finds:
//       - {unit: army, assistance: by-day, hops: 1, provider: null, link: inferred, quantity: 2, grade: certain}
//       - {unit: battalion, assistance: by-month, grade: possible}
//       - {unit: battalion, assistance: by-year, grade: possible}
//   - why: Training that began on the day of the incident or later was not before it.
//     nodes:
//       - {id: incident, kind: Incident, when: 2017-08-27}
//       - {id: battalion, kind: Unit}
//       - {id: same-day, kind: Assistance, start: 2017-08-27, when: 2017-08-27}
//       - {id: later, kind: Assistance, start: 2019-01-01, when: 2019-01-01}
//     edges:
//       - {tail: incident, kind: ATTRIBUTED_TO, head: battalion, stance: found}
//       - {tail: same-day, kind: RECEIVED_BY, head: battalion}
//       - {tail: later, kind: RECEIVED_BY, head: battalion}
//     finds: []
// ---
MATCH (incident:Incident)-[attribution:ATTRIBUTED_TO]->(attributed:Unit)
WHERE $incident IN ['', incident.id] AND incident.span_start IS NOT NULL
WITH incident, attributed, collect(attribution) AS attributions
WHERE any(attribution IN attributions WHERE attribution.stance <> 'denied')
WITH incident, attributed, incident.span_start AS first, incident.span_end AS last,
     reduce(sids = [], attribution IN attributions | sids + attribution.sids) AS attribution_sids,
     reduce(text = '', stance IN [known IN ['found', 'alleged', 'asserted', 'denied']
                                  WHERE any(attribution IN attributions WHERE attribution.stance = known)] |
            text + CASE WHEN text = '' THEN '' ELSE '; ' END + stance) AS stance
MATCH path = (attributed)-[:PART_OF*0..12]->(unit)
WHERE all(link IN relationships(path) WHERE link.authority IN ['command', 'administrative'] AND link.stance <> 'denied'
          AND link.start_min <= last AND link.end_max >= first)
  AND all(step IN nodes(path) WHERE single(other IN nodes(path) WHERE other = step))
WITH incident, attributed, first, last, attribution_sids, stance, unit, relationships(path) AS links
WITH *, all(link IN links WHERE link.basis = 'stated' AND link.start_max <= first AND link.end_min >= last) AS firm
// Of the ways from an implicated unit to this one, the best graded, then the shortest stands for it.
ORDER BY firm DESC, size(links), stance DESC, attributed.id,
         size([link IN links WHERE link.basis <> 'stated' OR link.start_max > first OR link.end_min < last]),
         [link IN links | link.id], [link IN links | link.start_min + link.end_max]
WITH incident, unit, first, last,
     head(collect({attributed: attributed.id, sids: attribution_sids, stance: stance, links: links, firm: firm})) AS way
MATCH (assistance:Assistance)-[received:RECEIVED_BY]->(unit)
WITH *, split(coalesce(assistance.fiscal_year, ''), '-') AS fiscal
// A fiscal year may begin in the July before; where no start is given, all of it is open.
WITH *, coalesce(assistance.start_min, CASE WHEN fiscal[0] = '' THEN null
                                            ELSE toString(toInteger(fiscal[0]) - 1) + '-07-01' END) AS start_min,
        coalesce(assistance.start_max, CASE WHEN fiscal[0] = '' THEN null ELSE last(fiscal) + '-12-31' END) AS start_max
WHERE start_min < first
OPTIONAL MATCH (provider)-[provided:PROVIDED]->(assistance)
WITH incident, unit, first, last, way, assistance, start_min, start_max, head(collect(received)) AS received,
     collect(provided) AS given, head(collect(provider.id)) AS provider
WITH *, start_max < first AS sure,
     [link IN way.links WHERE link.basis <> 'stated' OR link.start_max > first OR link.end_min < last] AS weak
RETURN unit.id AS unit, incident.id AS incident, way.stance AS stance, way.attributed AS attributed_unit,
       size(way.links) AS hops, assistance.id AS assistance, provider,
       assistance.recipient_as_printed AS recipient_as_printed, received.basis AS link,
       assistance.programme AS programme, coalesce(assistance.start, assistance.fiscal_year) AS start,
       assistance.quantity AS quantity,
       CASE WHEN way.firm AND sure THEN 'certain' ELSE 'possible' END AS grade,
       way.sids + reduce(sids = [], link IN way.links | sids + link.sids) + received.sids + assistance.sids
         + reduce(sids = [], link IN given | sids + link.sids) AS statements,
       CASE WHEN way.firm OR NOT sure THEN received.sids + assistance.sids ELSE [] END
         + CASE WHEN way.firm AND sure THEN reduce(sids = [], link IN way.links | sids + link.sids)
                ELSE reduce(sids = [], link IN weak | sids + link.sids) END AS weakest
ORDER BY unit, incident, assistance
