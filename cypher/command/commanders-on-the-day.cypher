// ---
// id: command/commanders-on-the-day
// title: Who held which post in the implicated unit, and above it, on the days of the incident
// status: test
// version: 1
// question: >
//   For each incident that a source attributes to a unit: who was posted in that unit, and in each unit above it in
//   the line of command, on the days of the incident?
// serves:
//   - {authority: rome-statute-28, element: superior, coverage: partial}
//   - {authority: us-eo-13818, element: leader, coverage: partial}
//   - {authority: us-leahy, element: commander, coverage: partial}
// subject: {columns: [person, unit], kinds: [Person, Unit]}
// identity: [incident, attributed_unit, unit, person, role]
// evidence: [statements]
// support: weakest
// grade: grade
// columns:
//   incident: The incident.
//   stance: How the sources stand to the attribution (found, alleged, asserted); a denial stands beside it.
//   attributed_unit: The unit to which a source attributes the incident.
//   unit: That unit, or one above it.
//   hops: How many steps it stands above the attributed unit.
//   person: Who was posted there on those days; empty where nobody is stated to have been in command.
//   role: The role as the source words it.
//   rank: The rank held in the post.
//   is_command: Whether the role commands, by the file of role words.
//   conflict: Whether sources name another holder of the same post on one of those days.
//   deceased: Whether a source calls the person dead.
//   grade: certain, where the posting and every step cover all of the days; else possible.
//   support: On how many origins the weakest links rest, and whether one is official.
//   reason: What keeps the grade from being certain, or that nobody is stated to have been in command.
// params:
//   incident: {type: text, default: "", about: "Only this incident, by its id; empty takes all."}
// false_positives:
//   - The unit to which the source attributes the incident is the larger formation that it belonged to, and the post above it had no say.
//   - The unit was detached to another command on those days, and no source at hand says so.
//   - Two officers of one name are held for one.
// limits:
//   - Who held a post is not who gave an order; effective control is not tested.
//   - An undated posting says nothing of any day and makes no row.
//   - A chain follows command and administrative relations only, over at most twelve steps.
// against:
//   question: Does a source deny the attribution, or place the person or another holder elsewhere on those days?
//   query: |
//     MATCH (incident:Incident {id: $incident})-[denial:ATTRIBUTED_TO {stance: 'denied'}]->({id: $attributed_unit})
//     RETURN 'attribution denied' AS what, denial.sids AS statements
//     UNION
//     MATCH (incident:Incident {id: $incident}), ({id: $person})-[posting:POSTED_TO]->(other)
//     WHERE other.id <> $unit AND posting.timed <> 'undated'
//       AND posting.start_max <= incident.span_start AND posting.end_min >= incident.span_end
//     RETURN 'posted to ' + other.id + ' on those days' AS what, posting.sids AS statements
//     UNION
//     MATCH (incident:Incident {id: $incident}), (other:Person)-[posting:POSTED_TO {role: $role}]->({id: $unit})
//     WHERE other.id <> $person AND posting.timed <> 'undated'
//       AND posting.start_min <= incident.span_end AND posting.end_max >= incident.span_start
//     RETURN 'same post held by ' + other.id AS what, posting.sids AS statements
// examples:
//   - why: Postings and relations that surely cover the day are certain; a denial and a death stand beside them.
//     nodes:
//       - {id: incident, kind: Incident, when: 2017-08-27}
//       - {id: battalion, kind: Unit}
//       - {id: army, kind: Unit}
//       - {id: colonel, kind: Person}
//       - {id: chief, kind: Person, deceased: true}
//     edges:
//       - {tail: incident, kind: ATTRIBUTED_TO, head: battalion, stance: alleged}
//       - {tail: incident, kind: ATTRIBUTED_TO, head: battalion, stance: denied}
//       - {tail: battalion, kind: PART_OF, head: army, authority: administrative, when: standing}
//       - {tail: colonel, kind: POSTED_TO, head: battalion, role: commander, rank: Colonel, is_command: true, when: 2017-08-01/2017-09-30}
//       - {tail: chief, kind: POSTED_TO, head: army, role: commander-in-chief, is_command: true, when: 2016/2018}
//     finds:
//       - {unit: battalion, hops: 0, person: colonel, rank: Colonel, stance: alleged; denied, grade: certain, conflict: false, reason: ""}
//       - {unit: army, hops: 1, person: chief, grade: certain, deceased: true}
//   - why: A start known only to the month, an inferred relation and a gap between two attestations are possible.
//     nodes:
//       - {id: incident, kind: Incident, when: 2017-08-25/2017-08-27}
//       - {id: battalion, kind: Unit}
//       - {id: command, kind: Unit}
//       - {id: major, kind: Person}
//       - {id: general, kind: Person}
//     edges:
//       - {tail: incident, kind: ATTRIBUTED_TO, head: battalion, stance: found}
//       - {tail: battalion, kind: PART_OF, head: command, authority: command, basis: inferred, when: 2017-08/2017-09}
//       - {tail: major, kind: POSTED_TO, head: battalion, role: commander, is_command: true, when: 2017-08-27/2017-09-30}
//       - {tail: general, kind: POSTED_TO, head: command, role: commander, is_command: true, when: 2017-01-01/2018-01-01}
//     finds:
//       - {unit: battalion, person: major, stance: found, grade: possible, reason: "certain from 2017-08-27 to 2017-08-27 only"}
//       - {unit: command, person: general, grade: possible, reason: inferred relation}
//   - why: Two holders of one post are shown as a conflict; the deputy does not command, and leaves the row without a person.
//     nodes:
//       - {id: incident, kind: Incident, when: 2017-08-27}
//       - {id: battalion, kind: Unit}
//       - {id: army, kind: Unit}
//       - {id: one, kind: Person}
//       - {id: two, kind: Person}
//       - {id: deputy, kind: Person}
//     edges:
//       - {tail: incident, kind: ATTRIBUTED_TO, head: battalion, stance: alleged}
//       - {tail: battalion, kind: PART_OF, head: army, authority: command, when: 2017-08-01/2017-08-31}
//       - {tail: one, kind: POSTED_TO, head: battalion, role: commander, is_command: true, when: 2017-08-01/2017-08-31}
//       - {tail: two, kind: POSTED_TO, head: battalion, role: commander, is_command: true, when: 2017-08-20/2017-08-31}
//       - {tail: deputy, kind: POSTED_TO, head: army, role: deputy commander, is_command: false, when: 2017/2018-12}
//     finds:
//       - {unit: battalion, person: one, conflict: true, grade: certain}
//       - {unit: battalion, person: two, conflict: true, grade: certain}
//       - {unit: army, person: deputy, is_command: false, conflict: false, grade: possible}
//       - {unit: army, person: null, role: null, grade: certain, reason: nobody is stated to have been in command}
//   - why: A denied attribution alone, an undated incident, and operational support make no chain.
//     nodes:
//       - {id: denied, kind: Incident, when: 2017-08-27}
//       - {id: undated, kind: Incident}
//       - {id: battalion, kind: Unit}
//       - {id: colonel, kind: Person}
//     edges:
//       - {tail: denied, kind: ATTRIBUTED_TO, head: battalion, stance: denied}
//       - {tail: undated, kind: ATTRIBUTED_TO, head: battalion, stance: found}
//       - {tail: colonel, kind: POSTED_TO, head: battalion, role: commander, is_command: true, when: 2017/2018}
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
// Every way up that may have held on those days; the best graded, then the shortest, stands for its unit.
MATCH path = (attributed)-[:PART_OF*0..12]->(unit)
WHERE all(link IN relationships(path) WHERE link.authority IN ['command', 'administrative'] AND link.stance <> 'denied'
          AND link.start_min <= last AND link.end_max >= first)
  AND all(step IN nodes(path) WHERE single(other IN nodes(path) WHERE other = step))
