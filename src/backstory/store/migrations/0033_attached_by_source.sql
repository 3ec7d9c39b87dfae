-- Where an article is attached, and since when, is found by what it is.

CREATE INDEX attached_by_source ON attached (source, since);
