// Questions to ask of the network in Neo4j Browser or cypher-shell. Each names its parameters.
//
// What is live is written on the head; superseded versions stay beside it for a while. So every
// question starts by reading the live versions, and keeps to nodes and relationships of those.
// The server answers what is mapped; who is entitled, on which day, by which law, only the
// product's own engines know.
//
// Keys and IRIs are looked up on the label Entity: write (:Entity:Offering {iri: …}).

// name: who_covers
// Who covers a need for somebody who lives in a comune. $need such as 'autonomy.personal-care', $comune such as 'E388'.
MATCH (h:Head {name: 'welfarenet'}) WITH h.live AS live
MATCH (c:Territory {code: $comune})
MATCH (c)-[w:WITHIN*0..8]->(t:Territory) WHERE all(r IN w WHERE r.rev IN live)
WITH live, collect(DISTINCT t) AS places
MATCH (n:Need {code: $need})
MATCH (n)<-[:BROADER*0..8]-(narrower:Need)
WITH live, places, collect(DISTINCT narrower) AS needs
UNWIND needs AS need
MATCH (need)<-[:ADDRESSES]-(s:Service) WHERE s.rev IN live
MATCH (s)<-[:OFFERS]-(o:Offering)-[:COVERS]->(t:Territory)
WHERE t IN places AND NOT EXISTS { MATCH (o)-[:EXCLUDES]->(x:Territory) WHERE x IN places }
MATCH (o)-[:DELIVERED_BY]->(p:Provider)
RETURN DISTINCT o.iri AS offering, s.title_it AS service, p.title_it AS provider, o.cost AS cost_from
ORDER BY offering;

// name: broken_chains
// Services offered in a comune that ask for a paper which nobody issues there. $comune.
// REQUIRES {group, alt}: every group, one alt of it, all the papers of that alt.
MATCH (h:Head {name: 'welfarenet'}) WITH h.live AS live
MATCH (c:Territory {code: $comune})
MATCH (c)-[w:WITHIN*0..8]->(t:Territory) WHERE all(r IN w WHERE r.rev IN live)
WITH live, collect(DISTINCT t) AS places
UNWIND places AS t
MATCH (t)<-[:COVERS]-(o:Offering)-[:OFFERS]->(s:Service) WHERE o.rev IN live
WITH collect(DISTINCT s) AS here
CALL (here) { UNWIND here AS s MATCH (s)-[:ISSUES]->(d:DocumentType) RETURN collect(DISTINCT d) AS issued }
UNWIND here AS s
MATCH (s)-[r:REQUIRES]->(d:DocumentType)
WITH issued, s, r.group AS asked, r.alt AS alt,
     [x IN collect(d) WHERE NOT x IN issued AND NOT coalesce(x.brought, false) | x.title_it] AS missing
WITH s, asked, collect(missing) AS ways
WHERE none(missing IN ways WHERE size(missing) = 0)
RETURN s.iri AS service, s.title_it AS title, asked + 1 AS requirement, ways ORDER BY service, requirement;

// name: irreplaceable
// Providers that are alone, in the whole network, in addressing a need.
MATCH (h:Head {name: 'welfarenet'}) WITH h.live AS live
MATCH (n:Need)<-[:ADDRESSES]-(s:Service)<-[:OFFERS]-(:Offering)-[:DELIVERED_BY]->(p:Provider)
WHERE s.rev IN live
WITH n, collect(DISTINCT p) AS providers WHERE size(providers) = 1
RETURN providers[0].title_it AS provider, collect(n.code) AS alone_for ORDER BY provider;

// name: shortest_referral
// The shortest chain of agreed referrals from an offering to one that addresses a need. $offering (IRI), $need.
MATCH (h:Head {name: 'welfarenet'}) WITH h.live AS live
MATCH (start:Entity:Offering {iri: $offering}) WHERE start.rev IN live
MATCH p = ANY SHORTEST (start)-[:REFERS_TO]->{1,8}
  (end:Offering WHERE EXISTS { (end)-[:OFFERS]->(:Service)-[:ADDRESSES]->(:Need {code: $need}) })
RETURN length(p) AS hand_offs, [o IN nodes(p) | o.iri] AS steps ORDER BY hand_offs, steps LIMIT 1;

// name: requirements
// What a service asks for: every requirement, one of its alternatives, all papers of it. $service (IRI).
MATCH (h:Head {name: 'welfarenet'}) WITH h.live AS live
MATCH (s:Entity:Service {iri: $service}) WHERE s.rev IN live
MATCH (s)-[r:REQUIRES]->(d:DocumentType)
WITH r.group AS asked, r.alt AS alt, coalesce(d.title_it, d.code) AS paper ORDER BY asked, alt, paper
WITH asked, alt, collect(paper) AS together ORDER BY asked, alt
RETURN asked + 1 AS requirement, collect(together) AS alternatives ORDER BY requirement;

// name: find
// Names that mean something like these words, in Italian. $words: escape what people type, see NEO4J.md.
MATCH (h:Head {name: 'welfarenet'}) WITH h.live AS live
CALL db.index.fulltext.queryNodes('names', $words) YIELD node, score
WHERE node.rev IS NULL OR node.rev IN live
RETURN labels(node) AS kind, node.iri AS iri, node.title_it AS title, score ORDER BY score DESC, iri LIMIT 20;

// name: provenance
// Which row of which file an offering was read from, and which exercise says so. $offering (IRI).
MATCH (h:Head {name: 'welfarenet'}) WITH h.live AS live
MATCH (o:Entity:Offering {iri: $offering})-[f:FROM]->(e:Exercise) WHERE o.rev IN live
UNWIND coalesce(o.sources, [null]) AS source
OPTIONAL MATCH (row:Entity:SourceRow {iri: source}) WHERE row.rev = o.rev
RETURN e.title_it AS exercise, f.day AS day, row.file AS file, row.sheet AS sheet, row.row AS row
ORDER BY exercise, file, sheet, row;