WITH incident, attributed, first, last, attribution_sids, stance, unit, relationships(path) AS links,
     all(link IN relationships(path) WHERE link.basis = 'stated' AND link.start_max <= first AND link.end_min >= last)
       AS firm
ORDER BY firm DESC, size(links),
         size([link IN links WHERE link.basis <> 'stated' OR link.start_max > first OR link.end_min < last]),
         [link IN links | link.id], [link IN links | link.start_min + link.end_max]
WITH incident, attributed, first, last, attribution_sids, stance, unit,
     head(collect({links: links, firm: firm})) AS way
OPTIONAL MATCH (person:Person)-[posting:POSTED_TO]->(unit)
WHERE posting.timed <> 'undated' AND posting.stance <> 'denied'
  AND posting.start_min <= last AND posting.end_max >= first
WITH *, posting.basis = 'stated' AND posting.start_max <= first AND posting.end_min >= last AS sure
ORDER BY sure DESC, posting.derived, posting.start_max, posting.id
WITH incident, attributed, first, last, attribution_sids, stance, unit, way, person, posting.role AS role,
     collect(posting) AS postings, head(collect(sure)) AS sure
// One officer is one person in one role; the last entry stands for a unit in which nobody is stated to command.
WITH incident, attributed, first, last, attribution_sids, stance, unit, way,
     [officer IN collect({person: person, role: role, postings: postings, sure: sure}) WHERE officer.person IS NOT NULL]
       AS officers
