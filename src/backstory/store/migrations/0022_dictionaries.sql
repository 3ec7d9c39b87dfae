-- Pages say much in the same words: what is kept by itself is compressed by what some pages before it say.

CREATE TABLE dictionaries (
    key INTEGER PRIMARY KEY,
    since INTEGER NOT NULL,           -- the last revision that it was made from
    data BLOB NOT NULL                -- bytes of texts in a row, zlib
) STRICT;

ALTER TABLE texts ADD COLUMN dictionary INTEGER REFERENCES dictionaries (key); -- zstd, where there is no base
