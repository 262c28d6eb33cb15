// ---
// id: sanctions/listed-elsewhere
// title: Who is listed by which authority, and who by none
// status: test
// version: 2
// question: >
//   For each person, unit and company of the workbooks and of other packs' findings: by which authorities is it listed,
//   was it listed, or is it not listed as far as the lists read can tell?
// serves:
//   - {authority: us-eo-13818, element: not-yet-listed, coverage: partial}
//   - {authority: eu-2020-1998, element: not-yet-listed, coverage: partial}
//   - {authority: uk-2020-680, element: not-yet-listed, coverage: partial}
// after: [command/commanders-on-the-day]
// subject: {columns: [subject], kinds: [Person, Unit, Company, Organization, Vessel, Aircraft]}
// identity: [subject, authority, status, entry, programme]
// evidence: [statements]
// support: statements
// grade: grade
// columns:
//   subject: The person, unit or company.
//   authority: Whose list.
//   status: listed, formerly, not listed (a list read whole does not hold it), or unknown (no such list was read).
//   programme: The programmes as the list prints them; for a negative, those within which the list was read.
//   entry: The number or reference of the entry.
//   listed_on: The day of listing, where a source gives it.
//   delisted_on: The day of delisting, or the two editions between which it happened.
//   as_of: The newest edition known to hold the entry; for a negative, the oldest of the lists that it rests on.
//   grade: certain, as identities are the workbook's own or decided by a person.
//   support: On how many origins the row rests, and whether one is official.
// params:
//   all: {type: flag, default: false, about: "Ask of everybody in the graph, not of workbooks and findings only."}
//   subject: {type: text, default: "", about: "Only this subject, by its id; empty takes all."}
// false_positives:
//   - The entry is a namesake's and was put into the workbook by mistake.
//   - The subject is listed under a name that nobody has linked to it yet, and is called not listed.
// limits:
//   - A negative holds for the day and the programmes of the list that was read, and for no other.
//   - An edition of a list speaks only for entities that were compared with it.
//   - A measure that is no listing (an entry ban, a directive) is not a listing here.
// against:
//   question: Does a namesake stand in the same authority's list, that nobody has compared with the subject?
//   query: |
//     MATCH (subject {id: $subject}), (other:Entity)-[entry:LISTED_IN]->(listing:Listing {authority: $authority})
//     WHERE other.id <> subject.id AND any(name IN other.names WHERE name IN subject.names)
//     RETURN other.id AS namesake, listing.entry AS entry, entry.sids + listing.sids AS statements
// examples:
//   - why: A listing in force, one that ended, a negative from a whole list of the workbook, and lists that nobody read.
//     nodes:
//       - {id: book, kind: Source, ingestor: workbook}
//       - {id: general, kind: Person, datasets: [book]}
//       - {id: eu1, kind: Listing, authority: EU, programme: [EU-MMR], entry: IV.A 1, listed_on: 2018-06-25, last_seen_in_list: 2026-04-29}
//       - {id: us1, kind: Listing, authority: US-OFAC, programme: [GLOMAG], entry: "24808", delisted_between: 2022-12-28/2023-12-28}
//       - {id: uk, kind: Coverage, authority: UK, as_of: 2026-04-29, datasets: [book]}
//       - {id: uk-old, kind: Coverage, authority: UK, as_of: 2025-04-10, datasets: [book]}
//     edges:
//       - {tail: general, kind: LISTED_IN, head: eu1}
//       - {tail: general, kind: LISTED_IN, head: us1}
//     finds:
//       - {subject: general, authority: EU, status: listed, programme: EU-MMR, entry: IV.A 1, listed_on: 2018-06-25, as_of: 2026-04-29}
//       - {subject: general, authority: US-OFAC, status: formerly, delisted_on: 2022-12-28/2023-12-28}
//       - {subject: general, authority: US-OFAC, status: unknown, as_of: null}
//       - {subject: general, authority: UK, status: not listed, programme: "", as_of: 2026-04-29}
//       - {authority: US-BIS, status: unknown}
//       - {authority: US-STATE, status: unknown}
//       - {authority: CA, status: unknown}
//       - {authority: AU, status: unknown}
//       - {authority: UN, status: unknown}
//   - why: The workbook's reading of a list says nothing of another dataset's entities; a judgement that compared them does.
//     nodes:
//       - {id: book, kind: Source, ingestor: workbook}
//       - {id: stranger, kind: Person, datasets: [list]}
//       - {id: known, kind: Person, datasets: [list], compared: [other]}
//       - {id: c1, kind: Coverage, authority: EU, as_of: 2026-04-29, datasets: [book]}
//       - {id: c2, kind: Coverage, authority: UN, programme: [TALIBAN], as_of: 2026-03-28, datasets: [other]}
//     params: {all: true}
//     finds:
//       - {subject: known, authority: UN, status: not listed, programme: TALIBAN, as_of: 2026-03-28}
//       - {subject: known, authority: EU, status: unknown}
//       - {subject: known, authority: UK, status: unknown}
//       - {subject: known, authority: US-OFAC, status: unknown}
//       - {subject: known, authority: US-BIS, status: unknown}
//       - {subject: known, authority: US-STATE, status: unknown}
//       - {subject: known, authority: CA, status: unknown}
//       - {subject: known, authority: AU, status: unknown}
//       - {subject: stranger, authority: UN, status: unknown}
//       - {subject: stranger, authority: EU, status: unknown}
//       - {subject: stranger, authority: UK, status: unknown}
//       - {subject: stranger, authority: US-OFAC, status: unknown}
//       - {subject: stranger, authority: US-BIS, status: unknown}
//       - {subject: stranger, authority: US-STATE, status: unknown}
//       - {subject: stranger, authority: CA, status: unknown}
//       - {subject: stranger, authority: AU, status: unknown}
//   - why: An entry that the workbook and the list itself tell of is one row, from the earliest day and the newest edition.
//     nodes:
//       - {id: book, kind: Source, ingestor: workbook}
//       - {id: general, kind: Person, datasets: [book, list]}
//       - {id: told, kind: Listing, authority: UN, programme: [X], entry: "7", listed_on: 2018-06-25, last_seen_in_list: 2024-01-01}
//       - {id: own, kind: Listing, authority: UN, programme: [X], entry: "7", last_seen: 2026-03-28}
//     edges:
//       - {tail: general, kind: LISTED_IN, head: told}
//       - {tail: general, kind: LISTED_IN, head: own}
//     finds:
//       - {subject: general, authority: UN, status: listed, programme: X, entry: "7", listed_on: 2018-06-25, as_of: 2026-03-28}
//       - {authority: EU, status: unknown}
//       - {authority: US-OFAC, status: unknown}
//       - {authority: US-BIS, status: unknown}
//       - {authority: US-STATE, status: unknown}
//       - {authority: UK, status: unknown}
//       - {authority: CA, status: unknown}
//       - {authority: AU, status: unknown}
//   - why: Entities of lists are no subjects by themselves.
//     nodes:
//       - {id: stranger, kind: Person, datasets: [list]}
//       - {id: entry, kind: Listing, authority: EU, entry: "1"}
//     edges:
//       - {tail: stranger, kind: LISTED_IN, head: entry}
//     finds: []
// ---
OPTIONAL MATCH (source:Source {ingestor: 'workbook'})
WITH collect(source.id) AS workbooks, [finding IN $findings | finding.subject] AS found
MATCH (subject:Person|Unit|Company|Organization|Vessel|Aircraft)
WHERE $subject IN ['', subject.id]
  AND ($all OR subject.id IN found
       OR (subject:Person OR subject:Unit OR subject:Company) AND any(name IN subject.datasets WHERE name IN workbooks))