WITH *, CASE WHEN any(officer IN officers WHERE head(officer.postings).is_command) THEN officers
             ELSE officers + [{person: null, role: null, postings: [], sure: true}] END AS entries
UNWIND entries AS entry
WITH *, entry.person AS person, head(entry.postings) AS best, way.firm AND entry.sure AS certain,
     [posting IN entry.postings
      WHERE NOT entry.sure OR (posting.basis = 'stated' AND posting.start_max <= first AND posting.end_min >= last)]
       AS graded,
     [link IN way.links WHERE link.basis <> 'stated' OR link.start_max > first OR link.end_min < last] AS weak
WITH *, reduce(day = first, start IN [link IN way.links | link.start_max] + [best.start_max] |
               CASE WHEN start > day THEN start ELSE day END) AS sure_first,
        reduce(day = last, end IN [link IN way.links | link.end_min] + [best.end_min] |
               CASE WHEN end < day THEN end ELSE day END) AS sure_last
WITH *, CASE WHEN person IS NULL THEN ['nobody is stated to have been in command'] ELSE [] END
        + CASE WHEN any(link IN weak WHERE link.basis = 'inferred') THEN ['inferred relation'] ELSE [] END
        + CASE WHEN any(link IN weak WHERE link.basis = 'contested') THEN ['contested relation'] ELSE [] END
        + CASE WHEN any(link IN weak WHERE link.basis = 'stated' AND link.timed = 'undated')
               THEN ['undated relation'] ELSE [] END
        + CASE WHEN any(link IN weak WHERE link.basis = 'stated' AND link.timed <> 'undated')
               THEN ['relation not attested for all of the days'] ELSE [] END
        + CASE WHEN entry.sure OR best.derived IS NULL THEN [] ELSE [best.derived] END
        + CASE WHEN entry.sure OR best.derived IS NOT NULL OR best.start_min <> '0001-01-01'
               THEN [] ELSE ['start not known'] END
        + CASE WHEN entry.sure OR best.derived IS NOT NULL OR best.end_max <> '9999-12-31'
               THEN [] ELSE ['end not known'] END
        + CASE WHEN entry.sure OR best.derived IS NOT NULL OR best.start_min = '0001-01-01'
                    OR best.end_max = '9999-12-31' OR (best.start_max <= last AND best.end_min >= first)
               THEN [] ELSE ['dates of the posting too imprecise to say'] END
        + CASE WHEN NOT certain AND person IS NOT NULL AND sure_first <= sure_last AND best.derived IS NULL
                    AND all(link IN way.links WHERE link.basis = 'stated')
               THEN ['certain from ' + sure_first + ' to ' + sure_last + ' only'] ELSE [] END AS reasons
RETURN incident.id AS incident, stance, attributed.id AS attributed_unit, unit.id AS unit, size(way.links) AS hops,
       person.id AS person, entry.role AS role, best.rank AS rank, coalesce(best.is_command, false) AS is_command,
       person IS NOT NULL AND any(other IN officers WHERE other.person <> person AND other.role = entry.role
           AND any(held IN other.postings WHERE any(own IN entry.postings
               WHERE held.start_min <= own.end_max AND own.start_min <= held.end_max
                 AND CASE WHEN held.start_min > own.start_min THEN held.start_min ELSE own.start_min END <= last
                 AND CASE WHEN held.end_max < own.end_max THEN held.end_max ELSE own.end_max END >= first)))
         AS conflict,
       coalesce(person.deceased, person.death_date IS NOT NULL) AS deceased,
       CASE WHEN certain THEN 'certain' ELSE 'possible' END AS grade,
       reduce(text = '', part IN reasons | text + CASE WHEN text = '' THEN '' ELSE '; ' END + part) AS reason,
       attribution_sids + reduce(sids = [], link IN way.links | sids + link.sids)
         + reduce(sids = [], posting IN entry.postings | sids + posting.sids) AS statements,
       CASE WHEN certain OR size(weak) = 0 AND entry.sure THEN
              CASE WHEN size(way.links) = 0 AND size(graded) = 0 THEN attribution_sids
                   ELSE reduce(sids = [], link IN way.links | sids + link.sids)
                        + reduce(sids = [], posting IN graded | sids + posting.sids) END
            ELSE reduce(sids = [], link IN weak | sids + link.sids)
                 + CASE WHEN entry.sure THEN [] ELSE reduce(sids = [], posting IN graded | sids + posting.sids) END
       END AS weakest
ORDER BY incident, attributed_unit, hops, unit, is_command DESC, person, role
