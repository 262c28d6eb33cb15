// ---
// id: quality/one-origin-only
// title: Findings that rest on a single origin
// status: test
// version: 1
// question: >
//   Which findings of the other packs stand or fall with the words of one origin, official or not?
// serves:
//   - {authority: us-leahy, element: credible-information, coverage: partial}
// after:
//   - command/commanders-on-the-day
//   - sanctions/listed-elsewhere
//   - sanctions/leader-of-implicated-unit
//   - assistance/training-after-incident
//   - assistance/trained-then-implicated
//   - transfers/delivered-after-incident
// subject: {columns: [subject], kinds: [Person, Unit, Company, Organization, Vessel, Aircraft]}
// identity: [finding]
// evidence: [statements]
// support: weakest
// grade: grade
// columns:
//   finding: The finding, by its id.
//   pack: The pack that found it.
//   subject: Whom it is about.
//   origin: Whose words its weakest links repeat.
//   official: Whether that origin is an authority's own.
//   grade: The grade of that finding.
//   support: The same single origin.
// false_positives:
//   - A regulation or list is one origin and may rest on many that it does not name.
// limits:
//   - Whether two origins copied from each other without saying so is not seen.
// against:
//   question: Which other sources speak of the subject, and could confirm or refute what one of them says?
//   query: |
//     MATCH ({id: $subject})-[cited:CITED_IN]->(source:Source)
//     RETURN source.id AS source, source.publisher AS publisher, cited.sids AS statements
// examples:
//   - why: One origin, official or not.
//     nodes: []
//     findings:
//       - {id: f1, pack: command/commanders-on-the-day, subject: general, support: {origins: 1, official: false}, origin_names: [Reuters], statements: [a, b], weakest: [a]}
//       - {id: f2, pack: sanctions/listed-elsewhere, subject: general, support: {origins: 1, official: true}, origin_names: [Council of the EU], statements: [c], weakest: [c], grade: possible}
//     finds:
//       - {finding: f1, pack: command/commanders-on-the-day, subject: general, origin: Reuters, official: false, grade: certain}
//       - {finding: f2, pack: sanctions/listed-elsewhere, subject: general, origin: Council of the EU, official: true, grade: possible}
//   - why: Two origins, and a row that says only that no list was read.
//     nodes: []
//     findings:
//       - {id: f1, subject: general, support: {origins: 2, official: false}, origin_names: [AFP, Reuters], statements: [a, b], weakest: [a, b]}
//       - {id: f2, pack: sanctions/listed-elsewhere, subject: general, support: {origins: 1, official: true}, origin_names: [Council of the EU], statements: [c], weakest: [c], row: {status: unknown}}
//     finds: []
// ---
UNWIND $findings AS found
WITH found WHERE found.support.origins = 1 AND coalesce(found.row.status, '') <> 'unknown'
RETURN found.id AS finding, found.pack AS pack, found.subject AS subject, head(found.origin_names) AS origin,
       found.support.official AS official, found.grade AS grade, found.statements AS statements, found.weakest AS weakest
ORDER BY pack, subject, finding
