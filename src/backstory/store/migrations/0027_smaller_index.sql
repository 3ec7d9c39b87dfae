-- The index of relations finds terms by a number made of their name; the names themselves are kept together, compressed, as
-- are the notes. Terms that lead to no candidates have no row. `backstory.store.converting` fills the tables.

CREATE TEMP TABLE old_terms AS SELECT number, name, first, second FROM relation_terms ORDER BY number;
DROP TABLE relation_terms;

CREATE TABLE relation_names (         -- of 128 terms each, by the numbers of these
    block INTEGER PRIMARY KEY,
    names BLOB NOT NULL
) STRICT;

CREATE TABLE relation_hashes (hash INTEGER PRIMARY KEY, number INTEGER NOT NULL) STRICT;

CREATE TABLE relation_terms (         -- words, names, entities, places: which events have them
    number INTEGER PRIMARY KEY,
    first BLOB NOT NULL,
    second BLOB NOT NULL
) STRICT;
