-- The short key of a path is a number: its day, its length and its last character.

DROP INDEX events_by_path;
CREATE INDEX events_by_path ON events (
    (CAST(replace(substr(path, 7, 10), '/', '') AS INTEGER) * 512 + length(path)) * 128 + unicode(substr(' ' || path, -1)) % 128
);
