// ---
// id: sanctions/leader-of-implicated-unit
// title: Leaders of implicated units, and whether each authority lists them
// status: test
// version: 1
// question: >
//   Of those who held a post of command in an implicated unit, or above it, on the days of an incident: whom does which
//   authority list, and whom not?
// serves:
//   - {authority: us-eo-13818, element: leader, coverage: partial}
//   - {authority: eu-2020-1998, element: responsible, coverage: partial}
//   - {authority: uk-2020-680, element: involved, coverage: partial}
//   - {authority: rome-statute-28, element: superior, coverage: partial}
// after: [command/commanders-on-the-day, sanctions/listed-elsewhere]
// subject: {columns: [person], kinds: [Person]}
// identity: [person, role, incident, attributed_unit, unit, authority, status]
// evidence: [statements]
// support: weakest
// grade: grade
// columns:
//   person: The person in command.
//   role: The role as the source words it.
//   incident: The incident.
//   stance: How the sources stand to the attribution; a denial stands beside it.
//   attributed_unit: The unit to which a source attributes the incident.
//   unit: The unit in which the post was held.
//   hops: How many steps it stands above the attributed unit.
//   authority: The authority.
//   status: listed, formerly, not listed, or unknown where no list of the authority was read.
//   programme: The programmes of the entries, or those within which the list was read.
//   as_of: The newest edition known to hold an entry; for a negative, the oldest of the lists that it rests on.
//   conflict: Whether sources name another holder of the same post on one of those days.
//   deceased: Whether a source calls the person dead.
//   grade: The grade of the chain and posting on those days.
//   support: On how many origins the weakest links of the chain rest, and whether one is official.
// false_positives:
//   - The person held the post and had no power over those who acted.
//   - The person is listed under a name that nobody has linked yet.
// limits:
//   - The order or omission of the person is not tested; a leader of an entity is a criterion of some authorities only.
//   - Persons who are dead are marked and stay, since their listing may have ended for that reason.
// against:
//   question: Does a source deny the attribution, or place the person elsewhere on those days?
//   query: |
//     MATCH (:Incident {id: $incident})-[denial:ATTRIBUTED_TO {stance: 'denied'}]->({id: $attributed_unit})
//     RETURN 'attribution denied' AS what, denial.sids AS statements
//     UNION
//     MATCH (incident:Incident {id: $incident}), ({id: $person})-[posting:POSTED_TO]->(other)
//     WHERE other.id <> $unit AND posting.timed <> 'undated'
//       AND posting.start_max <= incident.span_start AND posting.end_min >= incident.span_end
//     RETURN 'posted to ' + other.id + ' on those days' AS what, posting.sids AS statements
// examples:
//   - why: A commander, per authority; two entries of one authority make one row.
//     nodes: []
//     findings:
//       - pack: command/commanders-on-the-day
//         grade: possible
//         statements: [chain]
//         weakest: [weak]
//         row: {person: general, role: commander, incident: i1, stance: found, attributed_unit: u0, unit: u1, hops: 1, is_command: true, conflict: false, deceased: true}
//       - {pack: sanctions/listed-elsewhere, subject: general, statements: [eu1], row: {authority: EU, status: listed, programme: EU-MMR, as_of: 2026-04-29}}
//       - {pack: sanctions/listed-elsewhere, subject: general, statements: [eu2], row: {authority: EU, status: listed, programme: EU-HR, as_of: 2026-05-28}}
//       - {pack: sanctions/listed-elsewhere, subject: general, statements: [un], row: {authority: UN, status: not listed, programme: "", as_of: 2026-03-28}}
//     finds:
//       - {person: general, unit: u1, hops: 1, authority: EU, status: listed, programme: EU-HR; EU-MMR, as_of: 2026-05-28, deceased: true, grade: possible}
//       - {person: general, authority: UN, status: not listed, as_of: 2026-03-28, stance: found, grade: possible}
//   - why: A deputy and a unit without a commander make no leader.
//     nodes: []
//     findings:
//       - pack: command/commanders-on-the-day
//         row: {person: deputy, role: deputy commander, incident: i1, stance: found, attributed_unit: u0, unit: u0, hops: 0, is_command: false}
//       - pack: command/commanders-on-the-day
//         row: {person: null, role: null, incident: i1, stance: found, attributed_unit: u0, unit: u0, hops: 0, is_command: false}
//       - {pack: sanctions/listed-elsewhere, subject: deputy, statements: [eu1], row: {authority: EU, status: listed, programme: EU-MMR}}
//     finds: []
// ---
UNWIND $findings AS held
WITH held WHERE held.pack = 'command/commanders-on-the-day' AND held.row.is_command AND held.row.person IS NOT NULL
UNWIND [entry IN $findings WHERE entry.pack = 'sanctions/listed-elsewhere' AND entry.subject = held.row.person] AS entry
WITH held, entry.row.authority AS authority, entry.row.status AS status, entry
ORDER BY entry.row.programme
WITH held, authority, status, collect(entry) AS entries
WITH *, reduce(text = '', name IN [entry IN entries WHERE entry.row.programme <> '' | entry.row.programme] |
               text + CASE WHEN text = '' THEN '' ELSE '; ' END + name) AS programme,
        reduce(day = null, entry IN entries | CASE WHEN day IS NULL OR entry.row.as_of > day THEN entry.row.as_of
                                                   ELSE day END) AS as_of
RETURN held.row.person AS person, held.row.role AS role, held.row.incident AS incident, held.row.stance AS stance,
       held.row.attributed_unit AS attributed_unit, held.row.unit AS unit, held.row.hops AS hops,
       authority, status, programme, as_of, held.row.conflict AS conflict, held.row.deceased AS deceased,
       held.grade AS grade, held.statements + reduce(sids = [], entry IN entries | sids + entry.statements) AS statements,
       held.weakest AS weakest
ORDER BY person, incident, attributed_unit, hops, unit, role, authority, status
