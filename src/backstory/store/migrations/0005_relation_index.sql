-- What relating a few events needs to know of all others, so that it need not read them. Packed by `backstory.relate`;
-- it can be made again from the events at any time, and is where its version is another one.

CREATE TABLE relation_notes (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;

CREATE TABLE relation_terms (         -- words, names, entities, places: which events have them
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    first BLOB NOT NULL,
    second BLOB NOT NULL
) STRICT;

CREATE TABLE relation_rows (          -- events: which terms they have
    number INTEGER PRIMARY KEY,
    first BLOB NOT NULL,
    second BLOB NOT NULL
) STRICT;

CREATE TABLE relation_candidates (    -- events: which others share most with them
    number INTEGER PRIMARY KEY,
    first BLOB NOT NULL,
    second BLOB NOT NULL
) STRICT;
