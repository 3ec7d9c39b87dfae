-- What pages of another archive said their events are related to; and who described a source, where not it itself.

CREATE TABLE hints (
    event INTEGER NOT NULL REFERENCES events (key),
    position INTEGER NOT NULL,
    path TEXT NOT NULL,
    headline TEXT NOT NULL,
    names TEXT NOT NULL,              -- JSON: what both were said to have in common
    since TEXT NOT NULL,
    PRIMARY KEY (event, position)
) STRICT, WITHOUT ROWID;

ALTER TABLE sources ADD COLUMN described_by TEXT NOT NULL DEFAULT '';