OPTIONAL MATCH (subject)-[entry:LISTED_IN]->(listing:Listing)
WITH subject, workbooks, listing, entry
ORDER BY listing.id
WITH subject, workbooks,
     [item IN collect({listing: listing, sids: entry.sids}) WHERE item.listing IS NOT NULL] AS listings
WITH subject, workbooks,
     [item IN listings | {
        authority: item.listing.authority,
        status: CASE WHEN coalesce(item.listing.delisted_on, item.listing.delisted_between) IS NULL
                     THEN 'listed' ELSE 'formerly' END,
        programme: item.listing.programme, entry: item.listing.entry, listed_on: item.listing.listed_on,
        delisted_on: coalesce(item.listing.delisted_on, item.listing.delisted_between),
        as_of: coalesce(item.listing.last_seen_in_list, item.listing.last_seen),
        statements: item.listing.sids + item.sids}] AS entries
// A list that was read whole speaks for its own dataset's entities, and for others once compared with them.
CALL (subject) {
  UNWIND ['EU', 'US-OFAC', 'US-BIS', 'US-STATE', 'UK', 'CA', 'AU', 'UN'] AS authority
  OPTIONAL MATCH (coverage:Coverage {authority: authority})
  WHERE any(name IN coverage.datasets WHERE name IN subject.datasets OR name IN coalesce(subject.compared, []))
  WITH authority, coverage
  ORDER BY coverage.as_of DESC, coverage.id
  WITH authority, coverage.datasets AS read_in, coalesce(coverage.programme, [coverage.scope]) AS programme,
       head(collect(coverage)) AS newest
  WITH authority, [one IN collect({coverage: newest, programme: programme}) WHERE one.coverage IS NOT NULL] AS read
  RETURN collect({
    authority: authority, status: CASE WHEN size(read) > 0 THEN 'not listed' ELSE 'unknown' END,
    programme: reduce(all = [], one IN read | all + [name IN one.programme WHERE name IS NOT NULL AND NOT name IN all]),
    entry: null,
    listed_on: null, delisted_on: null,
    as_of: reduce(day = null, one IN read |
      CASE WHEN day IS NULL OR one.coverage.as_of < day THEN one.coverage.as_of ELSE day END),
    statements: CASE WHEN size(read) > 0 THEN reduce(sids = [], one IN read | sids + one.coverage.sids) ELSE subject.sids END
  }) AS negatives
}
UNWIND entries + [negative IN negatives
                  WHERE NOT any(item IN entries WHERE item.authority = negative.authority AND item.status = 'listed')] AS item
WITH subject, item
UNWIND CASE WHEN size(coalesce(item.programme, [])) = 0 THEN [''] ELSE item.programme END AS programme
WITH subject, item, programme ORDER BY programme
WITH subject, item, collect(programme) AS programmes
WITH subject.id AS subject, item,
     reduce(text = '', name IN programmes | text + CASE WHEN text = '' THEN '' ELSE '; ' END + name) AS programme
// A workbook and the list itself may both tell of one entry: that is one row, which rests on both.
WITH subject, item.authority AS authority, item.status AS status, programme, item.entry AS entry,
     min(item.listed_on) AS listed_on, min(item.delisted_on) AS delisted_on, max(item.as_of) AS as_of,
     collect(item.statements) AS told
RETURN subject, authority, status, programme, entry, listed_on, delisted_on, as_of, 'certain' AS grade,
       reduce(sids = [], some IN told | sids + some) AS statements
ORDER BY subject, authority, status, entry, programme
